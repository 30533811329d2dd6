"""What a fake model says, in no vendor's shape."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FakeToolCall:
    """A call of a tool.

    ``arguments`` is an object, or a text that is sent as it is where the wire carries text
    (OpenAI, Azure), so that it may be malformed. Without an ``id`` the vendor makes one up.
    """

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    id: str | None = None

    @property
    def text(self) -> str:
        """The arguments as JSON text."""
        if isinstance(self.arguments, str):
            return self.arguments
        return json.dumps(dict(self.arguments), ensure_ascii=False)

    @property
    def object(self) -> dict[str, Any]:
        """The arguments as an object; empty where the text is no JSON object."""
        try:
            value = json.loads(self.text)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """An answer of a fake model.

    ``reasoning`` becomes OpenAI's ``reasoning_content``, Anthropic's signed thinking block or
    Gemini's thought part. ``stop`` overrides the finish reason, in the vendor's own word.
    ``usage`` True is counted, False is left out, and a mapping is sent as it is. A stream
    splits the text into pieces of ``chunk_size`` characters, or into ``chunks`` pieces.
    """

    text: str = ""
    tool_calls: tuple[FakeToolCall, ...] = ()
    reasoning: str = ""
    stop: str | None = None
    usage: bool | Mapping[str, Any] = True
    chunk_size: int = 16
    chunks: int | None = None

    def __post_init__(self) -> None:
        if self.chunk_size < 1:
            message = f"chunk_size is {self.chunk_size}: a piece has at least one character"
            raise ValueError(message)
        if self.chunks is not None and not 1 <= self.chunks <= len(self.text):
            message = f"{len(self.text)} characters do not make {self.chunks} chunks"
            raise ValueError(message)

    @property
    def text_pieces(self) -> list[str]:
        """The text as the pieces that a stream carries."""
        if self.chunks is None:
            return self.pieces(self.text)
        return evenly(self.text, self.chunks)

    def pieces(self, text: str) -> list[str]:
        """Any other text of the answer in pieces of ``chunk_size`` characters."""
        return [text[at : at + self.chunk_size] for at in range(0, len(text), self.chunk_size)]


def evenly(text: str, count: int) -> list[str]:
    """The text in ``count`` pieces, whose lengths differ by one at most."""
    bounds = [len(text) * number // count for number in range(count + 1)]
    return [text[start:end] for start, end in pairwise(bounds)]
