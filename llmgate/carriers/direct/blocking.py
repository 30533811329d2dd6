"""A connection of sync callers, read with nothing between them and the socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

UNSET = -1.0


class Reading:
    """A ``with`` block that names a socket's errors as httpcore does."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, TimeoutError):
            raise httpcore.ReadTimeout from None
        if isinstance(error, OSError):
            raise httpcore.ReadError(str(error)) from None


READING = Reading()


class BlockingStream:
    """Both ends of one connection; httpcore opens it, writes and closes it.

    Its own ``read`` sets the time-out anew for each piece, and costs twice what the piece does.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._socket: socket.socket = stream.get_extra_info("socket")
        self._seconds: float | None = UNSET

    def read(self, size: int, seconds: float | None) -> bytes:
        """What has come, or comes next; nothing at the end of the connection."""
        with READING:
            return self.receiver(seconds)(size)

    def receiver(self, seconds: float | None) -> Callable[[int], bytes]:
        """The socket's own way to read, to be called in `READING` until somebody writes."""
        if seconds != self._seconds:
            self._socket.settimeout(seconds)
            self._seconds = seconds
        return self._socket.recv

    def write(self, data: bytes, seconds: float | None) -> None:
        """Send bytes."""
        self._seconds = UNSET
        self._stream.write(data, seconds)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore's stream tells of the connection."""
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
