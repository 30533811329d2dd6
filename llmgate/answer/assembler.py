"""A stream's chunks made OpenAI's, one by one, and put together to the whole answer.

Pure: it is fed what a carrier read, by a sync or an async reader alike, and neither reads
nor waits itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.answer.choice_stream import ChoiceStream
from llmgate.answer.shape import openai_head
from llmgate.answer.usage import openai_usage

if TYPE_CHECKING:
    from collections.abc import Mapping


class Assembler:
    """The state of one stream.

    ``wants_usage`` says whether the caller asked for a chunk with the usage, and
    ``legacy`` whether the caller used functions instead of tools.
    """

    def __init__(self, model: str, *, wants_usage: bool = False, legacy: bool = False) -> None:
        self.model = model
        self.wants_usage = wants_usage
        self.legacy = legacy
        self.usage: dict[str, Any] | None = None
        self._head: dict[str, Any] | None = None
        self._choices: dict[int, ChoiceStream] = {}

    def feed(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """The chunk that the caller gets for one of the vendor's, None if there is none."""
        if stated := raw.get("usage"):
            self.usage = openai_usage(stated) or self.usage
        choices = raw.get("choices")
        if not isinstance(choices, list) or not choices:
            return self._usage_chunk() if stated else None
        if self._head is None:
            self._head = openai_head(raw, self.model, "chat.completion.chunk")
        fed = []
        for choice in choices:
            if isinstance(choice, dict):
                index = choice.get("index")
                known = self._choices.get(index) if type(index) is int else None
                fed.append((known or self._choice(index)).feed(choice))
        chunk = self._head.copy()
        chunk["choices"] = fed
        if self.wants_usage:
            chunk["usage"] = self.usage if stated else None
        return chunk

    def _choice(self, index: object) -> ChoiceStream:
        """The choice of an index, the first where the vendor gives none that can be."""
        index = index if type(index) is int and index >= 0 else 0
        return self._choices.setdefault(index, ChoiceStream(index, legacy=self.legacy))

    def _usage_chunk(self) -> dict[str, Any] | None:
        if not self.wants_usage or self.usage is None:
            return None
        head = self._head or openai_head({}, self.model, "chat.completion.chunk")
        return {**head, "choices": [], "usage": self.usage}

    @property
    def has_output(self) -> bool:
        """Whether anything of the answer has come: text, a tool call, reasoning."""
        return any(choice.has_output for choice in self._choices.values())

    @property
    def finished(self) -> bool:
        """Whether the vendor gave a finish reason for every choice; else the stream was cut."""
        choices = self._choices.values()
        return bool(choices) and all(choice.native_reason for choice in choices)

    @property
    def natives(self) -> list[str | None]:
        """The vendor's own finish reasons."""
        return [choice.native_reason for choice in self._choices.values()]

    def completion(self) -> dict[str, Any]:
        """What has come so far, as a ``chat.completion`` dict."""
        head = self._head or openai_head({}, self.model, "")
        ordered = [self._choices[index] for index in sorted(self._choices)]
        return {
            **head,
            "object": "chat.completion",
            "choices": [choice.assembled() for choice in ordered],
            "usage": self.usage,
        }
