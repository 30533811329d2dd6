"""How a validator of the schema says what is wrong, in words that reach the user as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.config.tree import Path

OWN = "llmgate"


def refuse(text: str) -> NoReturn:
    """Raise the error for the value in hand."""
    raise problem(text)


def problem(text: str, *, at_key: bool = False) -> PydanticCustomError:
    """Return an error for the value in hand; ``at_key`` puts its place at the value's key."""
    return PydanticCustomError(OWN, "{text}", {"text": text, "at_key": at_key})


def problems(found: Iterable[tuple[Path, str, bool]]) -> ValidationError:
    """Return one error of several problems beneath the value in hand: path, text, at the key.

    The values themselves stay out of it, because they may be secret.
    """
    lines = [
        InitErrorDetails(type=problem(text, at_key=at_key), loc=path, input=None)
        for path, text, at_key in found
    ]
    return ValidationError.from_exception_data("value", lines, hide_input=True)
