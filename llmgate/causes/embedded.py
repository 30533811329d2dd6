"""JSON that stands inside a text: after a prefix, quoted, escaped, or as Python prints it."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

# Longer ones are read as text, their beginning and end.
LONGEST = 40_000
MOST = 4

START = re.compile(r"\{\s*[\\'\"]|\[\s*\{|\[\s*[\\\"]")

DECODER = json.JSONDecoder(strict=False)


def split(text: str) -> tuple[str, list[Any]]:
    """The text without the JSON values in it, and those values."""
    if len(text) > LONGEST or ("{" not in text and "[" not in text):
        return text, []
    if text[0] == '"':
        # A whole answer that was encoded twice.
        value, end = decoded(text, 0)
        if end is not None:
            return text[end:], [value]
    around: list[str] = []
    values: list[Any] = []
    at = 0
    for _ in range(MOST):
        found = START.search(text, at)
        if found is None:
            break
        value, end = decoded(text, found.start())
        around.append(text[at : found.start()])
        if end is None:
            around.append(text[found.start() : found.end()])
            at = found.end()
        else:
            values.append(value)
            at = end
    return "".join([*around, text[at:]]), values


def decoded(text: str, start: int) -> tuple[Any, int | None]:
    """The value that begins here and where it ends, which is None if it cannot be read."""
    try:
        return DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        if text[start] == '"':
            return None, None
        return escaped(text, start) if "\\" in text[start : start + 4] else printed(text, start)


def escaped(text: str, start: int) -> tuple[Any, int | None]:
    """Same as `decoded`, for JSON whose quotation marks are escaped."""
    end = last_closer(text, start)
    try:
        return DECODER.raw_decode(text[start:end].replace('\\"', '"'), 0)[0], end
    except (ValueError, RecursionError):
        return None, None


def printed(text: str, start: int) -> tuple[Any, int | None]:
    """Same as `decoded`, for a value as Python prints it."""
    end = last_closer(text, start)
    try:
        return ast.literal_eval(text[start:end]), end
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None, None


def last_closer(text: str, start: int) -> int:
    """Behind the last bracket that may close the one at ``start``."""
    return text.rfind("}" if text[start] == "{" else "]") + 1
