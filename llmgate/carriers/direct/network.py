"""A connection of asyncio's, read piece by piece with no layer between."""

from __future__ import annotations

import asyncio
import math
import select
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

import httpcore

if TYPE_CHECKING:
    import ssl

# Bytes that wait to be read; beyond that the vendor has to wait.
MOST_WAITING = 1_048_576
# Seconds after which another address of the host's is tried beside the first (RFC 8305, 5).
NEXT_ADDRESS = 0.25


class AsyncioStream(asyncio.Protocol):
    """Both ends of one connection: what asyncio feeds, and what a reader awaits."""

    transport: asyncio.Transport

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._paused = False
        self._ended = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._gone: asyncio.Future[None] = loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        # On the monotonic clock: the end of the read under way, and when the timer looks for it.
        self._until = self._alarm = math.inf

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        self._pieces.append(data)
        self._waiting += len(data)
        if self._waiting > MOST_WAITING and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """No more bytes will come."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._ended, self._error = True, exc
        if self._timer is not None:
            self._timer.cancel()
        self._wake()
        self.resume_writing()
        if not self._gone.done():
            self._gone.set_result(None)

    def pause_writing(self) -> None:
        """The vendor takes no more for now."""
        self._writer = self._loop.create_future()

    def resume_writing(self) -> None:
        """The vendor takes bytes again."""
        if self._writer is not None and not self._writer.done():
            self._writer.set_result(None)

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def read(self, seconds: float | None) -> bytes:
        """What has come, or comes next; nothing at the end of the connection."""
        if not self._pieces and not self._ended:
            self._reader = self._loop.create_future()
            # A timer may go on from an earlier read: it must find this one's end, not that one's.
            self._until = math.inf if seconds is None else monotonic() + seconds
            if self._until < self._alarm:
                self._set_timer()
            await self._reader
        if not self._pieces:
            if self._error is not None:
                raise httpcore.ReadError(str(self._error))
            return b""
        piece = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._waiting = 0
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        return piece

    def _set_timer(self) -> None:
        # A timer for each piece would cost as much as the piece: one goes on for all of them.
        if self._timer is not None:
            self._timer.cancel()
        self._alarm = self._until
        self._timer = self._loop.call_later(self._until - monotonic(), self._look_at_the_clock)

    def _look_at_the_clock(self) -> None:
        self._timer, self._alarm = None, math.inf
        if self._reader is None or self._reader.done() or self._until == math.inf:
            return
        if monotonic() < self._until:
            self._set_timer()
        else:
            self._reader.set_exception(httpcore.ReadTimeout())

    async def write(self, data: bytes, seconds: float | None) -> None:
        """Send bytes."""
        self.transport.write(data)
        if self._writer is not None and not self._writer.done():
            try:
                async with asyncio.timeout(seconds):
                    await self._writer
            except TimeoutError:
                raise httpcore.WriteTimeout from None
        if self._error is not None:
            raise httpcore.WriteError(str(self._error))

    def get_extra_info(self, info: str) -> Any:
        """``is_readable``: whether there is something to read, an end of it too."""
        if info != "is_readable":
            return None
        # A loop that did not run for a while has not heard of an end that waits at the socket.
        return bool(self._pieces) or self._ended or has_data(self.transport)

    def close(self) -> None:
        """Close the connection at once; what was not sent yet is not sent any more."""
        self.transport.abort()

    async def closed(self) -> None:
        """Wait until the socket is closed."""
        await asyncio.shield(self._gone)


def has_data(transport: asyncio.Transport) -> bool:
    """Whether something waits at a connection's socket, an end of it too."""
    descriptor = transport.get_extra_info("socket").fileno()
    if descriptor < 0:
        return True
    if not hasattr(select, "poll"):  # pragma: no cover  (Windows)
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


async def connect(
    host: str, port: int, context: ssl.SSLContext | None, seconds: float | None
) -> AsyncioStream:
    """A new connection. Raises `httpcore.ConnectTimeout` or `httpcore.ConnectError`."""
    loop = asyncio.get_running_loop()
    name = host if context is not None else None
    try:
        async with asyncio.timeout(seconds):
            _, stream = await loop.create_connection(
                lambda: AsyncioStream(loop),
                host,
                port,
                ssl=context,
                server_hostname=name,
                happy_eyeballs_delay=NEXT_ADDRESS,
            )
    except TimeoutError:
        raise httpcore.ConnectTimeout from None
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from None
    return stream
