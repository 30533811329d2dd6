"""OpenAI's wire as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.openai import reading, words, writing
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


class OpenAIWire:
    """``POST …/chat/completions``, whatever comes before it.

    Unless it is ``strict``, it takes names that OpenAI does not have.
    """

    words: Words = words

    def __init__(self, *, strict: bool = True) -> None:
        self.strict = strict

    def address(self, message: Message) -> Address | None:
        """Whom the request is for; None where the path is not this wire's."""
        if not message.path.endswith("/chat/completions"):
            return None
        body = message.body if isinstance(message.body, dict) else {}
        return Address(str(body.get("model") or ""), stream=body.get("stream") is True)

    def authorize(self, message: Message, keys: Collection[str]) -> None:
        """Raise `RefusalError` unless the request carries one of the keys."""
        key = bearer(message.headers)
        if not key:
            raise RefusalError(words.no_key())
        if key not in keys:
            raise RefusalError(words.wrong_key(key))

    def read(self, message: Message) -> Prompt:
        """Read the body. Raises `RefusalError` where it is malformed."""
        return reading.read(message.body, strict=self.strict)

    def fit(self, message: Message, size: Size, /) -> int:
        """How many tokens the answer may have. Raises `RefusalError` if there is no room."""
        asked, model = size.max_tokens, size.model
        if size.prompt > model.window:
            raise RefusalError(words.prompt_too_long(size))
        if asked is not None and asked > model.max_output_tokens:
            raise RefusalError(words.output_too_large(size, reading.max_tokens_param(message.body)))
        if asked is not None and size.prompt + asked > model.window:
            raise RefusalError(words.request_too_long(size))
        room = min(model.max_output_tokens, model.window - size.prompt)
        return room if asked is None else asked

    def plain(self, turn: Turn) -> Json:
        """The whole answer as one body."""
        return writing.completion(turn)

    def stream(self, turn: Turn) -> Sequence[Event]:
        """The answer as events."""
        return tuple(writing.events(turn))

    def error_event(self, body: Mapping[str, Any]) -> bytes:
        """An error inside a stream that has begun."""
        return writing.event(body).data


def bearer(headers: Mapping[str, str]) -> str:
    """The token of the ``Authorization`` header, empty where there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
