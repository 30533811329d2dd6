"""`ScriptedTransport`: the carrier's double, for fast unit tests without a server."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, TypeAlias

from llmgate.transport import NO_ARGUMENTS, Answer, CarrierChoice, CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmgate.transport import Endpoint, Request

Piece: TypeAlias = "str | Mapping[str, Any] | Failure"
Answered: TypeAlias = "str | dict[str, Any] | Answer | Failure | BaseException | list[Piece]"
Line: TypeAlias = "Answered | Callable[[Request], Answered]"


class ScriptedTransport:
    """Answers each request with the next line of its script, and keeps the requests.

    A line is a text, a ``chat.completion`` dict, an `Answer`, a `Failure`, an exception to
    raise, a list of chunks (texts, dicts, or a `Failure` at which the stream breaks), or a
    function from the request to one of these. A plain line asked for as a stream comes as
    one. ``supported`` are the keywords that every vendor takes, None for all.
    """

    def __init__(self, *lines: Line, supported: frozenset[str] | None = None) -> None:
        self.requests: list[Request] = []
        self.closed = 0
        self._supported = supported
        self._lines: deque[Line] = deque(lines)
        self._lock = threading.Lock()

    def script(self, *lines: Line) -> None:
        """Add lines at the end of the script."""
        with self._lock:
            self._lines.extend(lines)

    def carrier_for(
        self,
        endpoint: Endpoint,  # noqa: ARG002  (the protocol's)
        arguments: Mapping[str, Any] = NO_ARGUMENTS,  # noqa: ARG002  (likewise)
    ) -> CarrierChoice:
        """Say that LiteLLM carries: it carries every route."""
        return CarrierChoice("litellm", "a script answers")

    def supported(self, route: str) -> frozenset[str] | None:  # noqa: ARG002  (the protocol's)
        """The keywords that this double was given."""
        return self._supported

    def send(self, request: Request) -> Answer:
        """Answer with the next line."""
        return answer_of(self._next(request))

    def stream(self, request: Request) -> ScriptedStream:
        """Stream the next line."""
        return ScriptedStream(self, pieces_of(self._next(request)))

    async def asend(self, request: Request) -> Answer:
        """Same as `send`, but awaited."""
        return self.send(request)

    async def astream(self, request: Request) -> ScriptedStream:
        """Same as `stream`, but awaited."""
        return self.stream(request)

    def close(self) -> None:
        """Nothing is held."""

    async def aclose(self) -> None:
        """Same as `close`, but awaited."""

    def _next(self, request: Request) -> Answered:
        with self._lock:
            self.requests.append(request)
            if not self._lines:
                message = f"the script has no line for request {len(self.requests)}: {request}"
                raise AssertionError(message)
            line = self._lines.popleft()
        answered = line(request) if callable(line) else line
        if isinstance(answered, BaseException):
            raise answered
        if isinstance(answered, Failure):
            raise CarrierError(answered)
        return answered


class ScriptedStream:
    """The chunks of one scripted answer, sync and async; it counts its closing."""

    cost: float | None = None

    def __init__(self, transport: ScriptedTransport, pieces: Iterator[Piece]) -> None:
        self._transport = transport
        self._pieces = pieces
        self._open = True

    def __iter__(self) -> ScriptedStream:
        return self

    def __next__(self) -> Mapping[str, Any]:
        return chunk_of(next(self._pieces))

    def __aiter__(self) -> ScriptedStream:
        return self

    async def __anext__(self) -> Mapping[str, Any]:
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration from None

    def close(self) -> None:
        """Count the closing, once."""
        self._transport.closed += self._open
        self._open = False

    async def aclose(self) -> None:
        """Same as `close`, but awaited."""
        self.close()


def answer_of(answered: Answered) -> Answer:
    """A line of the script as a whole answer."""
    if isinstance(answered, Answer):
        return answered
    if isinstance(answered, str):
        return Answer(completion_body(answered))
    if isinstance(answered, dict):
        return Answer(answered)
    message = f"this line of the script is a stream, and the call is not: {answered!r}"
    raise AssertionError(message)


def pieces_of(answered: Answered) -> Iterator[Piece]:
    """A line of the script as the pieces of a stream."""
    if isinstance(answered, str | dict | Answer):
        return iter(as_stream(answer_of(answered).body))
    if isinstance(answered, list):
        return iter(answered)
    message = f"this line of the script is no stream: {answered!r}"
    raise AssertionError(message)


def as_stream(body: Mapping[str, Any]) -> list[Piece]:
    """A whole answer as chunks: an opening, the message, the finish reason, the usage."""
    pieces: list[Piece] = [chunk_body({"role": "assistant", "content": ""})]
    for choice in body["choices"]:
        calls = choice["message"].get("tool_calls") or ()
        numbered = [{**call, "index": at} for at, call in enumerate(calls)]
        message = {**choice["message"], **({"tool_calls": numbered} if numbered else {})}
        pieces.append(chunk_body(message))
        pieces.append(chunk_body({}, choice.get("finish_reason")))
    return [*pieces, {"choices": [], "usage": body.get("usage")}]


def chunk_of(piece: Piece) -> Mapping[str, Any]:
    """A piece of a scripted stream as a chunk."""
    if isinstance(piece, Failure):
        raise CarrierError(piece)
    return chunk_body({"content": piece}) if isinstance(piece, str) else piece


def completion_body(text: str, finish_reason: str = "stop") -> dict[str, Any]:
    """A ``chat.completion`` with this text, and without usage."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
    }


def chunk_body(delta: Mapping[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    """A ``chat.completion.chunk`` with this delta."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
    }
