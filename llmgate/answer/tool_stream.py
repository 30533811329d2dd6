"""Tool calls that arrive in fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.answer.shape import arguments_of, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ToolStream:
    """The tool calls of one choice, counted from 0 in the order in which they begin.

    Vendors count otherwise: Anthropic's index is that of the content block, and some give
    every parallel call the index 0, so a new id begins a new call whatever its index is.
    """

    def __init__(self) -> None:
        self._calls: list[dict[str, Any]] = []
        self._arguments: list[list[str]] = []
        self._position_of: dict[int, int] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def feed(self, fragments: Iterable[Any]) -> list[dict[str, Any]]:
        """OpenAI's fragments for the vendor's."""
        return [self._feed_one(raw) for raw in fragments if isinstance(raw, dict)]

    def _feed_one(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        function = raw.get("function")
        function = function if isinstance(function, dict) else {}
        position = self._position_of.get(key_of(raw))
        if position is None or self._is_another(raw, position):
            return self._begin(raw, function)
        return self._continue(position, function)

    def _is_another(self, raw: Mapping[str, Any], position: int) -> bool:
        identity = raw.get("id")
        return bool(identity) and identity != self._calls[position]["id"]

    def _begin(self, raw: Mapping[str, Any], function: Mapping[str, Any]) -> dict[str, Any]:
        position = len(self._calls)
        self._position_of[key_of(raw)] = position
        identity, name = raw.get("id"), function.get("name")
        call: dict[str, Any] = {
            "id": identity if isinstance(identity, str) and identity else new_id("call"),
            "type": "function",
            "function": {"name": name if isinstance(name, str) else "", "arguments": ""},
        }
        if extra := raw.get("extra_content"):
            call["extra_content"] = extra
        text = self._text(function)
        self._calls.append(call)
        self._arguments.append([text])
        begun = {"name": call["function"]["name"], "arguments": text}
        return {"index": position, **call, "function": begun}

    def _continue(self, position: int, function: Mapping[str, Any]) -> dict[str, Any]:
        text = self._text(function)
        self._arguments[position].append(text)
        called = self._calls[position]["function"]
        if not called["name"] and isinstance(function.get("name"), str):
            called["name"] = function["name"]
            return {"index": position, "function": {"name": called["name"], "arguments": text}}
        return {"index": position, "function": {"arguments": text}}

    @staticmethod
    def _text(function: Mapping[str, Any]) -> str:
        arguments = function.get("arguments")
        return "" if arguments is None else arguments_of(arguments)

    def assembled(self) -> list[dict[str, Any]]:
        """The calls so far, their arguments joined."""
        return [
            {**call, "function": {**call["function"], "arguments": "".join(parts)}}
            for call, parts in zip(self._calls, self._arguments, strict=True)
        ]


def key_of(raw: Mapping[str, Any]) -> int:
    """The index by which the vendor tells fragments of one call from those of another."""
    index = raw.get("index")
    return index if isinstance(index, int) else 0
