"""``llmgate doctor``: what each model would use, and whether it answers."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

import llmgate
from llmgate.carriers.litellm_process import litellm_module
from llmgate.cli.diagnosis.examining import examined, why_this_file
from llmgate.cli.diagnosis.packages import packages
from llmgate.cli.files import FileCommand, file_option, nearest_file
from llmgate.cli.output import counted, draw, emit_json, json_option, tell
from llmgate.config import load_file
from llmgate.errors import ConfigError

if TYPE_CHECKING:
    from llmgate.cli.diagnosis.examining import Examined
    from llmgate.cli.diagnosis.live import Result
    from llmgate.cli.diagnosis.packages import Package
    from llmgate.config import Config
    from llmgate.errors import Mistake

TIMEOUT = 30.0


@click.command("doctor", cls=FileCommand)
@file_option
@click.option("--live", is_flag=True, help="Send one tiny request to each key and endpoint.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long --live waits for each answer.",
)
@json_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Say what each model would use, and what is missing for it.

    For each key and endpoint: the credential and where it comes from, never its value; the
    base URL and who set it; the carrier. Before them the file that is read, and the installed
    packages against those that llmgate is tested with. With --live each of them is asked by
    itself, no fallback and no second try in between: a few tokens each, at the vendors' prices.
    The exit status is 1 where anything is wrong.
    """
    file = given["file"] or nearest_file()
    config, deployments, mistakes = looked_into(file)
    found = packages()
    if not given["as_json"]:
        show(file, why_this_file(given["file"]), found, deployments, mistakes)
    results = asked(config, deployments, given["timeout"]) if given["live"] and config else None
    if given["as_json"]:
        facts = {"file": file, "why": why_this_file(given["file"]), "mistakes": mistakes}
        emit_json(as_data(facts, found, deployments, results))
    elif results is not None:
        show_results(results)
    wrong = [*mistakes, *filter(None, [each.wrong for each in found])]
    wrong += filter(None, [each.wrong for each in deployments])
    unanswered = [each for each in results or () if not each.answered]
    if not given["as_json"]:
        tell(verdict(len(wrong), len(unanswered), len(deployments), live=given["live"]))
    context.exit(1 if wrong or unanswered else 0)


def looked_into(file: str) -> tuple[Config | None, list[Examined], tuple[Mistake, ...]]:
    """Return a file's content and its deployments, or its mistakes."""
    try:
        config = load_file(file)
        return config, examined(config, os.environ), ()
    except ConfigError as error:
        return None, [], error.mistakes


def asked(config: Config, deployments: list[Examined], seconds: float) -> list[Result]:
    """Ask every deployment; at a terminal a bar shows how many have ended."""
    # Rich's bar and the gate are for those who ask.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    from llmgate.cli.diagnosis.live import ask_all  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    shown = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as bar:
        task = bar.add_task("Loading LiteLLM", total=len(deployments))
        # Ahead of all clocks, for it takes seconds that are no vendor's.
        litellm_module()
        bar.update(task, description="Asking")
        return asyncio.run(ask_all(config, deployments, seconds, lambda: bar.advance(task)))


def show(
    file: str,
    why: str,
    found: list[Package],
    deployments: list[Examined],
    mistakes: tuple[Mistake, ...],
) -> None:
    """Draw what was found without asking anybody."""
    # Rich is for those who look.
    from llmgate.cli.diagnosis.showing import drawn, surroundings  # noqa: PLC0415

    python = f"{platform.python_version()}, {sys.executable}"
    facts = {"file": f"{file}: {why}", "llmgate": llmgate.__version__, "python": python}
    drawings = (part for each in deployments for part in (drawn(each), ""))
    draw(surroundings(facts, found), "", *drawings)
    for mistake in mistakes:
        tell(str(mistake))


def show_results(results: list[Result]) -> None:
    """Draw what came of the requests."""
    from llmgate.cli.diagnosis.showing import failures  # noqa: PLC0415  (see `show`)
    from llmgate.cli.diagnosis.showing import results as table  # noqa: PLC0415

    draw(table(results), *failures(results), "")


def verdict(wrong: int, unanswered: int, deployments: int, *, live: bool) -> str:
    """Sum up in a line."""
    things = f"{counted(wrong, 'thing')} wrong"
    if not live:
        return things
    return f"{things}; {deployments - unanswered} of {deployments} answered"


def as_data(
    facts: dict[str, Any],
    found: list[Package],
    deployments: list[Examined],
    results: list[Result] | None,
) -> dict[str, Any]:
    """Return all of it as data that JSON can write."""
    answers = [asdict(each) for each in results] if results is not None else None
    return {
        **facts,
        "mistakes": [asdict(mistake) for mistake in facts["mistakes"]],
        "llmgate": llmgate.__version__,
        "python": platform.python_version(),
        "packages": [asdict(package) for package in found],
        "deployments": [asdict(each) for each in deployments],
        "live": answers,
    }
