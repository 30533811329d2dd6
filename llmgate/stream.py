"""`Stream` and `AsyncStream`: an answer chunk by chunk, and whole at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from llmgate.answer.completion import Completion
from llmgate.answer.verdict import Flaw, flaw_of
from llmgate.api_error import api_error
from llmgate.causes.cause import Cause, cause_of
from llmgate.errors import StreamInterruptedError
from llmgate.keys.interruption import untrace
from llmgate.policy.steps import Failed, StreamEnd
from llmgate.transport import CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from types import TracebackType

    from llmgate.attempt import Attempt
    from llmgate.policy.steps import Streaming

_closing: set[asyncio.Task[None]] = set()


class StreamState:
    """What a sync and an async stream have in common; it reads nothing."""

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

    def settle(self, failure: Failure | None = None, cause: Cause | None = None) -> None:
        """The stream is over, in whatever way: note what has come and what it took."""
        if self.reply is None:
            end = StreamEnd(self.assembler.usage, self.source.cost, cause, failure)
            self.attempts = self.streaming.finished(end)
            self.reply = self.assembled()

    def close(self) -> None:
        """Close the vendor's connection: nobody reads on."""
        try:
            self.source.close()
        finally:
            self.settle()

    async def aclose(self) -> None:
        """Same as `close`, but awaited."""
        try:
            await self.source.aclose()
        finally:
            self.settle()

    def end(self) -> None:
        """The vendor has said all it had to say; raises what is wrong with it."""
        if not self.assembler.finished:
            cut = "the vendor's stream ended without a finish reason"
            raise self.interrupted(Failure("InternalServerError", cut))
        reply, natives = self.assembled(), self.assembler.natives
        flaw = flaw_of(reply, natives, self.streaming.own_limit())
        if flaw is not None:
            self._object(flaw)
        self.settle()

    def _object(self, flaw: Flaw) -> None:
        if flaw.reason != "output_length":
            raise self.interrupted(Failure("InternalServerError", flaw.detail))
        if self.streaming.raises:
            failure = Failure("ContextWindowExceededError", flaw.detail)
            self.settle(failure, Cause(flaw.reason))
            model, attempts = self.streaming.model, self.attempts
            raise api_error(Failed(failure, flaw.reason, model, attempts, self.reply))

    def interrupted(self, failure: Failure) -> StreamInterruptedError:
        """The error for a stream that broke off after it had begun."""
        rules, route = self.streaming.model.overflow, self.attempts[-1].route
        self.settle(failure, cause_of(failure, rules, route))
        name = self.streaming.model.name
        return StreamInterruptedError(
            f"{name} broke off in the middle of its answer: {failure.message}",
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
    except BaseException:
        state.close()
        raise
    state.source.close()
    if failure is not None:
        raise state.interrupted(failure)
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
    except BaseException:
        await state.aclose()
        raise
    await state.source.aclose()
    if failure is not None:
        raise state.interrupted(failure)
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
        # As a ``with`` block it would be two calls more for each chunk.
        try:
            return next(self._chunks)
        except BaseException as error:
            untrace(error)
            raise

    def close(self) -> None:
        """Close the vendor's connection; the stream is at its end."""
        self._chunks.close()
        self._state.close()

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
        try:
            return await anext(self._chunks)
        except BaseException as error:
            untrace(error)
            raise

    async def aclose(self) -> None:
        """Close the vendor's connection; the stream is at its end."""
        await self._chunks.aclose()
        await self._state.aclose()

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
        if self._state.reply is not None:
            return
        # Closing has to be awaited, and whoever drops a stream awaits nothing.
        try:
            self._loop.call_soon_threadsafe(close_soon, self._loop, self._state)
        except RuntimeError:
            # The loop is closed, and its connections with it.
            self._state.settle()


def close_soon(loop: asyncio.AbstractEventLoop, state: StreamState) -> None:
    """Close a stream that nobody waits for; the loop itself holds its tasks only weakly."""
    task = loop.create_task(state.aclose())
    _closing.add(task)
    task.add_done_callback(_closing.discard)
