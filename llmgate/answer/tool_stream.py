"""Tool calls that arrive in fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.answer.texts import NO_ARGUMENTS, arguments_of, name_of, new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

# What each type of tool call calls the text that it is called with.
INPUTS = {"function": "arguments", "custom": "input"}


class ToolStream:
    """The tool calls of one choice, counted from 0 in the order in which they begin.

    Vendors count otherwise: Anthropic's index is that of the content block, some give
    every parallel call the index 0, and some give each fragment an id of its own. What
    they have in common is that a call begins with its name.
    """

    def __init__(self) -> None:
        self._calls: list[dict[str, Any]] = []
        self._inputs: list[list[str]] = []
        self._by_index: dict[int, int] = {}
        self._by_id: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def feed(self, fragments: Any) -> list[dict[str, Any]]:
        """OpenAI's fragments for the vendor's; none where those are no list."""
        if not isinstance(fragments, list):
            return []
        return [self._feed_one(raw) for raw in fragments if isinstance(raw, dict)]

    def _feed_one(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        kind = "custom" if isinstance(raw.get("custom"), dict) else "function"
        called = raw.get(kind)
        called = called if isinstance(called, dict) else {}
        position = self._position(raw, called)
        fragment: dict[str, Any] = (
            self._begin(raw, kind) if position is None else {"index": position}
        )
        call = self._calls[fragment["index"]]
        fragment |= self._add(fragment["index"], called)
        if isinstance(extra := raw.get("extra_content"), dict) and extra:
            fragment["extra_content"] = call["extra_content"] = extra
        return fragment

    def _position(self, raw: Mapping[str, Any], called: Mapping[str, Any]) -> int | None:
        """The call that a fragment belongs to, None if it begins another one."""
        identity = name_of(raw.get("id"))
        if identity in self._by_id:
            return self._by_id[identity]
        named = name_of(called.get("name")) is not None
        begins = named and (identity is not None or raw.get("index") is None)
        return None if begins else self._by_index.get(index_of(raw))

    def _begin(self, raw: Mapping[str, Any], kind: str) -> dict[str, Any]:
        position = self._by_index[index_of(raw)] = len(self._calls)
        identity = name_of(raw.get("id")) or new_id("call")
        self._by_id[identity] = position
        self._calls.append({"id": identity, "type": kind, kind: {"name": ""}})
        self._inputs.append([])
        begun = {"index": position, "id": identity}
        # OpenAI's chunks have no type for a custom tool's call.
        return begun | {"type": kind} if kind == "function" else begun

    def _add(self, position: int, called: Mapping[str, Any]) -> dict[str, Any]:
        call = self._calls[position]
        kind = call["type"]
        text = arguments_of(called.get(INPUTS[kind]))
        added = {INPUTS[kind]: text}
        name = name_of(called.get("name"))
        if not self._inputs[position] or (name and not call[kind]["name"]):
            added["name"] = call[kind]["name"] = name or ""
        self._inputs[position].append(text)
        return {kind: added}

    def assembled(self) -> list[dict[str, Any]]:
        """The calls so far, their arguments joined."""
        return [
            {**call, call["type"]: {**call[call["type"]], **whole_input(call["type"], parts)}}
            for call, parts in zip(self._calls, self._inputs, strict=True)
        ]


def whole_input(kind: str, parts: list[str]) -> dict[str, str]:
    """What a call of one type was called with."""
    text = "".join(parts)
    return {INPUTS[kind]: text or (NO_ARGUMENTS if kind == "function" else "")}


def index_of(raw: Mapping[str, Any]) -> int:
    """The index by which the vendor tells fragments of one call from those of another."""
    index = raw.get("index")
    return index if type(index) is int else 0
