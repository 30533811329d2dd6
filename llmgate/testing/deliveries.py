"""How an answer travels: which bytes, when, and how the connection ends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from llmgate.testing.faults import (
    EVENT_STREAM,
    Blocked,
    Cut,
    Drop,
    Fail,
    Hang,
    Overloaded,
    Quota,
    RateLimit,
    Raw,
    RawStream,
    Refuse,
    Silence,
    Slow,
    StreamError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmgate.testing.faults import Fault
    from llmgate.testing.requests import FakeRequest
    from llmgate.testing.wires.wire import Event, Turn, Wire, Words

JSON = "application/json"
Ending = Literal["finish", "close", "hold"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An HTTP answer and its manner.

    Without a ``status`` nothing is sent. ``parts`` are written one by one; ``length`` is what
    a plain answer promises in bytes, None for a stream. ``delay`` and ``between`` are seconds.
    Afterwards the answer is finished properly, the connection closes, or it is held open for
    ``hold`` seconds (None: for ever) and then closes.
    """

    status: int | None
    parts: tuple[bytes, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    delay: float = 0.0
    between: float = 0.0
    ending: Ending = "finish"
    hold: float | None = None


def refusal(refuse: Refuse) -> Delivery:
    """A refusal, as JSON or as plain text."""
    if isinstance(refuse.body, str):
        kind, data = "text/plain; charset=utf-8", refuse.body.encode()
    else:
        kind, data = JSON, encoded(refuse.body)
    return plain(refuse.status, {"content-type": kind} | lower(refuse.headers), data)


def encoded(body: Mapping[str, object]) -> bytes:
    """The body as the bytes of its JSON."""
    return json.dumps(dict(body), ensure_ascii=False).encode()


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with lower-case names, so that one replaces the other."""
    return {name.lower(): value for name, value in headers.items()}


def plain(status: int, headers: Mapping[str, str], body: bytes) -> Delivery:
    """An answer that is one body."""
    return Delivery(status, (body,), headers, length=len(body))


def streamed(parts: Iterable[bytes], headers: Mapping[str, str] | None = None) -> Delivery:
    """An answer that is a stream of events."""
    kind = {"content-type": f"{EVENT_STREAM}; charset=utf-8", "cache-control": "no-cache"}
    return Delivery(200, tuple(parts), headers or kind)


def instead_of_service(fault: Fault | None, wire: Wire, request: FakeRequest) -> Delivery | None:
    """What a fault puts in place of service; None where the request is served."""
    refuse = refusal_by(fault, wire.words, request.model)
    if refuse is None:
        return raw(fault)
    if request.stream and refuse.status == HTTPStatus.OK and not isinstance(refuse.body, str):
        return streamed([wire.error_event(refuse.body)])
    return refusal(refuse)


def raw(fault: Fault | None) -> Delivery | None:
    """What a fault does to the connection whatever the vendor."""
    match fault:
        case Raw(status, headers, body):
            return plain(status, lower(headers), body)
        case RawStream(parts, headers):
            return streamed(parts, lower(headers))
        case Drop():
            return Delivery(None, ending="close")
        case Hang(seconds):
            return Delivery(None, ending="hold", hold=seconds)
    return None


def refusal_by(fault: Fault | None, words: Words, model: str) -> Refuse | None:
    """What the vendor says for a fault that is a refusal."""
    match fault:
        case RateLimit(retry_after):
            return words.rate_limited(model, retry_after)
        case Quota():
            return words.out_of_quota()
        case Blocked():
            return words.blocked()
        case Overloaded():
            return words.overloaded()
        case Fail(status, body):
            return words.failure(status) if body is None else Refuse(status, body)
    return fault if isinstance(fault, Refuse) else None


def service(fault: Fault | None, wire: Wire, turn: Turn, *, stream: bool) -> Delivery:
    """The answer, in the manner that a fault asks for."""
    return serve_stream(fault, wire, turn) if stream else serve_plain(fault, wire, turn)


def slowed(fault: Fault | None, delivery: Delivery) -> Delivery:
    """The same delivery, late if a fault says so."""
    if isinstance(fault, Slow):
        return replace(delivery, delay=fault.delay, between=fault.between)
    return delivery


def serve_plain(fault: Fault | None, wire: Wire, turn: Turn) -> Delivery:
    """The answer as one body, or half of it."""
    if isinstance(fault, StreamError):
        return refusal(Refuse(500, error_body(fault, wire)))
    body = encoded(wire.plain(turn))
    delivery = plain(200, {"content-type": JSON}, body)
    if isinstance(fault, Cut | Silence):
        half = body[: len(body) // 2]
        length = len(half) if ending(fault) == "finish" else len(body)
        return replace(delivery, parts=(half,), length=length, ending=ending(fault))
    return delivery


def serve_stream(fault: Fault | None, wire: Wire, turn: Turn) -> Delivery:
    """The answer as events, or some of them."""
    events = wire.stream(turn)
    if not isinstance(fault, Cut | Silence | StreamError):
        return streamed(event.data for event in events)
    begun = [event.data for event in beginning(events, fault.after)]
    if isinstance(fault, StreamError):
        return streamed([*begun, wire.error_event(error_body(fault, wire))])
    return replace(streamed(begun), ending=ending(fault))


def error_body(fault: StreamError, wire: Wire) -> Mapping[str, Any]:
    """The body of an error that comes inside a stream."""
    body = wire.words.overloaded().body if fault.body is None else fault.body
    return {"message": body} if isinstance(body, str) else body


def ending(fault: Cut | Silence) -> Ending:
    """What becomes of the connection."""
    if isinstance(fault, Silence):
        return "hold"
    return "finish" if fault.clean else "close"


def beginning(events: Sequence[Event], after: int | None) -> Sequence[Event]:
    """The events up to so many pieces of output; 0 is the opening ones, None is none."""
    if after is None:
        return ()
    outputs = [place for place, event in enumerate(events) if event.kind == "output"]
    if after and outputs:
        return events[: outputs[min(after, len(outputs)) - 1] + 1]
    unopened = (place for place, event in enumerate(events) if event.kind != "opening")
    return events[: next(unopened)]
