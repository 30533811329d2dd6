"""A prompt as a person has it in a file: text, messages, or a whole request."""

from __future__ import annotations

from typing import Any

import click
import orjson


def call_of(content: bytes) -> dict[str, Any]:
    """Return a prompt as arguments of a call: its messages if it is JSON of such, else its text.

    Raises ``UsageError`` for a content that is not UTF-8.
    """
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {"prompt": text_of(content)}
    if isinstance(data, dict) and isinstance(data.get("messages"), list):
        return {name: value for name, value in data.items() if name not in ("model", "stream")}
    if isinstance(data, list) and data and all(map(is_message, data)):
        return {"messages": data}
    return {"prompt": text_of(content)}


def is_message(value: object) -> bool:
    """Say whether a value of JSON is a message of a conversation."""
    return isinstance(value, dict) and "role" in value


def text_of(content: bytes) -> str:
    """Return the text of a prompt."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "the prompt is neither text in UTF-8 nor JSON"
    raise click.UsageError(message)
