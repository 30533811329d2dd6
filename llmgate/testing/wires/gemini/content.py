"""The parts that Gemini's contents are made of; fields are in camel case or in snake case."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.wires.wire import Json

MARK = b"fake signature "
# Google documents these two for calls that no Gemini model has made.
STAND_INS = (b"skip_thought_signature_validator", b"context_engineering_is_the_way_to_go")


def camel(name: str) -> str:
    """The name in camel case."""
    first, *others = name.lstrip("_").split("_")
    return first + "".join(other.capitalize() for other in others)


def snake(name: str) -> str:
    """The name in snake case."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def field(value: Any, name: str) -> Any:
    """A field by its name in camel case, in whichever case it is there; None where it is not."""
    return value.get(name, value.get(snake(name))) if isinstance(value, dict) else None


def parts(content: Json) -> Iterator[Json]:
    """The parts of a content."""
    yield from (part for part in content.get("parts") or [] if isinstance(part, dict))


def said(content: Json) -> str:
    """The texts of a content, joined."""
    return "".join(str(part.get("text") or "") for part in parts(content))


def signature(thought: str) -> str:
    """The signature of a thought, which the next turn sends back."""
    digest = hashlib.sha256(thought.encode()).hexdigest()[:16]
    return base64.b64encode(MARK + digest.encode()).decode()


def is_signature(given: object) -> bool:
    """Whether a signature was given by this server, or is one of the documented stand-ins."""
    raw = str(given).encode()
    try:
        decoded = base64.b64decode(raw, validate=True)
    except binascii.Error:
        decoded = b""
    return decoded.startswith(MARK) or raw in STAND_INS or decoded in STAND_INS
