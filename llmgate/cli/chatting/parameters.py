"""The keywords of a call as they are given on the command line: ``-p name=value``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import orjson

from llmgate.calls.call import NO_OPTIONS, checked_call
from llmgate.calls.keywords import ENDPOINT_KEYWORDS
from llmgate.calls.options import KINDS
from llmgate.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the command itself gives to a call.
OWN = NO_OPTIONS - {"timeout", "request_timeout"}


def parameters(pairs: Iterable[str], **options: Any) -> dict[str, Any]:
    """Return the keywords of a call; of two for the same, the option or the later one counts.

    Raises ``UsageError`` for what a call would not take either.
    """
    given = dict(map(parameter, pairs))
    given |= {name: value for name, value in options.items() if value is not None}
    try:
        checked_call({"prompt": "", **given})
    except InvalidCallError as error:
        raise click.UsageError(str(error)) from None
    return given


def parameter(pair: str) -> tuple[str, Any]:
    """Return the name and the value of ``name=value``."""
    name, equals, text = pair.partition("=")
    if not equals or not name:
        message = f"-p takes name=value, as in -p top_p=0.9, not {name!r}"
        raise click.UsageError(message)
    if name in ENDPOINT_KEYWORDS:
        message = f"{name!r} belongs into models.yaml: what stands in a command is seen by others"
        raise click.UsageError(message)
    if name in OWN:
        message = f"{name!r} is not for -p: see llmgate chat --help"
        raise click.UsageError(message)
    return name, value_of(name, text)


def value_of(name: str, text: str) -> Any:
    """Return a value as JSON has it, else the text; a keyword that wants a text gets it."""
    _, fits = KINDS.get(name, ("", None))
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return text if fits is not None and not fits(value) and fits(text) else value
