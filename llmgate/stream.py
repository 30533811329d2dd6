"""`Stream` and `AsyncStream`: an answer chunk by chunk, and whole at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from llmgate.answer.completion import Completion
from llmgate.answer.verdict import Flaw, flaw_of
from llmgate.api_error import api_error
from llmgate.errors import StreamInterruptedError
from llmgate.steps import Failed
from llmgate.trace import logger, one_line
from llmgate.transport import CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from types import TracebackType

    from llmgate.attempt import Attempt
    from llmgate.steps import Streaming

_closing: set[asyncio.Task[None]] = set()


class StreamState:
    """What a sync and an async stream have in common; it neither reads nor waits."""

    def __init__(self, streaming: Streaming) -> None:
        self.streaming = streaming
        self.source: Any = streaming.primed.source
        self.assembler = streaming.primed.assembler
        self.attempts = streaming.attempts
        self.reply: Completion | None = None

    def assembled(self) -> Completion:
        """What has come so far."""
        return Completion(
            self.assembler.completion(),
            attempts=self.attempts,
            model_name=self.streaming.model.name,
            cost=self.source.cost,
        )

    def settle(self) -> None:
        """The stream is over, in whatever way: note what has come and what it took."""
        if self.reply is None:
            self._amend(**self.streaming.heard(self.assembler.usage))
            self.reply = self.assembled()

    def _amend(self, **facts: Any) -> None:
        *before, last = self.attempts
        self.attempts = (*before, replace(last, **facts))

    def end(self) -> None:
        """The vendor has said all it had to say; raises what is wrong with it."""
        self.settle()
        reply = self.assembled()
        if not self.assembler.finished:
            cut = "the vendor's stream ended without a finish reason"
            raise self.interrupted(cut)
        flaw = flaw_of(reply, self.assembler.natives, self.streaming.own_limit())
        if flaw is not None:
            self._object(flaw, reply)

    def _object(self, flaw: Flaw, reply: Completion) -> None:
        if flaw.reason != "output_length":
            raise self.interrupted(flaw.detail)
        if self.streaming.raises:
            failure = Failure("ContextWindowExceededError", flaw.detail)
            model, attempts = self.streaming.model, self.attempts
            raise api_error(Failed(failure, flaw.reason, model, attempts, reply))

    def interrupted(self, detail: str) -> StreamInterruptedError:
        """The error for a stream that broke off after it had begun."""
        self.settle()
        self._amend(outcome="failed", reason="unavailable", detail=one_line(detail))
        logger.warning("%s", self.attempts[-1])
        return StreamInterruptedError(
            f"{self.streaming.model.name} broke off in the middle of its answer: {detail}",
            reply=self.assembled(),
            attempts=self.attempts,
        )


def read(state: StreamState) -> Generator[dict[str, Any]]:
    """Yield the caller's chunks; the vendor's connection is closed however this ends."""
    feed = state.assembler.feed
    failure = None
    try:
        yield from state.streaming.primed.chunks
        if not state.streaming.primed.ended:
            for raw in state.source:
                if (fed := feed(raw)) is not None:
                    yield fed
    except CarrierError as error:
        failure = error.failure
    finally:
        state.source.close()
        state.settle()
    if failure is not None:
        raise state.interrupted(failure.message)
    state.end()


async def aread(state: StreamState) -> AsyncGenerator[dict[str, Any]]:
    """Same as `read`, but awaited."""
    feed = state.assembler.feed
    failure = None
    try:
        for chunk in state.streaming.primed.chunks:
            yield chunk
        if not state.streaming.primed.ended:
            async for raw in state.source:
                if (fed := feed(raw)) is not None:
                    yield fed
    except CarrierError as error:
        failure = error.failure
    finally:
        await state.source.aclose()
        state.settle()
    if failure is not None:
        raise state.interrupted(failure.message)
    state.end()


class StreamBase:
    """The facts that both kinds of stream show."""

    def __init__(self, state: StreamState) -> None:
        self._state = state

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The trace of the call, oldest first."""
        return self._state.attempts

    @property
    def model_name(self) -> str:
        """The internal name of the model that answers."""
        return self._state.streaming.model.name

    @property
    def reply(self) -> Completion | None:
        """The whole answer once the stream has ended, or what had come when it was closed."""
        return self._state.reply


class Stream(StreamBase):
    """An iterator of ``chat.completion.chunk`` dicts, and a context manager.

    Raises `StreamInterruptedError` where the vendor breaks off. Closing it early, or
    dropping it, closes the vendor's connection.
    """

    def __init__(self, streaming: Streaming) -> None:
        super().__init__(StreamState(streaming))
        self._chunks = read(self._state)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> dict[str, Any]:
        return next(self._chunks)

    def close(self) -> None:
        """Close the vendor's connection; the stream is at its end."""
        self._chunks.close()
        self._state.source.close()
        self._state.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class AsyncStream(StreamBase):
    """Same as `Stream`, but awaited."""

    def __init__(self, streaming: Streaming) -> None:
        super().__init__(StreamState(streaming))
        self._chunks = aread(self._state)
        self._loop = asyncio.get_running_loop()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> dict[str, Any]:
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """Close the vendor's connection; the stream is at its end."""
        await self._chunks.aclose()
        await self._state.source.aclose()
        self._state.settle()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        # Closing has to be awaited, and whoever drops a stream awaits nothing.
        if self._state.reply is None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(close_soon, self._loop, self._state.source)


def close_soon(loop: asyncio.AbstractEventLoop, source: Any) -> None:
    """Close a source that nobody waits for; the loop itself holds its tasks only weakly."""
    task = loop.create_task(source.aclose())
    _closing.add(task)
    task.add_done_callback(_closing.discard)
