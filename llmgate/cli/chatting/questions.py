"""Which model a command asks, and what: from its arguments and from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from llmgate.cli.files import STANDARD_INPUT, standard_input
from llmgate.cli.prompts import text_of
from llmgate.names import nearest

if TYPE_CHECKING:
    from llmgate.config import Config


def asked(config: Config, first: str | None, second: str | None) -> tuple[str | None, str | None]:
    """Return the model and the prompt of a call.

    One argument alone is a model's name, or else the prompt if it is more than a word. Raises
    ``UsageError`` for a name that the file does not have.
    """
    names = names_of(config)
    if second is None and first is not None and first not in names and is_prompt(first):
        first, second = None, first
    if first is not None and first not in names:
        near = nearest(first, names)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(config.models)}"
        message = f"no model is called {first!r}; {hint}"
        raise click.UsageError(message)
    if first is None and config.defaults.model is None and len(config.models) > 1:
        message = f"name a model, for the file has no default: {', '.join(config.models)}"
        raise click.UsageError(message)
    return first, second


def names_of(config: Config) -> list[str]:
    """Return every name and alias of a file."""
    return [name for key, model in config.models.items() for name in (key, *model.aliases)]


def is_prompt(argument: str) -> bool:
    """Say whether an argument is no name: names are single words."""
    return argument == STANDARD_INPUT or len(argument.split()) != 1


def question_of(prompt: str | None) -> str | None:
    """Return what is asked, None for a conversation. Raises ``UsageError`` where it is empty."""
    alone = prompt in (None, STANDARD_INPUT)
    if prompt is None and sys.stdin.isatty():
        return None
    given = text_of(standard_input()) if alone or not sys.stdin.isatty() else ""
    question = given if alone else "\n\n".join(part for part in (given.strip("\n"), prompt) if part)
    if not question.strip():
        message = "there is no prompt: neither an argument nor on standard input"
        raise click.UsageError(message)
    return question
