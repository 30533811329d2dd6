"""OpenAI's older ``functions`` as tools on the way out, and as functions on the way back.

Every vendor knows tools, few know functions, so a request in the older form is sent in the
newer one and the answer is given back in the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEGACY_KEYWORDS = ("functions", "function_call")


def uses_functions(arguments: Mapping[str, Any]) -> bool:
    """Whether the caller used the older form."""
    return any(arguments.get(keyword) is not None for keyword in LEGACY_KEYWORDS)


def with_tools(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The call's keywords with tools for its functions; messages are left to `tool_messages`."""
    modern = {name: value for name, value in arguments.items() if name not in LEGACY_KEYWORDS}
    if arguments.get("functions"):
        modern["tools"] = [
            {"type": "function", "function": function} for function in arguments["functions"]
        ]
    choice = arguments.get("function_call")
    if choice is not None:
        named = isinstance(choice, dict)
        modern["tool_choice"] = {"type": "function", "function": choice} if named else choice
    return modern


def tool_messages(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The messages with tool calls and tool results for function calls and theirs.

    Tools must come in pairs, functions need not: a result without a call, as in a
    conversation that was shortened, gets one, and a call without a result an empty one.
    """
    converted: list[dict[str, Any]] = []
    unanswered: str | None = None
    for at, message in enumerate(messages):
        if message.get("role") == "function":
            if unanswered is None:
                unanswered = f"call_{at}"
                converted.append(_calling({"role": "assistant"}, message, unanswered))
            converted.append(_result(unanswered, message.get("content")))
            unanswered = None
            continue
        if unanswered is not None:
            converted.append(_result(unanswered))
            unanswered = None
        kept = {name: value for name, value in message.items() if name != "function_call"}
        call = message.get("function_call")
        if call and not message.get("tool_calls"):
            unanswered = f"call_{at}"
            kept = _calling(kept, call, unanswered)
        converted.append(kept)
    return converted if unanswered is None else [*converted, _result(unanswered)]


def _calling(message: Mapping[str, Any], call: Mapping[str, Any], identity: str) -> dict[str, Any]:
    function = {"name": call.get("name"), "arguments": call.get("arguments") or "{}"}
    called = [{"id": identity, "type": "function", "function": function}]
    return {"content": None, **message, "tool_calls": called}


def _result(identity: str, content: Any = None) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": identity, "content": content or ""}


def function_call_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's message with its first tool call as a function call."""
    kept = {name: value for name, value in message.items() if name != "tool_calls"}
    calls = message.get("tool_calls")
    if calls and calls[0].get("type") == "function":
        kept["function_call"] = dict(calls[0]["function"])
    return kept


def function_call_choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's choice in the older form."""
    reason = choice["finish_reason"]
    return {
        **choice,
        "message": function_call_message(choice["message"]),
        "finish_reason": "function_call" if reason == "tool_calls" else reason,
    }


def function_call_delta(calls: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A delta's fragments of the first tool call, in the older form."""
    for call in calls:
        if call["index"] == 0 and "function" in call:
            return {"function_call": dict(call["function"])}
    return {}
