"""A request driven through a carrier in each of the four ways, and all that comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmgate.transport import CarrierError

if TYPE_CHECKING:
    import asyncio

    from llmgate.transport import Failure, Request, Transport


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a carrier gave back: a body or chunks, with what it cost, or a failure, or both."""

    bodies: tuple[dict[str, Any], ...] = ()
    cost: float | None = None
    failure: Failure | None = None


def sync(carrier: Transport, request: Request) -> Outcome:
    """Sync and plain."""
    try:
        answer = carrier.send(request)
    except CarrierError as error:
        return Outcome(failure=error.failure)
    return Outcome((dict(answer.body),), answer.cost)


def sync_stream(carrier: Transport, request: Request) -> Outcome:
    """Sync and streamed, read to the end."""
    bodies: list[dict[str, Any]] = []
    try:
        source = carrier.stream(replace(request, stream=True))
        try:
            bodies.extend(map(dict, source))
        finally:
            source.close()
    except CarrierError as error:
        return Outcome(tuple(bodies), failure=error.failure)
    return Outcome(tuple(bodies), source.cost)


async def asynchronous(carrier: Transport, request: Request) -> Outcome:
    """Async and plain."""
    try:
        answer = await carrier.asend(request)
    except CarrierError as error:
        return Outcome(failure=error.failure)
    return Outcome((dict(answer.body),), answer.cost)


async def asynchronous_stream(carrier: Transport, request: Request) -> Outcome:
    """Async and streamed, read to the end."""
    bodies: list[dict[str, Any]] = []
    try:
        source = await carrier.astream(replace(request, stream=True))
        try:
            bodies.extend([dict(body) async for body in source])
        finally:
            await source.aclose()
    except CarrierError as error:
        return Outcome(tuple(bodies), failure=error.failure)
    return Outcome(tuple(bodies), source.cost)


SYNC = {"sync": sync, "sync stream": sync_stream}
ASYNC = {"async": asynchronous, "async stream": asynchronous_stream}
WAYS = (*SYNC, *ASYNC)
PLAIN = ("sync", "async")
STREAMED = ("sync stream", "async stream")


def carried(carrier: Transport, request: Request, way: str, runner: asyncio.Runner) -> Outcome:
    """What comes of a request through a carrier in one of the ways."""
    if way in SYNC:
        return SYNC[way](carrier, request)
    return runner.run(ASYNC[way](carrier, request))
