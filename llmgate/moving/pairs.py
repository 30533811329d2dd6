"""Tool calls and their results, in the pairs and the order that vendors insist on.

Every vendor refuses a result without its call and a call without its result; a conversation
that was shortened, interrupted or put together by hand has both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmgate.moving.ids import made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmgate.moving.changes import Changes
    from llmgate.moving.traits import Traits

NO_RESULT = "(no result)"
UNKNOWN_TOOL = "unknown_tool"

Message = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A tool call, and the results that were given for it."""

    call: dict[str, Any]
    results: list[Message] = field(default_factory=list)


def paired(messages: list[Message], traits: Traits, changes: Changes) -> list[Message]:
    """The messages with each call's one result right after it; themselves if they are so."""
    if not any("tool_calls" in message or message["role"] == "tool" for message in messages):
        return messages
    if in_pairs(messages, traits):
        return messages
    return list(Pairing(messages, traits, changes).messages())


def in_pairs(messages: Iterable[Message], traits: Traits) -> bool:
    """Whether every call has its result after it, and no result is without one."""
    waiting: list[str] = []
    seen: set[str] = set()
    for message in messages:
        if message["role"] == "tool":
            answered = message["tool_call_id"]
            if answered not in waiting or (traits.results_by_place and answered != waiting[0]):
                return False
            waiting.remove(answered)
        elif waiting:
            return False
        elif calls := message.get("tool_calls"):
            waiting = [call["id"] for call in calls]
            if not distinct(calls, waiting, seen, traits):
                return False
    return not waiting


def distinct(
    calls: list[dict[str, Any]], identities: list[str], seen: set[str], traits: Traits
) -> bool:
    """Whether the calls of one turn can be told from each other, and from earlier ones."""
    if traits.ids.unique:
        if not seen.isdisjoint(identities):
            return False
        seen.update(identities)
    if len(calls) == 1:
        return True
    if len(set(identities)) < len(identities):
        return False
    return not traits.results_by_place or len({gist(call) for call in calls}) == len(calls)


def gist(call: dict[str, Any]) -> str:
    """What a call asks for, whatever its id."""
    return repr(call.get("function") or call.get("custom"))


class Pairing:
    """Finds each result's call, and writes the conversation anew."""

    def __init__(self, messages: list[Message], traits: Traits, changes: Changes) -> None:
        self._messages = messages
        self._traits = traits
        self._changes = changes
        self._turns: dict[int, list[Asked]] = {}
        self._orphans: set[int] = set()
        self._used: set[str] = set()
        self._match()

    def _match(self) -> None:
        asked: dict[str, list[Asked]] = {}
        for at, message in enumerate(self._messages):
            if message["role"] == "tool":
                if (calls := asked.get(message["tool_call_id"])) is None:
                    self._orphans.add(at)
                else:
                    waiting = next((call for call in calls if not call.results), calls[-1])
                    waiting.results.append(message)
            elif calls := message.get("tool_calls"):
                turn = self._turns[at] = [Asked(call) for call in calls]
                here: dict[str, list[Asked]] = {}
                for one in turn:
                    here.setdefault(one.call["id"], []).append(one)
                asked |= here

    def messages(self) -> Iterator[Message]:
        """The conversation in pairs."""
        last = len(self._messages) - 1
        for at, message in enumerate(self._messages):
            if at in self._turns and (at < last or any(one.results for one in self._turns[at])):
                yield from self._turn(message, self._turns[at])
            elif at in self._orphans:
                yield from self._orphan(message)
            elif message["role"] != "tool":
                yield message

    def _turn(self, message: Message, turn: list[Asked]) -> Iterator[Message]:
        turn = self._merged(turn) if self._traits.results_by_place else turn
        if not self._traits.ids.unique:
            self._used.clear()
        fresh = [self._fresh(one.call["id"]) for one in turn]
        calls = [{**one.call, "id": identity} for one, identity in zip(turn, fresh, strict=True)]
        yield {**message, "tool_calls": calls}
        for one, identity in zip(turn, fresh, strict=True):
            yield {**self._result(one), "tool_call_id": identity}

    def _merged(self, turn: list[Asked]) -> list[Asked]:
        """Equal calls as one: on the way to Gemini LiteLLM drops all but the first of them."""
        kept: dict[str, Asked] = {}
        for one in turn:
            first = kept.setdefault(gist(one.call), one)
            if first is not one:
                self._changes.note("sent equal tool calls of one turn as one")
                first.results += one.results
        return list(kept.values())

    def _fresh(self, identity: str) -> str:
        """The id, or one that no call has yet where the vendor wants that."""
        fresh, number = identity, 1
        while fresh in self._used:
            number += 1
            fresh = made(f"{identity}#{number}", self._traits.ids)
        if fresh != identity:
            self._changes.note("gave tool calls that share an id ids of their own")
        self._used.add(fresh)
        return fresh

    def _result(self, asked: Asked) -> Message:
        if not asked.results:
            self._changes.note(f"gave a tool call without a result the result {NO_RESULT!r}")
            return {"role": "tool", "content": NO_RESULT}
        first, *others = asked.results
        if not others:
            return first
        self._changes.note("sent several results of a tool call as one")
        return {**first, "content": joined([first, *others])}

    def _orphan(self, message: Message) -> Iterator[Message]:
        self._changes.note("gave a tool result without a call a call")
        identity = self._fresh(message["tool_call_id"])
        function = {"name": message.get("name") or UNKNOWN_TOOL, "arguments": "{}"}
        call = {"id": identity, "type": "function", "function": function}
        yield {"role": "assistant", "content": None, "tool_calls": [call]}
        yield {**message, "tool_call_id": identity}


def joined(results: list[Message]) -> Any:
    """The contents of several results as one."""
    contents = [result["content"] for result in results if result["content"]]
    if all(isinstance(content, str) for content in contents):
        return "\n".join(contents)
    parts: list[dict[str, Any]] = []
    for content in contents:
        parts += [{"type": "text", "text": content}] if isinstance(content, str) else content
    return parts
