"""LiteLLM's streams, read in the vendor's truth and closed when they are let go."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_answer import cost_of, keep_signatures, native_reason, true_reason
from llmgate.carriers.litellm_failure import failure_of
from llmgate.transport import CarrierError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate.secret import Secret

# Where LiteLLM's provider iterators keep the lines of the HTTP answer.
LINES = ("streaming_response", "response_iterator")


class LineTap:
    """An iterator of a vendor's raw lines that notes the finish reason in passing."""

    def __init__(self, lines: Any) -> None:
        self.lines = lines
        self.reason: str | None = None

    def note(self, line: Any) -> Any:
        """Look at one line and hand it on."""
        text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if isinstance(text, str):
            self.reason = native_reason(text) or self.reason
        return line

    def __iter__(self) -> LineTap:
        return self

    def __next__(self) -> Any:
        return self.note(next(self.lines))

    def __aiter__(self) -> LineTap:
        return self

    async def __anext__(self) -> Any:
        return self.note(await anext(self.lines))


class TappedStream:
    """A ``CustomStreamWrapper`` of LiteLLM's whose raw lines are listened to.

    Some providers open their connection before the wrapper is made and some at its first
    chunk, so the tap is laid now or then.
    """

    def __init__(self, wrapper: Any, secrets: Sequence[Secret]) -> None:
        self.wrapper = wrapper
        self.secrets = secrets
        self.tap: LineTap | None = None
        self.cost: float | None = None

    def lay_tap(self) -> None:
        """Listen to the lines below the wrapper, if it keeps them where they can be found."""
        below = self.wrapper.completion_stream
        if self.tap is not None or below is None:
            return
        for name in LINES:
            lines = getattr(below, name, None)
            if hasattr(lines, "__next__") or hasattr(lines, "__anext__"):
                self.tap = LineTap(lines)
                break
        for name in LINES:
            if self.tap is not None and hasattr(below, name):
                setattr(below, name, self.tap)

    def truth_of(self, chunk: Any) -> dict[str, Any]:
        """A chunk of LiteLLM's as plain data, without what LiteLLM made up."""
        body: dict[str, Any] = chunk.model_dump(exclude_none=True)
        if "usage" in body:
            self._settle_usage(body)
        for choice in body.get("choices") or ():
            if choice.get("finish_reason"):
                choice["finish_reason"] = self._true_reason(choice["finish_reason"])
            if "provider_specific_fields" in (delta := choice.get("delta") or {}):
                keep_signatures(delta)
        return body

    def _settle_usage(self, body: dict[str, Any]) -> None:
        stated = any(getattr(chunk, "usage", None) for chunk in self.wrapper.chunks)
        if not stated:
            # Counted by LiteLLM, since the vendor sent none.
            del body["usage"]
        if all(not choice.get("delta") for choice in body.get("choices") or ()):
            body["choices"] = []

    def _true_reason(self, word: str) -> str | None:
        tap, wrapper = self.tap, self.wrapper
        native: str | None = tap.reason if tap else wrapper.received_finish_reason
        if native is None and (tap or not wrapper.intermittent_finish_reason):
            # LiteLLM calls a stream finished whose connection was cut.
            return None
        return true_reason(word, native)

    def failed(self, error: Exception) -> CarrierError:
        """What LiteLLM raised in the middle of a stream."""
        return CarrierError(failure_of(error, self.secrets))

    def below(self) -> list[Any]:
        """Everything that may hold the connection, the nearest to it last."""
        stream = self.wrapper.completion_stream
        lines = [self.tap.lines] if self.tap else []
        parts = [stream, getattr(stream, "response", None), *lines]
        return [part for part in parts if part is not None]

    def settle_cost(self, chunk: Any) -> None:
        """Note the price that LiteLLM hangs on the last chunk."""
        self.cost = cost_of(chunk) or self.cost


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
            raise
        except Exception as error:  # noqa: BLE001  (LiteLLM raises of any class)
            failed = self._stream.failed(error)
        else:
            self._stream.settle_cost(chunk)
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
            raise
        except Exception as error:  # noqa: BLE001  (LiteLLM raises of any class)
            failed = self._stream.failed(error)
        else:
            self._stream.settle_cost(chunk)
            return self._stream.truth_of(chunk)
        raise failed

    async def aclose(self) -> None:
        """Close the vendor's connection."""
        for part in self._stream.below():
            close = getattr(part, "aclose", None) or getattr(part, "close", None)
            if callable(close) and inspect.isawaitable(closing := close()):
                await closing
