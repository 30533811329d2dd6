"""Texts in a vendor's answer, in whatever form they come."""

from __future__ import annotations

import json
import uuid
from typing import Any

# JSON text for a call without arguments.
NO_ARGUMENTS = "{}"


def text_of(content: Any) -> str | None:
    """The text of a message's content, which some vendors send as a list of parts."""
    if isinstance(content, str):
        return content if content.isascii() else sound(content)
    if content is None:
        return None
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return sound("".join(part for part in parts if isinstance(part, str)))
    return json.dumps(content)


def name_of(value: Any) -> str | None:
    """A name or an id, None if the value is none."""
    return sound(value) if isinstance(value, str) and value else None


def arguments_of(arguments: Any) -> str:
    """A call's arguments, or a fragment of them, as JSON text; empty where there are none."""
    if isinstance(arguments, str):
        return sound(arguments)
    return json.dumps(arguments) if arguments else ""


def sound(text: str) -> str:
    """The text with no lone surrogates, which JSON can spell and UTF-8 cannot.

    Two that belong together become the one character that they stand for.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def new_id(prefix: str) -> str:
    """An identity for what a vendor left without one."""
    return f"{prefix}-{uuid.uuid4().hex}"
