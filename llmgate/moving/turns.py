"""Turns that a vendor refuses where they stand: empty ones, odd orders, half answers.

Each rule is for the vendors that have its trait, and gives back the very list it was given
where there is nothing to do.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from llmgate.moving.changes import UnusableRungError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.moving.changes import Changes
    from llmgate.moving.traits import Traits

    Messages = list[dict[str, Any]]
    Rule = Callable[[Messages, Traits, Changes], Messages]

BRIDGE = "OK."
EARLIER = "(earlier messages were left out)"
RESULT_PARTS = "Images and files that the tool returned:"


def without_empty(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """Leave out turns that say nothing, save the last one; where they are taken, as a text."""
    silent = [at for at, message in enumerate(messages) if says_nothing(message)]
    if not silent:
        return messages
    if traits.empty_turns:
        texts = {at: {**messages[at], "content": ""} for at in silent}
        return [texts.get(at, message) for at, message in enumerate(messages)]
    last = len(messages) - 1
    left_out = {at for at in silent if at < last or messages[at]["role"] != "user"}
    kept = [each for at, each in enumerate(messages) if at not in left_out] or messages[-1:]
    if len(kept) == len(messages):
        return messages
    changes.note(f"left out empty turns: {changes.provider} does not take them")
    return kept


def says_nothing(message: dict[str, Any]) -> bool:
    """Whether a message has neither text nor anything else in it."""
    content = message.get("content")
    if content and not (content.__class__ is str and content.isspace()):
        return False
    if message["role"] == "tool" or message.get("tool_calls"):
        return False
    return not (message.get("refusal") or message.get("audio") or message.get("thinking_blocks"))


def with_system_apart(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """Tell that LiteLLM moves what this vendor has no role for; it refuses a system text alone."""
    if not traits.system_apart:
        return messages
    others = [at for at, message in enumerate(messages) if message["role"] != "system"]
    if not others:
        changes.note(f"sent the system message as the user's: {changes.provider} wants a turn")
        return [*messages[:-1], {**messages[-1], "role": "user"}]
    if any(message["role"] == "system" for message in messages[others[0] :]):
        changes.note(f"moved later system messages: {changes.provider} has one before the turns")
    return messages


def with_system_first(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """System messages after the first answer as the user's."""
    answered = False
    moved: set[int] = set()
    if not traits.system_first:
        return messages
    for at, message in enumerate(messages):
        if message["role"] == "system" and answered:
            moved.add(at)
        answered = answered or message["role"] in {"assistant", "tool"}
    if not moved:
        return messages
    changes.note(f"sent later system messages as the user's: {changes.provider} takes none there")
    return [
        {**message, "role": "user"} if at in moved else message
        for at, message in enumerate(messages)
    ]


def with_result_media(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """Media in a tool's result as the user's, after the results of its turn."""
    found = any(has_media(message) for message in messages)
    if traits.media_in_results or not found:
        return messages
    changes.note(f"sent media in tool results as the user's: {changes.provider} takes text there")
    moved: Messages = []
    media: list[dict[str, Any]] = []
    for message in messages:
        if media and message["role"] != "tool":
            moved.append(shown(media))
            media = []
        if has_media(message):
            parts = message["content"]
            media += [part for part in parts if part.get("type") != "text"]
            texts = [part for part in parts if part.get("type") == "text"]
            message = {**message, "content": texts or RESULT_PARTS}  # noqa: PLW2901
        moved.append(message)
    return [*moved, shown(media)] if media else moved


def has_media(message: dict[str, Any]) -> bool:
    """Whether a tool's result has parts that are no text."""
    if message["role"] != "tool" or message["content"].__class__ is not list:
        return False
    return any(part.get("type") != "text" for part in message["content"])


def shown(media: list[dict[str, Any]]) -> dict[str, Any]:
    """A tool's media as a user's message."""
    return {"role": "user", "content": [{"type": "text", "text": RESULT_PARTS}, *media]}


def with_bridges(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """A word of the assistant's between a tool's result and the user's next message."""
    if traits.user_after_tool:
        return messages
    bridged: Messages = []
    for message in messages:
        if bridged and bridged[-1]["role"] == "tool" and message["role"] == "user":
            changes.note(f"put {BRIDGE!r} after tool results: {changes.provider} wants an answer")
            bridged.append({"role": "assistant", "content": BRIDGE})
        bridged.append(message)
    return bridged


def with_opening(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """A user's turn before a conversation that begins with a tool call."""
    if not traits.call_after_user:
        return messages
    first = next((at for at, each in enumerate(messages) if each["role"] != "system"), 0)
    # LiteLLM makes one turn of the answers that follow each other.
    begun = takewhile(lambda each: each["role"] in {"assistant", "system"}, messages[first:])
    if not any(each.get("tool_calls") for each in begun):
        return messages
    changes.note(f"put {EARLIER!r} before a first tool call: {changes.provider} wants a turn")
    return [*messages[:first], {"role": "user", "content": EARLIER}, *messages[first:]]


def with_prefill(messages: Messages, traits: Traits, changes: Changes) -> Messages:
    """Mark a begun answer where the vendor wants it marked."""
    if not traits.marks_prefill or not is_prefill(messages[-1]):
        return messages
    changes.note("marked the last message as the beginning of the answer")
    return [*messages[:-1], {**messages[-1], "prefix": True}]


def is_prefill(message: dict[str, Any]) -> bool:
    """Whether a last message is the beginning of an answer that the model is to go on with."""
    return message["role"] == "assistant" and not message.get("tool_calls")


def check_prefill(messages: Messages, *, continues: bool, provider: str) -> None:
    """Raise `UnusableRungError` where a model does not go on with a begun answer."""
    if not continues and is_prefill(messages[-1]):
        message = f"{provider} does not go on with an answer that is begun by the caller"
        raise UnusableRungError(message)


RULES: tuple[Rule, ...] = (
    without_empty,
    with_system_apart,
    with_system_first,
    with_result_media,
    with_bridges,
    with_opening,
    with_prefill,
)
