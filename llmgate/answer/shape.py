"""A vendor's answer, as a carrier hands it over, made exactly OpenAI's ``chat.completion``.

Everything is copied by name from OpenAI's own schema, so that nothing of LiteLLM's or of a
vendor's passes, with one exception: what a later turn must send back to the same vendor
(`CARRIED_EXTRAS`) stays on the message.
"""

from __future__ import annotations

import json
import time
import uuid
from typing import TYPE_CHECKING, Any

from llmgate.answer.finish import openai_word
from llmgate.answer.logprobs import openai_logprobs
from llmgate.answer.usage import count, openai_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE_TIERS = frozenset({"auto", "default", "flex", "scale", "priority"})

CARRIED_EXTRAS = ("reasoning_content", "reasoning_details", "thinking_blocks", "extra_content")


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
    identity, answered_by = body.get("id"), body.get("model")
    created = count(body.get("created"))
    head: dict[str, Any] = {
        "id": identity if isinstance(identity, str) and identity else new_id("chatcmpl"),
        "object": kind,
        "created": int(time.time()) if created is None else created,
        "model": answered_by if isinstance(answered_by, str) and answered_by else model,
    }
    if isinstance(fingerprint := body.get("system_fingerprint"), str):
        head["system_fingerprint"] = fingerprint
    if (tier := body.get("service_tier")) in SERVICE_TIERS:
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
    default = "tool_calls" if message.get("tool_calls") else "stop"
    reason = openai_word(choice.get("finish_reason")) or default
    index = count(choice.get("index"))
    return {
        "index": position if index is None else index,
        "message": message,
        # A vendor's plain "stop" beside tool calls would make an agent end its turn.
        "finish_reason": default if reason == "stop" else reason,
        "logprobs": openai_logprobs(choice.get("logprobs")),
    }


def openai_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """An assistant's message: OpenAI's fields, then what a later turn must send back."""
    cleaned: dict[str, Any] = {
        "role": "assistant",
        "content": text_of(message.get("content")),
        "refusal": text_of(message.get("refusal")),
    }
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls:
        cleaned["tool_calls"] = [openai_tool_call(call) for call in calls]
    if function := openai_function(message.get("function_call")):
        cleaned["function_call"] = function
    if notes := openai_annotations(message.get("annotations")):
        cleaned["annotations"] = notes
    if audio := openai_audio(message.get("audio")):
        cleaned["audio"] = audio
    return cleaned | carried_extras(message)


def carried_extras(message: Mapping[str, Any]) -> dict[str, Any]:
    """The vendor's extras of a message or delta, reasoning under its usual name."""
    extras = {name: message[name] for name in CARRIED_EXTRAS if message.get(name)}
    reasoning = message.get("reasoning")
    if isinstance(reasoning, str) and reasoning:
        extras.setdefault("reasoning_content", reasoning)
    return extras


def text_of(content: Any) -> str | None:
    """The text of a message's content, which some vendors send as a list of parts."""
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return json.dumps(content)


def openai_tool_call(call: Any) -> dict[str, Any]:
    """One tool call; its arguments are JSON text, whatever the vendor sent."""
    call = call if isinstance(call, dict) else {}
    identity = call.get("id")
    named = {"id": identity if isinstance(identity, str) and identity else new_id("call")}
    custom = call.get("custom")
    if call.get("type") == "custom" and isinstance(custom, dict):
        return named | {"type": "custom", "custom": openai_custom(custom)}
    function = openai_function(call.get("function"))
    if function is None:
        message = "a tool call of the vendor's answer has no function name"
        raise MalformedAnswerError(message)
    called = named | {"type": "function", "function": function}
    if extra := call.get("extra_content"):
        called["extra_content"] = extra
    return called


def openai_custom(custom: Mapping[str, Any]) -> dict[str, str]:
    """The call of a tool with free-form input."""
    return {"name": str(custom.get("name") or ""), "input": text_of(custom.get("input")) or ""}


def openai_function(function: Any) -> dict[str, str] | None:
    """A called function's name and arguments, None if there is none."""
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        return None
    return {"name": function["name"], "arguments": arguments_of(function.get("arguments"))}


def arguments_of(arguments: Any) -> str:
    """A call's arguments as JSON text; none at all is an empty object."""
    if isinstance(arguments, str):
        return arguments
    return json.dumps({} if arguments is None else arguments)


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
        "url": citation["url"],
        "title": text_of(citation.get("title")) or "",
        "start_index": count(citation.get("start_index")) or 0,
        "end_index": count(citation.get("end_index")) or 0,
    }


def openai_audio(audio: Any) -> dict[str, Any] | None:
    """A spoken answer, None if there is none."""
    if not isinstance(audio, dict) or not isinstance(audio.get("data"), str):
        return None
    return {
        "id": text_of(audio.get("id")) or new_id("audio"),
        "data": audio["data"],
        "expires_at": count(audio.get("expires_at")) or 0,
        "transcript": text_of(audio.get("transcript")) or "",
    }


def new_id(prefix: str) -> str:
    """An identity for what a vendor left without one."""
    return f"{prefix}-{uuid.uuid4().hex}"
