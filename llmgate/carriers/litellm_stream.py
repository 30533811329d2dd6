"""LiteLLM's streams, read in the vendor's truth and closed when they are let go."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_answer import keep_signatures, native_reason, true_reason
from llmgate.carriers.litellm_clients import timed_client
from llmgate.carriers.litellm_failure import failure_of
from llmgate.carriers.vendor_hearing import Ear, has_output, refusal_heard
from llmgate.transport import CarrierError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from llmgate.keys.secret import Secret

# Where LiteLLM's provider iterators keep the lines of the HTTP answer.
LINES = ("streaming_response", "response_iterator")
READERS = ("iter_bytes", "aiter_bytes")


class Tap:
    """An iterator of a vendor's raw lines or bytes that is listened to in passing."""

    def __init__(self, pieces: Any, hear: Callable[[Any], None]) -> None:
        self.pieces = pieces
        self.hear = hear

    def __iter__(self) -> Tap:
        return self

    def __next__(self) -> Any:
        piece = next(self.pieces)
        self.hear(piece)
        return piece

    def __aiter__(self) -> Tap:
        return self

    async def __anext__(self) -> Any:
        piece = await anext(self.pieces)
        self.hear(piece)
        return piece


def is_iterator(part: Any) -> bool:
    """Whether an attribute of LiteLLM's holds lines to be read."""
    return hasattr(part, "__next__") or hasattr(part, "__anext__")


class TappedStream:
    """A ``CustomStreamWrapper`` of LiteLLM's whose raw lines are listened to.

    ``timeout`` is in seconds, until the stream begins and between two pieces of it.

    Some providers open their connection before the wrapper is made and some at its first
    chunk, so the tap is laid now or then.
    """

    def __init__(self, wrapper: Any, secrets: Sequence[Secret], timeout: float) -> None:
        self.wrapper = wrapper
        self.secrets = secrets
        self.timeout = timeout
        self.ear = Ear()
        self.tap: Tap | None = None
        self.reason: str | None = None
        self.cost: float | None = None
        if wrapper.completion_stream is not None:
            self.tapped(wrapper.completion_stream)
        elif wrapper.make_call is not None:
            wrapper.make_call = self._tapping(wrapper.make_call)

    def tapped(self, below: Any) -> Any:
        """The stream below the wrapper, its lines tapped if it keeps them in a known place."""
        lines = next(
            (part for name in LINES if is_iterator(part := getattr(below, name, None))), None
        )
        if lines is not None:
            self.tap = Tap(lines, self._line)
            for name in LINES:
                if hasattr(below, name):
                    setattr(below, name, self.tap)
        elif (response := getattr(below, "response", None)) is not None:
            self._listen(response)
        return below

    def _line(self, line: Any) -> None:
        text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if isinstance(text, str):
            self.reason = native_reason(text) or self.reason
            self.ear.hear(text)

    def _listen(self, response: Any) -> None:
        # The SDK reads the bytes of a response of httpx's, and passes over what it does not know.
        for name in READERS:
            if callable(read := getattr(response, name, None)):
                setattr(response, name, self._heard(read))

    def _heard(self, read: Callable[..., Any]) -> Callable[..., Tap]:
        return lambda *args, **kwargs: Tap(read(*args, **kwargs), self.ear.hear)

    def _tapping(self, make_call: Callable[..., Any]) -> Callable[..., Any]:
        def call(client: Any = None) -> Any:
            # LiteLLM gives these calls its own time-out, ten minutes.
            opened = make_call(client=timed_client(self.timeout, like=client))
            return self._awaited(opened) if inspect.isawaitable(opened) else self.tapped(opened)

        return call

    async def _awaited(self, opened: Awaitable[Any]) -> Any:
        return self.tapped(await opened)

    def truth_of(self, chunk: Any) -> dict[str, Any]:
        """A chunk of LiteLLM's as plain data, without what LiteLLM made up."""
        body: dict[str, Any] = chunk.model_dump(exclude_none=True, warnings=False)
        if "usage" in body:
            self._settle_usage(body)
        for choice in body.get("choices") or ():
            if choice.get("finish_reason"):
                choice["finish_reason"] = self._true_reason(choice["finish_reason"])
            if "provider_specific_fields" in (delta := choice.get("delta") or {}):
                keep_signatures(delta)
        if self.ear.open and has_output(body):
            self.ear.close()
        return body

    def _settle_usage(self, body: dict[str, Any]) -> None:
        stated = any(getattr(chunk, "usage", None) for chunk in self.wrapper.chunks)
        if stated:
            self.cost = body["usage"].get("cost")
        else:
            # Counted by LiteLLM, since the vendor sent none.
            del body["usage"]
        if all(not choice.get("delta") for choice in body.get("choices") or ()):
            body["choices"] = []

    def _true_reason(self, word: str) -> str | None:
        tap, wrapper = self.tap, self.wrapper
        native: str | None = self.reason if tap else wrapper.received_finish_reason
        if native is None and (tap or not wrapper.intermittent_finish_reason):
            # LiteLLM calls a stream finished whose connection was cut.
            return None
        return true_reason(word, native)

    def failed(self, error: Exception) -> CarrierError:
        """What LiteLLM raised in the middle of a stream."""
        return CarrierError(failure_of(error, self.secrets, self.ear.text))

    def swallowed(self) -> CarrierError | None:
        """What LiteLLM passed over in a stream that has ended without any output."""
        heard = refusal_heard(self.ear.text, self.secrets) if self.ear.open else None
        return CarrierError(heard) if heard else None

    def below(self) -> list[Any]:
        """Everything that may hold the connection, the nearest to it last."""
        stream = self.wrapper.completion_stream
        lines = [self.tap.pieces] if self.tap else []
        parts = [stream, getattr(stream, "response", None), *lines]
        return [part for part in parts if part is not None]


class LiteLLMStream:
    """A sync stream: an iterator of chunk dicts."""

    def __init__(self, stream: TappedStream) -> None:
        self._stream = stream

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk."""
        return self._stream.cost

    def __iter__(self) -> LiteLLMStream:
        return self

    def __next__(self) -> dict[str, Any]:
        try:
            chunk = next(self._stream.wrapper)
        except StopIteration:
            if (swallowed := self._stream.swallowed()) is None:
                raise
            failed = swallowed
        except Exception as error:  # noqa: BLE001  (LiteLLM raises of any class)
            failed = self._stream.failed(error)
        else:
            return self._stream.truth_of(chunk)
        raise failed

    def close(self) -> None:
        """Close the vendor's connection."""
        for part in self._stream.below():
            if callable(close := getattr(part, "close", None)):
                close()


class AsyncLiteLLMStream:
    """Same as `LiteLLMStream`, but awaited."""

    def __init__(self, stream: TappedStream) -> None:
        self._stream = stream

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk."""
        return self._stream.cost

    def __aiter__(self) -> AsyncLiteLLMStream:
        return self

    async def __anext__(self) -> dict[str, Any]:
        try:
            chunk = await anext(self._stream.wrapper)
        except StopAsyncIteration:
            if (swallowed := self._stream.swallowed()) is None:
                raise
            failed = swallowed
        except Exception as error:  # noqa: BLE001  (LiteLLM raises of any class)
            failed = self._stream.failed(error)
        else:
            return self._stream.truth_of(chunk)
        raise failed

    async def aclose(self) -> None:
        """Close the vendor's connection."""
        for part in self._stream.below():
            close = getattr(part, "aclose", None) or getattr(part, "close", None)
            if callable(close) and inspect.isawaitable(closing := close()):
                await closing
