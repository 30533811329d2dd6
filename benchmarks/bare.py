"""The floor of every comparison: a request written to a socket, and what comes back parsed.

No client can cost less on this machine, and none that a program could use does as little:
there is no error, no time-out, no TLS, and no connection to share.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from benchmarks.asking import KEY, ROUTE, question_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene

MODEL = ROUTE.partition("/")[2]
WHOLE = "answer"
HEAD_END, LENGTH = b"\r\n\r\n", b"content-length: "
DATA, DONE = b"data: ", b"data: [DONE]"
PIECE = 65_536


class BareSocket:
    """One connection for sync calls, and as many as are needed at once for async ones."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.place = urlsplit(scene.base(WHOLE))
        self.sync = socket.create_connection((self.place.hostname, self.place.port))
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    def ask(self) -> object:
        """One request, and JSON in and out."""
        answer = Answer()
        for _ in self.received(WHOLE, answer):
            pass
        return answer.text()

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        answer = Answer()
        await self.areceive(WHOLE, answer)
        return answer.text()

    def stream(self, wanted: str) -> None:
        """Event by event, as the pieces come."""
        answer = Answer()
        for piece in self.received(wanted, answer, stream=True):
            answer.read_events(piece)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        await self.areceive(wanted, Answer(), stream=True)

    def received(self, wanted: str, answer: Answer, *, stream: bool = False) -> Iterator[bytes]:
        """Send, and give the body's pieces."""
        self.sync.sendall(self.request(wanted, stream=stream))
        while not answer.whole:
            yield answer.feed(self.sync.recv(PIECE))

    async def areceive(self, wanted: str, answer: Answer, *, stream: bool = False) -> None:
        """Send, and read the body; a stream's events too."""
        reader, writer = self.idle.pop() if self.idle else await self.connected()
        writer.write(self.request(wanted, stream=stream))
        while not answer.whole:
            piece = answer.feed(await reader.read(PIECE))
            if stream:
                answer.read_events(piece)
        self.idle.append((reader, writer))

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A new connection."""
        return await asyncio.open_connection(self.place.hostname, self.place.port)

    def request(self, wanted: str, *, stream: bool) -> bytes:
        """The request as it goes over the wire."""
        body = orjson.dumps(question_for(MODEL, stream=stream))
        path = urlsplit(self.scene.base(wanted)).path
        head = (
            f"POST {path}/chat/completions HTTP/1.1\r\nhost: {self.place.netloc}\r\n"
            f"authorization: Bearer {KEY}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Answer:
    """What has come of one answer."""

    def __init__(self) -> None:
        self.head = b""
        self.pieces: list[bytes] = []
        self.missing = -1
        self.rest = b""

    @property
    def whole(self) -> bool:
        """Whether the body is there."""
        return self.missing == 0

    def feed(self, data: bytes) -> bytes:
        """Take what has come; returns what of it is body."""
        assert data, "the server closed the connection"
        if self.missing < 0:
            self.head, mark, data = (self.head + data).partition(HEAD_END)
            if not mark:
                return b""
            _, _, length = self.head.lower().partition(LENGTH)
            self.missing = int(length.split(b"\r\n")[0])
        self.missing -= len(data)
        self.pieces.append(data)
        return data

    def text(self) -> object:
        """The text of a whole answer."""
        answer: Any = orjson.loads(b"".join(self.pieces))
        return answer["choices"][0]["message"]["content"]

    def read_events(self, data: bytes) -> None:
        """Read the text of each event that is whole by now."""
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(DATA) and line != DONE:
                for choice in orjson.loads(line[len(DATA) :])["choices"]:
                    _ = choice["delta"].get("content")
