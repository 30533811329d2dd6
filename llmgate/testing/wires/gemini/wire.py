"""Gemini's wire as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.gemini import reading, words, writing
from llmgate.testing.wires.wire import (
    Address,
    Event,
    Json,
    Message,
    Prompt,
    RefusalError,
    Size,
    Turn,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


SIGNING = "gemini-3"
METHOD = re.compile(r"/models/(.+):(generateContent|streamGenerateContent)$")


class GeminiWire:
    """``POST …/models/{name}:generateContent`` and ``:streamGenerateContent``.

    A stream is one of events, as ``alt=sse`` asks for.
    """

    words: Words = words

    def address(self, message: Message) -> Address | None:
        """Whom the request is for; None where the path is not this wire's."""
        method = METHOD.search(message.path)
        return method and Address(method[1], stream=method[2] == "streamGenerateContent")

    def authorize(self, message: Message, keys: Collection[str]) -> None:
        """Raise `RefusalError` unless the request carries one of the keys."""
        key = message.headers.get("x-goog-api-key") or message.query.get("key")
        if not key:
            raise RefusalError(words.no_key())
        if key not in keys:
            raise RefusalError(words.wrong_key())

    def read(self, message: Message) -> Prompt:
        """Read the body. Raises `RefusalError` where it is malformed."""
        address = self.address(message)
        signed = address is not None and address.model.startswith(SIGNING)
        return reading.read(message.body, signed=signed)

    def fit(self, _message: Message, size: Size, /) -> int:
        """How many tokens the answer may have. Raises `RefusalError` if there is no room."""
        asked, model = size.max_tokens, size.model
        if asked is not None and asked > model.max_output_tokens:
            raise RefusalError(words.output_too_large(size))
        if size.prompt > model.window:
            raise RefusalError(words.prompt_too_long(size))
        return model.max_output_tokens if asked is None else asked

    def plain(self, turn: Turn) -> Json:
        """The whole answer as one body."""
        return writing.response(turn)

    def stream(self, turn: Turn) -> Sequence[Event]:
        """The answer as events."""
        return tuple(writing.events(turn))

    def error_event(self, body: Mapping[str, Any]) -> bytes:
        """An error inside a stream that has begun."""
        return writing.event(body).data
