"""Real answers of providers, and the failures that they are without any carrier between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmgate.transport import Failure

FILE = Path(__file__).parent / "data" / "provider_errors.jsonl"

# Fields that an answer has and an error has not.
ANSWERING = frozenset(
    {"choices", "candidates", "content", "promptFeedback", "output", "chatResponse"}
) | {"finish_reason"}

# The gate has no reason of its own for a request for more output than the model gives.
REASONS = {"output_length": "bad_request"}


def entries() -> list[dict[str, Any]]:
    """Every entry of the file."""
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def is_error(entry: dict[str, Any]) -> bool:
    """Whether it is an error, and no answer that was cut or refused."""
    if entry["class"] == "silent":
        return False
    body = entry["body"]
    if entry["status"] != 200 or entry["stream_event"] or not isinstance(body, dict):
        return True
    return bool(body.get("error")) or ANSWERING.isdisjoint(body)


def errors(**wanted: Any) -> list[dict[str, Any]]:
    """The entries that are errors and have these values."""
    return [
        entry
        for entry in entries()
        if is_error(entry) and all(entry.get(name) == value for name, value in wanted.items())
    ]


def expected_reason(entry: dict[str, Any]) -> str | None:
    """The reason in the gate's words; None where the entry says only that it is no overflow."""
    if entry["class"] == "overflow":
        return "context_window"
    reason: str | None = entry["reason"]
    return REASONS.get(reason, reason) if reason else None


def text_of(entry: dict[str, Any]) -> str:
    """The body as it came over the wire."""
    body = entry["body"]
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def failure_of_entry(entry: dict[str, Any]) -> Failure:
    """The failure that holds all of the answer and nothing else."""
    body = entry["body"]
    return Failure(
        kind="APIStatusError",
        message=text_of(entry),
        status=entry["status"],
        body=None if isinstance(body, str) else body,
        headers={name.lower(): value for name, value in entry["headers"].items()},
    )
