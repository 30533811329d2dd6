"""One question asked: the answer written as it comes, and what of it was there at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from llmgate.cli.chatting.reports import Reports
from llmgate.cli.chatting.writing import Writer
from llmgate.gate import Gate
from llmgate.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from types import TracebackType
    from typing import Self

    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.config import Config
    from llmgate.stream import AsyncStream

Result = TypeVar("Result")


class Line:
    """The gate, the event loop and the two outputs that a chat has, for as long as it lasts.

    Calls are awaited, for then Ctrl-C cancels a call where it waits, and breaks nothing.
    """

    def __init__(self, config: Config) -> None:
        self.writer = Writer()
        self.reports = Reports(self.writer)
        self.gate = Gate(config, timing=Timing(asleep=self.reports.wait))
        self.gate.on_attempt(self.reports.hear)
        self._runner = asyncio.Runner()

    def run(self, call: Coroutine[Any, Any, Result]) -> Result:
        """Run a call to its end. Raises ``KeyboardInterrupt`` on Ctrl-C, the call cancelled."""
        return self._runner.run(call)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._runner:
            self._runner.run(self.gate.aclose())


class Turn:
    """A question on its way.

    ``begun`` is told of the attempt that answers, and ``take`` each chunk of the answer.
    """

    def __init__(
        self,
        gate: Gate,
        call: dict[str, Any],
        begun: Callable[[Attempt], object],
        take: Callable[[dict[str, Any]], object],
    ) -> None:
        self._gate = gate
        self._call = call
        self._begun = begun
        self._take = take
        self._stream: AsyncStream | None = None

    @property
    def reply(self) -> Completion | None:
        """The answer, or what had come when it ended early."""
        return self._stream.reply if self._stream else None

    async def streamed(self) -> Completion:
        """Ask, and hand on the answer as it comes."""
        async with await self._gate.acompletion(**self._call, stream=True) as stream:
            self._stream = stream
            self._begun(stream.attempts[-1])
            async for chunk in stream:
                self._take(chunk)
        assert stream.reply is not None  # noqa: S101  (a stream at its end has one)
        return stream.reply


def text_in(chunk: dict[str, Any]) -> str:
    """Return the text that a chunk adds to the first answer."""
    first = (choice for choice in chunk["choices"] if choice["index"] == 0)
    return "".join(choice["delta"].get("content") or "" for choice in first)
