"""What a prompt's tokens cannot exceed, told at next to no cost: most calls need no more."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

# In UTF-8, of a character that is not ASCII.
MOST_BYTES = 4
# Around each message a vendor writes its role and marks, in fewer tokens than these; and before
# tools what explains them.
FRAME, PREFACE = 16, 600
# The options that a model reads, and the fields of a message that cost no more than their bytes.
READ = ("tools", "response_format", "tool_choice")
TEXTS = frozenset(
    {"role", "content", "name", "reasoning_content", "refusal", "tool_call_id", "tool_calls"}
)


def most_tokens(arguments: Mapping[str, Any], enough: float = inf) -> float:
    """Tokens that a prompt of texts and tools cannot exceed: no token is less than a byte.

    Infinite for a prompt that holds more, which takes a closer look. The counting ends where
    it has come to more than ``enough``.
    """
    messages = arguments["messages"]
    if not TEXTS.issuperset(set().union(*messages)):
        return inf
    given = [value for name in READ if (value := arguments.get(name))]
    most = sum(PREFACE + json_bytes(value) for value in given)
    for message in messages:
        most += FRAME + bytes_of(message)
        if most > enough:
            break
    return most


def bytes_of(message: Mapping[str, Any]) -> float:
    """The bytes that a message's texts and calls have at most; infinite for parts of a content."""
    most = 0.0
    for name, value in message.items():
        if type(value) is str:
            most += len(value) if value.isascii() else MOST_BYTES * len(value)
        elif name == "tool_calls":
            most += json_bytes(value)
        elif value is not None:
            return inf
    return most


def json_bytes(value: Any) -> float:
    """The bytes of a value as JSON; infinite for one that JSON cannot hold."""
    try:
        return len(orjson.dumps(value))
    except TypeError:
        return inf
