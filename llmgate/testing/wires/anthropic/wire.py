"""Anthropic's wire as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.anthropic import reading, words, writing
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


class AnthropicWire:
    """``POST …/v1/messages``."""

    words: Words = words

    def address(self, message: Message) -> Address | None:
        """Whom the request is for; None where the path is not this wire's."""
        if not message.path.endswith("/v1/messages"):
            return None
        body = message.body if isinstance(message.body, dict) else {}
        return Address(str(body.get("model") or ""), stream=body.get("stream") is True)

    def authorize(self, message: Message, keys: Collection[str]) -> None:
        """Raise `RefusalError` unless the request carries one of the keys."""
        key = message.headers.get("x-api-key")
        if not key:
            raise RefusalError(words.no_key())
        if key not in keys:
            raise RefusalError(words.failure(401))

    def read(self, message: Message) -> Prompt:
        """Read the body. Raises `RefusalError` where it is malformed."""
        if "anthropic-version" not in message.headers:
            raise RefusalError(words.error(400, "anthropic-version: header is required"))
        return reading.read(message.body)

    def fit(self, message: Message, size: Size, /) -> int:
        """How many tokens the answer may have. Raises `RefusalError` if there is no room."""
        asked, model = size.max_tokens or 0, size.model
        if asked > model.max_output_tokens:
            raise RefusalError(words.output_too_large(size, str(message.body["model"])))
        if size.prompt > model.window:
            raise RefusalError(words.prompt_too_long(size))
        if size.prompt + asked > model.window:
            raise RefusalError(words.request_too_long(size))
        return asked

    def plain(self, turn: Turn) -> Json:
        """The whole answer as one body."""
        return writing.message(turn)

    def stream(self, turn: Turn) -> Sequence[Event]:
        """The answer as events."""
        return tuple(writing.events(turn))

    def error_event(self, body: Mapping[str, Any]) -> bytes:
        """An error inside a stream that has begun."""
        return writing.event({"type": "error", **body}).data
