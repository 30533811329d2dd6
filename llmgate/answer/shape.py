"""A vendor's answer, as a carrier hands it over, made exactly OpenAI's ``chat.completion``.

Everything is copied by name from OpenAI's own schema, so that nothing of LiteLLM's or of a
vendor's passes, with one exception: what a later turn must send back to the same vendor
(`CARRIED_EXTRAS`) stays on the message.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from llmgate.answer.audio import openai_audio
from llmgate.answer.finish import finish_reason
from llmgate.answer.logprobs import openai_logprobs
from llmgate.answer.texts import NO_ARGUMENTS, arguments_of, name_of, new_id, sound, text_of
from llmgate.answer.usage import count, openai_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE_TIERS = frozenset({"auto", "default", "fast", "flex", "priority", "scale"})

CARRIED_EXTRAS: dict[str, type] = {
    "reasoning_content": str,
    "reasoning_details": list,
    "thinking_blocks": list,
    "extra_content": dict,
}


class MalformedAnswerError(ValueError):
    """The vendor's answer is no chat completion; the message says what it lacks."""


def openai_completion(body: Mapping[str, Any], model: str) -> dict[str, Any]:
    """The answer as OpenAI's ``chat.completion`` dict; ``model`` stands in for a missing one.

    Raises `MalformedAnswerError` where there is no answer in it.
    """
    choices = body.get("choices") if isinstance(body, dict) else None
    if not isinstance(choices, list) or not choices:
        message = "the vendor's answer has no choices"
        raise MalformedAnswerError(message)
    completion = openai_head(body, model, "chat.completion")
    completion["choices"] = in_order(openai_choice(choice, at) for at, choice in enumerate(choices))
    completion["usage"] = openai_usage(body.get("usage"))
    return completion


def openai_head(body: Mapping[str, Any], model: str, kind: str) -> dict[str, Any]:
    """The fields that an answer and each of its chunks have in common."""
    created = count(body.get("created"))
    head: dict[str, Any] = {
        "id": name_of(body.get("id")) or new_id("chatcmpl"),
        "object": kind,
        "created": int(time.time()) if created is None else created,
        "model": name_of(body.get("model")) or model,
    }
    if fingerprint := name_of(body.get("system_fingerprint")):
        head["system_fingerprint"] = fingerprint
    tier = body.get("service_tier")
    if isinstance(tier, str) and tier in SERVICE_TIERS:
        head["service_tier"] = tier
    return head


def in_order(choices: Any) -> list[dict[str, Any]]:
    """Choices by their index."""
    return sorted(choices, key=lambda choice: choice["index"])


def openai_choice(choice: Any, position: int) -> dict[str, Any]:
    """One choice of an answer."""
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        problem = f"choice {position} of the vendor's answer has no message"
        raise MalformedAnswerError(problem)
    message = openai_message(choice["message"])
    calls = "tool_calls" in message
    index = count(choice.get("index"))
    return {
        "index": position if index is None else index,
        "message": message,
        "finish_reason": finish_reason(choice.get("finish_reason"), calls=calls)
        or ("tool_calls" if calls else "stop"),
        "logprobs": openai_logprobs(choice.get("logprobs")),
    }


def openai_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """An assistant's message: OpenAI's fields, then what a later turn must send back."""
    cleaned: dict[str, Any] = {
        "role": "assistant",
        "content": text_of(message.get("content")),
        "refusal": text_of(message.get("refusal")),
    }
    if calls := openai_tool_calls(message):
        cleaned["tool_calls"] = calls
    if (stated := message.get("annotations")) and (notes := openai_annotations(stated)):
        cleaned["annotations"] = notes
    if (stated := message.get("audio")) and (audio := openai_audio(stated)):
        cleaned["audio"] = audio
    return cleaned | carried_extras(message)


def carried_extras(message: Mapping[str, Any]) -> dict[str, Any]:
    """The vendor's extras of a message or delta, reasoning under its usual name."""
    extras: dict[str, Any] = {
        name: value
        for name, kind in CARRIED_EXTRAS.items()
        if (value := message.get(name)) and isinstance(value, kind)
    }
    reasoning = extras.get("reasoning_content") or message.get("reasoning")
    if isinstance(reasoning, str) and reasoning:
        extras["reasoning_content"] = sound(reasoning)
    return extras


def openai_tool_calls(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A message's tool calls; its function call, the older form, is one of them."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls:
        return [openai_tool_call(call) for call in calls]
    function = message.get("function_call")
    return [openai_tool_call({"function": function})] if openai_function(function) else []


def openai_tool_call(call: Any) -> dict[str, Any]:
    """One tool call; its arguments are JSON text, whatever the vendor sent."""
    call = call if isinstance(call, dict) else {}
    named = {"id": name_of(call.get("id")) or new_id("call")}
    custom = call.get("custom")
    if call.get("type") == "custom" and isinstance(custom, dict):
        return named | {"type": "custom", "custom": openai_custom(custom)}
    function = openai_function(call.get("function"))
    if function is None:
        message = "a tool call of the vendor's answer has no function name"
        raise MalformedAnswerError(message)
    called = named | {"type": "function", "function": function}
    if isinstance(extra := call.get("extra_content"), dict) and extra:
        called["extra_content"] = extra
    return called


def openai_custom(custom: Mapping[str, Any]) -> dict[str, str]:
    """The call of a tool with free-form input."""
    return {"name": name_of(custom.get("name")) or "", "input": text_of(custom.get("input")) or ""}


def openai_function(function: Any) -> dict[str, str] | None:
    """A called function's name and arguments, None if there is none."""
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        return None
    arguments = arguments_of(function.get("arguments")) or NO_ARGUMENTS
    return {"name": sound(function["name"]), "arguments": arguments}


def openai_annotations(annotations: Any) -> list[dict[str, Any]]:
    """The URL citations among a message's annotations."""
    if not isinstance(annotations, list):
        return []
    cited = (note.get("url_citation") for note in annotations if isinstance(note, dict))
    return [
        {"type": "url_citation", "url_citation": citation}
        for citation in map(openai_citation, cited)
        if citation
    ]


def openai_citation(citation: Any) -> dict[str, Any] | None:
    """One URL citation, None if it is none."""
    if not isinstance(citation, dict) or not isinstance(citation.get("url"), str):
        return None
    return {
        "url": sound(citation["url"]),
        "title": text_of(citation.get("title")) or "",
        "start_index": count(citation.get("start_index")) or 0,
        "end_index": count(citation.get("end_index")) or 0,
    }
