"""A server of raw bytes on loopback, for what no kit of whole answers can send."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
CHUNKED = STREAM.replace(b"\r\n\r\n", b"\r\ntransfer-encoding: chunked\r\n\r\n")


class Visits:
    """What a server was sent, and how often it was connected to."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self.closed = threading.Event()
        self.base = ""


@contextmanager
def serving(
    answer: Callable[[socket.socket], Any], tls: ssl.SSLContext | None = None
) -> Iterator[Visits]:
    """A server that hands each request's connection to ``answer``; it returns True to go on."""
    visits = Visits()
    with socket.create_server(("127.0.0.1", 0)) as server:
        scheme = "https" if tls else "http"
        visits.base = f"{scheme}://127.0.0.1:{server.getsockname()[1]}/v1"
        threading.Thread(target=accept, args=(server, answer, visits, tls), daemon=True).start()
        yield visits


def accept(
    server: socket.socket,
    answer: Callable[..., Any],
    visits: Visits,
    tls: ssl.SSLContext | None,
) -> None:
    """Take connections until the server is closed."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        visits.connections += 1
        told = (connection, answer, visits, tls)
        threading.Thread(target=talk, args=told, daemon=True).start()


def talk(
    connection: socket.socket,
    answer: Callable[..., Any],
    visits: Visits,
    tls: ssl.SSLContext | None,
) -> None:
    """Answer the requests of one connection."""
    with connection:
        try:
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            while request := read(connection):
                visits.requests.append(request)
                if not answer(connection):
                    break
        except OSError:
            pass
        finally:
            connection.close()
    visits.closed.set()


def read(connection: socket.socket) -> bytes:
    """One whole request, empty at the connection's end."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65_536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    found = LENGTH.search(head)
    while len(body) < (int(found[1]) if found else 0):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def plain(body: bytes, kind: bytes = b"application/json", status: bytes = b"200 OK") -> bytes:
    """A whole answer."""
    head = b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n"
    return head % (status, kind, len(body)) + body


def chunk(data: bytes) -> bytes:
    """A chunk of a body; the empty one is the last."""
    return b"%x\r\n%b\r\n" % (len(data), data)
