"""What Mistral demands of a conversation, in its words.

The order of the roles is that of mistral-common's validator, which its API shares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.testing.faults import Refuse
from llmgate.testing.wires.wire import RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.wires.wire import Json

ID = re.compile(r"[a-zA-Z0-9]{9}")
AFTER = {
    "": frozenset({"system", "user", "assistant"}),
    "system": frozenset({"user", "assistant", "system"}),
    "user": frozenset({"assistant", "system", "user"}),
    "assistant": frozenset({"assistant", "user", "tool"}),
    "tool": frozenset({"assistant", "tool"}),
}
ORDER = ("invalid_request_message_order", "3230")
CALL = ("invalid_function_call", "3280")
ASSISTANT = ("invalid_request_assistant_message", "3240")


def check_conversation(messages: list[Json]) -> None:
    """Raise `RefusalError` unless Mistral takes the conversation."""
    for (kind, code), told in (*order(messages), *identities(messages), *contents(messages)):
        body = {"object": "error", "message": told, "type": kind, "param": None, "code": code}
        raise RefusalError(Refuse(400, body))


def order(messages: list[Json]) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the order of the roles."""
    before = ""
    for message in messages:
        if message["role"] not in AFTER[before]:
            yield ORDER, f"Unexpected role '{message['role']}' after role '{before}'"
            return
        before = message["role"]
    if before == "assistant" and not messages[-1].get("prefix"):
        told = "(or Assistant with prefix True) for serving but got assistant"
        yield ORDER, f"Expected last role User or Tool {told}"


def identities(messages: list[Json]) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the ids of tool calls."""
    for message in messages:
        called = [call.get("id") for call in message.get("tool_calls") or ()]
        for identity in (*called, message.get("tool_call_id")):
            if identity is not None and not ID.fullmatch(str(identity)):
                told = "must be a-z, A-Z, 0-9, with a length of 9."
                yield CALL, f"Tool call id was {identity} but {told}"


def contents(messages: list[Json]) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with the assistant's contents."""
    for message in messages:
        if message["role"] == "assistant" and not (
            message.get("content") or message.get("tool_calls")
        ):
            yield ASSISTANT, "Assistant message must have either content or tool_calls."
