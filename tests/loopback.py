"""A server on loopback that notes what arrives, and answers as it is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from llmgate.testing.deliveries import Delivery, plain
from llmgate.testing.listener import Listener
from llmgate.testing.service import Exchange

if TYPE_CHECKING:
    from llmgate.testing.wires.wire import Message

# What an HTTP client says of itself and of the connection, whoever sends the request.
CLIENTS_OWN = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "host", "transfer-encoding",
    "user-agent",
})  # fmt: skip
SDK_S_OWN = "x-stainless-"

ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "yes"},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8},
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived of a request: ``headers`` are those that say something to the vendor."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Delivery:
    """An answer in JSON."""
    kind = {"content-type": "application/json"}
    return plain(status, kind | (headers or {}), json.dumps(body).encode())


def stream_answer(text: str, ending: str = "finish") -> Delivery:
    """An answer of server-sent events, in one piece."""
    kind = {"content-type": "text/event-stream"}
    return Delivery(200, (text.encode(),), kind, ending=ending)


def events(*chunks: Any, done: bool = True) -> str:
    """Chunks as server-sent events; a text is an event's data as it stands."""
    data = [chunk if isinstance(chunk, str) else json.dumps(chunk) for chunk in chunks]
    return "".join(f"data: {line}\n\n" for line in [*data, *["[DONE]"] * done])


def chunk(delta: Any = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """A chunk of a stream, with one choice."""
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    head = {name: ANSWER[name] for name in ("id", "created", "model")}
    return {**head, "object": "chat.completion.chunk", "choices": [choice], **more}


STREAM = events(
    chunk({"role": "assistant", "content": ""}),
    chunk({"content": "yes"}),
    chunk(finish="stop"),
    {**chunk(), "choices": [], "usage": ANSWER["usage"]},
)


class Loopback:
    """The server: a ``with`` block during which it runs at ``origin``."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.delivery: Delivery | None = None
        self._listener = Listener(self._receive, lambda _: None)

    def __enter__(self) -> Self:
        self.origin = f"http://127.0.0.1:{self._listener.start()}"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()

    def _receive(self, message: Message) -> Exchange:
        headers = {
            name: value
            for name, value in message.headers.items()
            if name not in CLIENTS_OWN and not name.startswith(SDK_S_OWN)
        }
        self.arrivals.append(Arrival(message.path, dict(message.query), headers, message.body))
        return Exchange(self.delivery or self._usual(message.body))

    @staticmethod
    def _usual(body: Any) -> Delivery:
        streamed = isinstance(body, dict) and body.get("stream")
        return stream_answer(STREAM) if streamed else json_answer(ANSWER)
