"""``llmgate explain``: which rung of a ladder would answer, and why the others would not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from llmgate.cli.bars import drawn
from llmgate.cli.completion import model_names
from llmgate.cli.files import STANDARD_INPUT, file_option, nearest_file, standard_input
from llmgate.cli.output import counted, draw, emit_json, json_option
from llmgate.cli.prompts import call_of
from llmgate.config import load_file
from llmgate.errors import UnknownModelError
from llmgate.gate import Gate
from llmgate.keys.credentials import MissingCredentialError
from llmgate.models.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.config import Config
    from llmgate.plan import Plan

PROMPT_FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)


@click.command("explain")
@click.argument("model", required=False, shell_complete=model_names)
@click.argument("prompt", required=False, metavar="[PROMPT_FILE]", type=PROMPT_FILE)
@click.option("--tokens", type=click.IntRange(0), metavar="N", help="The prompt's tokens.")
@click.option("--max-tokens", type=click.IntRange(1), metavar="N", help="Tokens of output asked.")
@file_option
@json_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Show which rung of a ladder would answer, and why the others would not.

    MODEL is a name or alias of the file, or else its default model. The prompt is a number of
    tokens, or it is PROMPT_FILE or standard input (-): plain text, a JSON list of messages, or
    the JSON body of a request. Nothing is sent. The exit status is 1 where no rung can hold it.
    """
    config = load_file(given["file"] or nearest_file())
    call = prompt_of(given["prompt"], given["tokens"])
    if given["max_tokens"] is not None:
        call["max_tokens"] = given["max_tokens"]
    plan = planned(config, given["model"], call)
    missing = without_credentials(config, plan)
    if given["as_json"]:
        emit_json(plan.as_dict() | {"answers": first_of(plan), "missing": missing})
    else:
        show(plan, missing, call.get("max_tokens") or call.get("max_completion_tokens"))
    context.exit(0 if first_of(plan) else 1)


def prompt_of(file: str | None, tokens: int | None) -> dict[str, Any]:
    """Return the prompt as arguments of a call. Raises ``UsageError`` where it is none or two."""
    if tokens is not None:
        if file is not None:
            message = "give either --tokens or a prompt, not both"
            raise click.UsageError(message)
        return {"prompt_tokens": tokens}
    if file in (None, STANDARD_INPUT):
        return call_of(standard_input())
    with click.open_file(file or "", "rb") as opened:
        return call_of(opened.read())


def planned(config: Config, model: str | None, call: dict[str, Any]) -> Plan:
    """Return the gate's own plan. Raises ``UsageError`` for a model that the file does not have."""
    try:
        return Gate(config).explain(model=model, **call)
    except UnknownModelError as error:
        raise click.UsageError(str(error)) from None


def without_credentials(config: Config, plan: Plan) -> dict[str, str]:
    """Return the models of a plan that a call would skip as it is now, each with the reason."""
    registry = Registry(config, os.environ)
    found = ((rung.model, lacking(registry, rung.model)) for rung in plan.rungs)
    return {name: reason for name, reason in found if reason}


def lacking(registry: Registry, name: str) -> str | None:
    """Say what none of a model's deployments has; None where one has all it needs."""
    reason = None
    for deployment in registry.model(name).deployments:
        try:
            deployment.endpoint()
        except MissingCredentialError as error:
            reason = reason or str(error)
        else:
            return None
    return reason


def first_of(plan: Plan, without: Mapping[str, str] | None = None) -> str | None:
    """Return the first model that may hold the prompt, of those that are not ``without``."""
    fitting = (rung.model for rung in plan.rungs if rung.fits is not False)
    return next((name for name in fitting if name not in (without or {})), None)


def show(plan: Plan, missing: Mapping[str, str], output: int | None) -> None:
    """Draw the rungs against their windows, and say who would answer; tokens throughout."""
    asked = f" and {counted(output, 'token')} of output" if output else ""
    best = first_of(plan)
    draw(
        f"{counted(plan.prompt_tokens, 'prompt token')}{asked}",
        *(
            drawn(rung, output, missing.get(rung.model), chosen=rung.model == best)
            for rung in plan.rungs
        ),
        verdict(best, missing, first_of(plan, missing)),
    )


def verdict(best: str | None, missing: Mapping[str, str], now: str | None) -> str:
    """Say in a sentence which model would answer, and which does while the best lacks its key."""
    if best is None:
        return "No model of the ladder can hold it."
    if best not in missing:
        return f"{best} would answer."
    return f"{best} would answer if it had its key; as it is, {now or 'nobody'} would."
