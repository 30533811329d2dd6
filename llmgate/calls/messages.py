"""A conversation's messages, checked and made plain dicts of the call's own."""

from __future__ import annotations

from typing import Any

from llmgate.errors import InvalidCallError
from llmgate.names import nearest

ROLES = ("system", "developer", "user", "assistant", "tool", "function")


def checked_messages(messages: Any) -> list[dict[str, Any]]:
    """The messages as a new list of dicts; the parts in them are the caller's own.

    Objects of the openai package are taken as well, whole messages or tool calls in them.
    Raises `InvalidCallError`.
    """
    if isinstance(messages, dict | str | bytes) or not hasattr(messages, "__iter__"):
        kind = type(messages).__name__
        message = f"messages is a list of dicts with role and content, not {kind}"
        if isinstance(messages, str):
            message += "; for a single text, write prompt=…"
        raise InvalidCallError(message)
    checked = [checked_message(message, at) for at, message in enumerate(messages)]
    if not checked:
        message = "messages is empty: a call needs at least one message"
        raise InvalidCallError(message)
    return checked


def checked_message(message: Any, at: int) -> dict[str, Any]:
    """One message as a dict."""
    message = as_dict(message)
    if not isinstance(message, dict):
        problem = f"messages[{at}] is a dict with role and content, not {type(message).__name__}"
        raise InvalidCallError(problem)
    check_role(message.get("role"), at)
    content = message.get("content")
    if content is not None and not isinstance(content, str | list):
        kind = type(content).__name__
        problem = f"messages[{at}]['content'] is a text or a list of parts, not {kind}"
        raise InvalidCallError(problem)
    checked = dict(message)
    if isinstance(content, list):
        checked["content"] = checked_parts(content, f"messages[{at}]['content']")
    if (calls := message.get("tool_calls")) is not None:
        checked["tool_calls"] = checked_parts(calls, f"messages[{at}]['tool_calls']")
    if (call := message.get("function_call")) is not None:
        (checked["function_call"],) = checked_parts([call], f"messages[{at}]['function_call']")
    return checked


def checked_parts(parts: Any, place: str) -> list[dict[str, Any]]:
    """A list of dicts that stands at a place of a message."""
    if not isinstance(parts, list | tuple):
        problem = f"{place} is a list of dicts, not {type(parts).__name__}"
        raise InvalidCallError(problem)
    checked = [as_dict(part) for part in parts]
    for part in checked:
        if not isinstance(part, dict):
            problem = f"{place} is made of dicts, not of {type(part).__name__}"
            raise InvalidCallError(problem)
    return checked


def as_dict(value: Any) -> Any:
    """An object of the openai package as a dict; anything else as it is."""
    return value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value


def check_role(role: Any, at: int) -> None:
    """Refuse a role that OpenAI's API does not have."""
    if role in ROLES:
        return
    if role is None:
        problem = f"messages[{at}] has no role; it is one of {', '.join(ROLES)}"
        raise InvalidCallError(problem)
    candidate = nearest(str(role), ROLES)
    hint = f"did you mean {candidate!r}?" if candidate else f"it is one of {', '.join(ROLES)}"
    problem = f"messages[{at}]['role'] is {str(role)[:80]!r}: {hint}"
    raise InvalidCallError(problem)
