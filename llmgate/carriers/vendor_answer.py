"""Whole answers in Anthropic's and Gemini's own shapes, as OpenAI's, where they are understood.

LiteLLM trips over an answer that states no usage. Only text and tool calls are read here: an
answer that holds anything else may mean more than is understood, and stays unread. The shapes:
https://docs.anthropic.com/en/api/messages and https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a part may hold besides its own name.
TEXT = {"text", "type", "citations"}
TOOL_USE = {"type", "id", "name", "input"}
FUNCTION_CALL = {"id", "name", "args"}


class NotUnderstoodError(ValueError):
    """There is more in an answer than text and tool calls."""


def openai_answer(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """A vendor's whole answer in OpenAI's shape; None if it is none, or not understood."""
    try:
        choices = from_anthropic(body) or from_gemini(body)
    except NotUnderstoodError:
        return None
    if not choices:
        return None
    named = {"id": body.get("id") or body.get("responseId"), "model": model_in(body)}
    stated = {name: value for name, value in named.items() if isinstance(value, str)}
    return {"object": "chat.completion", **stated, "choices": choices}


def model_in(body: Mapping[str, Any]) -> Any:
    """What either vendor calls the model that answered."""
    return body.get("model") or body.get("modelVersion")


def from_anthropic(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The one choice of Anthropic's message; none if it is no message of Anthropic's."""
    blocks = body.get("content")
    reason = body.get("stop_reason")
    if body.get("type") != "message" or not isinstance(reason, str) or not objects(blocks):
        return []
    return [choice(0, reason, [anthropic_part(block) for block in blocks or ()])]


def from_gemini(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The choices of Gemini's answer; none if it is no answer of Gemini's."""
    candidates = body.get("candidates")
    if not objects(candidates):
        return []
    return [gemini_choice(at, candidate) for at, candidate in enumerate(candidates or ())]


def gemini_choice(at: int, candidate: Mapping[str, Any]) -> dict[str, Any]:
    """One candidate."""
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    reason = candidate.get("finishReason")
    if not isinstance(reason, str) or not objects(parts):
        raise NotUnderstoodError
    return choice(at, reason, [gemini_part(part) for part in parts or ()])


def objects(value: Any) -> bool:
    """Whether a value is a list of objects with something in it."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def anthropic_part(block: Mapping[str, Any]) -> str | dict[str, Any]:
    """The text of a block, or its tool call."""
    if block.get("type") == "text" and isinstance(block.get("text"), str) and block.keys() <= TEXT:
        return str(block["text"])
    if block.get("type") == "tool_use" and block.keys() <= TOOL_USE:
        return call(block.get("id"), block.get("name"), block.get("input"))
    raise NotUnderstoodError


def gemini_part(part: Mapping[str, Any]) -> str | dict[str, Any]:
    """The text of a part, or its tool call; a thought or a signature is neither."""
    if isinstance(part.get("text"), str) and part.keys() == {"text"}:
        return str(part["text"])
    asked = part.get("functionCall")
    if (
        isinstance(asked, dict)
        and part.keys() == {"functionCall"}
        and asked.keys() <= FUNCTION_CALL
    ):
        return call(
            asked.get("id") or f"call_{uuid4().hex[:24]}", asked.get("name"), asked.get("args")
        )
    raise NotUnderstoodError


def call(call_id: Any, name: Any, arguments: Any) -> dict[str, Any]:
    """A tool call in OpenAI's shape."""
    if not (
        isinstance(call_id, str) and isinstance(name, str) and isinstance(arguments or {}, dict)
    ):
        raise NotUnderstoodError
    written = json.dumps(arguments or {}, ensure_ascii=False)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": written}}


def choice(at: int, reason: str, parts: Sequence[str | dict[str, Any]]) -> dict[str, Any]:
    """A choice of these parts; ``reason`` is the vendor's own word."""
    calls = [part for part in parts if isinstance(part, dict)]
    text = "".join(part for part in parts if isinstance(part, str))
    message = {
        "role": "assistant",
        "content": text or None,
        **({"tool_calls": calls} if calls else {}),
    }
    return {"index": at, "finish_reason": reason, "message": message}
