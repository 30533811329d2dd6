"""Token usage as the vendor stated it, in OpenAI's fields."""

from __future__ import annotations

from typing import Any

COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
DETAILS = {
    "prompt_tokens_details": ("cached_tokens", "cache_write_tokens", "audio_tokens"),
    "completion_tokens_details": (
        "reasoning_tokens", "audio_tokens",
        "accepted_prediction_tokens", "rejected_prediction_tokens",
    ),
}  # fmt: skip


def openai_usage(usage: Any) -> dict[str, Any] | None:
    """OpenAI's usage dict, None where the vendor stated too little of it (zeros state nothing)."""
    if not isinstance(usage, dict):
        return None
    prompt, completion, total = completed(*[count(usage.get(name)) for name in COUNTS])
    if prompt is None or completion is None or total is None or not (prompt or completion or total):
        return None
    stated: dict[str, Any] = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": total,
    }
    for name, fields in DETAILS.items():
        if (given := usage.get(name)) and (details := openai_details(given, fields)):
            stated[name] = details
    return stated


def completed(
    prompt: int | None, completion: int | None, total: int | None
) -> tuple[int | None, int | None, int | None]:
    """The three counts, one that is missing made from the other two."""
    if prompt is not None and completion is not None:
        return prompt, completion, total or prompt + completion
    if total is not None and prompt is not None:
        return prompt, max(total - prompt, 0), total
    if total is not None and completion is not None:
        return max(total - completion, 0), completion, total
    return prompt, completion, total


def openai_details(details: Any, fields: tuple[str, ...]) -> dict[str, int]:
    """The stated ones of a detail's fields."""
    if not isinstance(details, dict):
        return {}
    stated = ((name, count(details.get(name))) for name in fields)
    return {name: value for name, value in stated if value is not None}


def count(value: Any) -> int | None:
    """A number of tokens, None if the value is no such thing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < float("inf") else None
