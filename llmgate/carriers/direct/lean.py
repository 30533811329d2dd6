"""Connections without a proxy between: kept while they idle, used again the newest first.

The pools implement what httpcore's do of `handle_request`, so that either serves.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import httpcore

from llmgate.carriers.direct.blocking import READING, BlockingStream
from llmgate.carriers.direct.http11 import AnswerReader, UnansweredError, request_bytes
from llmgate.carriers.direct.idle import Idle, Line, key_of
from llmgate.carriers.direct.network import connect

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

    from llmgate.carriers.direct.http11 import Head

    Timeouts = Mapping[str, float | None]

PIECE = 65_536
# Seconds that a body's end may take after its last word, for the connection's sake.
PATIENCE = 0.05


class LeanPool:
    """Connections for sync callers."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None, **_: Any) -> None:
        self._ssl_context = ssl_context
        self._idle = Idle()
        self._backend = httpcore.SyncBackend()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request, and read the head of its answer."""
        timeouts, origin = request.extensions["timeout"], request.url.origin
        # Where the server closes an idle connection under a request, nothing is sent again
        # here: it may have been served, and the policy's retries are seen and counted.
        line = self._idle.take(key_of(origin)) or self._connected(origin, timeouts)
        return self._answer(line, bytes_of(request), timeouts)

    def _answer(self, line: Line, data: bytes, timeouts: Timeouts) -> httpcore.Response:
        exchange = Exchange(self._idle, line, timeouts)
        with exchange:
            with suppress(httpcore.WriteError):
                # Who takes no more of a long request may have said why.
                line.stream.write(data, timeouts.get("write"))
            while exchange.reader.head is None:
                exchange.heard(line.stream.read(PIECE, timeouts.get("read")))
        return exchange.response(LeanBody(exchange))

    def _connected(self, origin: httpcore.Origin, timeouts: Timeouts) -> Line:
        host = origin.host.decode()
        stream = self._backend.connect_tcp(host, origin.port, timeouts.get("connect"))
        if self._ssl_context is not None:
            stream = stream.start_tls(self._ssl_context, host, timeouts.get("connect"))
        return self._idle.add(key_of(origin), BlockingStream(stream))

    def close(self) -> None:
        """Close every connection, those in use too."""
        self._idle.drop_all()


class AsyncLeanPool:
    """Same as `LeanPool`, but awaited; it belongs to one event loop."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None, **_: Any) -> None:
        self._ssl_context = ssl_context
        self._idle = Idle()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request, and read the head of its answer."""
        timeouts, origin = request.extensions["timeout"], request.url.origin
        line = self._idle.take(key_of(origin)) or await self._connected(origin, timeouts)
        return await self._answer(line, bytes_of(request), timeouts)

    async def _answer(self, line: Line, data: bytes, timeouts: Timeouts) -> httpcore.Response:
        exchange = Exchange(self._idle, line, timeouts)
        with exchange:
            with suppress(httpcore.WriteError):
                await line.stream.write(data, timeouts.get("write"))
            while exchange.reader.head is None:
                exchange.heard(await line.stream.read(timeouts.get("read")))
        return exchange.response(AsyncLeanBody(exchange))

    async def _connected(self, origin: httpcore.Origin, timeouts: Timeouts) -> Line:
        host, seconds = origin.host.decode(), timeouts.get("connect")
        stream = await connect(host, origin.port, self._ssl_context, seconds)
        return self._idle.add(key_of(origin), stream)

    async def aclose(self) -> None:
        """Close every connection, those in use too."""
        for line in self._idle.drop_all():
            await line.stream.closed()


class Exchange:
    """One request and its answer over one connection; as a context, until the head is there."""

    def __init__(self, idle: Idle, line: Line, timeouts: Timeouts) -> None:
        self.line: Line | None = line
        self.reader = AnswerReader()
        self.timeouts = timeouts
        self.begun = b""
        self._idle = idle

    def heard(self, data: bytes) -> None:
        """Take what came before the head was whole, and perhaps the first of the body."""
        self.begun = self.reader.feed(data)

    def __enter__(self) -> None:
        """The request may be sent."""

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is None:
            return
        self.let_go()
        if issubclass(kind, httpcore.ReadError) and not self.reader.begun:
            raise UnansweredError(str(error)) from None

    def response(self, body: LeanBody | AsyncLeanBody) -> httpcore.Response:
        """The answer, of which the body is still to be read."""
        head = cast("Head", self.reader.head)
        return httpcore.Response(head.status, headers=head.headers, content=body)

    def let_go(self) -> Line | None:
        """Give the connection back, or close it where no other answer can come over it.

        A connection that was closed is returned.
        """
        line, self.line = self.line, None
        if line is None:
            return None
        self.reader.forget()
        if self.reader.done and self.reader.head and self.reader.head.reusable:
            self._idle.give_back(line)
            return None
        self._idle.drop(line)
        return line


class LeanBody:
    """An answer's body: an iterable of its bytes, which gives its connection back."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        exchange = self._exchange
        reader, line = exchange.reader, cast("Line", exchange.line)
        if exchange.begun:
            yield exchange.begun
        receive, feed = receiver(line.stream, exchange.timeouts), reader.feed
        with READING:
            while not reader.done:
                if part := feed(receive(PIECE)):
                    yield part

    def settle(self) -> None:
        """Read what is left of a body of which all that counts has come."""
        exchange = self._exchange
        with suppress(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            while exchange.line is not None and not exchange.reader.done:
                exchange.reader.feed(exchange.line.stream.read(PIECE, PATIENCE))

    def close(self) -> None:
        """Give the connection back, or close it where the answer was not read whole."""
        self._exchange.let_go()


def receiver(stream: Any, timeouts: Timeouts) -> Callable[[int], bytes]:
    """A way to read: each piece has what is left of a deadline, or all have the same time-out.

    The latter is a stream's, and set once: what is done for each piece costs as much as its JSON.
    """
    if type(timeouts) is dict:
        receive: Callable[[int], bytes] = stream.receiver(timeouts.get("read"))
        return receive
    return lambda size: stream.read(size, timeouts.get("read"))


class AsyncLeanBody:
    """Same as `LeanBody`, but awaited."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        exchange = self._exchange
        reader, line = exchange.reader, cast("Line", exchange.line)
        if exchange.begun:
            yield exchange.begun
        read, feed, seconds = line.stream.read, reader.feed, exchange.timeouts.get("read")
        while not reader.done:
            if part := feed(await read(seconds)):
                yield part

    async def settle(self) -> None:
        """Read what is left of a body of which all that counts has come."""
        exchange = self._exchange
        with suppress(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            while exchange.line is not None and not exchange.reader.done:
                exchange.reader.feed(await exchange.line.stream.read(PATIENCE))

    async def aclose(self) -> None:
        """Give the connection back, or close it where the answer was not read whole."""
        if (line := self._exchange.let_go()) is not None:
            await line.stream.closed()


def settle(stream: object) -> None:
    """Let a stream that is over end, so that its connection can be used again."""
    if isinstance(stream, LeanBody):
        stream.settle()


async def asettle(stream: object) -> None:
    """Same as `settle`, but awaited."""
    if isinstance(stream, AsyncLeanBody):
        await stream.settle()


def bytes_of(request: httpcore.Request) -> bytes:
    """A request as it goes over the wire."""
    content = b"".join(cast("Iterable[bytes]", request.stream))
    return request_bytes(request.url.target, request.headers, content)
