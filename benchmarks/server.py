"""The vendor: the least HTTP server that speaks OpenAI's wire, as a process of its own.

Every answer is made once and sent in one piece, so that the machine's other core does as
little as possible and a client's cost is its own. The first part of the path says what is
wanted: ``/answer``, ``/overflow``, ``/200`` for a stream of that many chunks, or
``/80-every-12500`` for one whose chunks come apart, one each so many microseconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from functools import cache
from typing import Any

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"
EVENT_END = b"\n\n"
COMMON: dict[str, Any] = {
    "id": "chatcmpl-bench",
    "created": 1_700_000_000,
    "model": "gpt-4o-mini-2024-07-18",
}
USAGE = {"prompt_tokens": 60, "completion_tokens": 200, "total_tokens": 260}
TEXT = "The quick brown fox jumps over the lazy dog. " * 10
OVERFLOW = {
    "message": "This model's maximum context length is 128000 tokens. However, your messages "
    "resulted in 130000 tokens. Please reduce the length of the messages.",
    "type": "invalid_request_error",
    "param": "messages",
    "code": "context_length_exceeded",
}


class Connection(asyncio.Protocol):
    """One kept-alive connection."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.buffer = b""
        self.sending: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole by now."""
        self.buffer += data
        while request := self.whole_request():
            wanted = request[: request.index(b" HTTP/")].split(b"/")[1].decode()
            chunks, _, pause = wanted.partition("-every-")
            if pause:
                self.sending = asyncio.create_task(self.send_apart(chunks, int(pause) / 1e6))
            else:
                self.transport.write(answer(wanted))

    async def send_apart(self, chunks: str, pause: float) -> None:
        """Send a stream event by event, each when its time has come."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, piece in enumerate(pieces(chunks)):
            await asyncio.sleep(max(0.0, began + number * pause - loop.time()))
            if self.transport.is_closing():
                return
            self.transport.write(piece)

    def whole_request(self) -> bytes:
        """The first request of the buffer, taken out of it; empty if it is not whole yet."""
        head, mark, _ = self.buffer.partition(HEAD_END)
        if not mark:
            return b""
        found = LENGTH.search(head)
        end = len(head) + len(mark) + (int(found[1]) if found else 0)
        if len(self.buffer) < end:
            return b""
        request, self.buffer = self.buffer[:end], self.buffer[end:]
        return request


@cache
def answer(wanted: str) -> bytes:
    """The whole HTTP answer."""
    if wanted.isdecimal():
        return http("200 OK", "text/event-stream", event_stream(int(wanted)))
    if wanted == "overflow":
        body = json.dumps({"error": OVERFLOW}).encode()
        return http("400 Bad Request", "application/json", body)
    return http("200 OK", "application/json", json.dumps(completion()).encode())


@cache
def pieces(chunks: str) -> tuple[bytes, ...]:
    """A streamed answer, event by event; the head is sent with the first one."""
    return tuple(event + EVENT_END for event in answer(chunks).split(EVENT_END) if event)


def http(status: str, kind: str, body: bytes) -> bytes:
    """An answer of HTTP/1.1 on a connection that stays open."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def completion() -> dict[str, Any]:
    """A whole answer."""
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return COMMON | {"object": "chat.completion", "choices": [choice], "usage": USAGE}


def event_stream(chunks: int) -> bytes:
    """A streamed answer: the opening, words, the finish reason, and then the usage."""
    words = [{"content": f"word{number} "} for number in range(chunks - 3)]
    deltas = [{"role": "assistant", "content": ""}, *words]
    choices: list[dict[str, Any]] = [
        {"index": 0, "delta": delta, "finish_reason": None} for delta in deltas
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    common = {**COMMON, "object": "chat.completion.chunk"}
    events = [{**common, "choices": [choice], "usage": None} for choice in choices]
    events.append({**common, "choices": [], "usage": USAGE})
    lines = [json.dumps(event) for event in events]
    return "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"]).encode()


async def serve() -> None:
    """Tell the port on standard output, and serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=1_024)
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
