"""One HTTP request and the head of its answer, sync and awaited."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpcore

from llmgate.carriers.direct.outgoing import moved
from llmgate.carriers.direct.reading import header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmgate.carriers.direct.outgoing import Outgoing
    from llmgate.carriers.direct.pools import LoopPools, SyncPools

PHASES = ("connect", "pool", "read", "write")
# The redirections that leave a request what it is (RFC 9110, 15.4).
SAME_AGAIN = frozenset({307, 308})
MOST_HOPS = 5


def each_phase(seconds: float | None) -> dict[str, float | None]:
    """A time-out of so many seconds for each phase, between two pieces too."""
    return dict.fromkeys(PHASES, seconds)


class Deadline(dict[str, float]):
    """Time-outs of which each is what is left of one for the whole attempt, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(dict.fromkeys(PHASES, seconds))
        self.ends = time.monotonic() + seconds

    def get(self, phase: str, default: Any = None) -> Any:  # noqa: ARG002  (a dict's)
        """What is left. Raises TimeoutError if there is nothing."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def watching(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, as long as there is time. Raises TimeoutError."""
        for piece in pieces:
            yield piece
            if time.monotonic() > self.ends:
                raise TimeoutError


def opened(
    pools: SyncPools, out: Outgoing, timeouts: Mapping[str, float | None]
) -> httpcore.Response:
    """The answer to a request, of which the head has been read."""
    hop = 0
    while True:
        pool = pools.leading_to(out.place.origin)
        response = pool.handle_request(http_request(out, timeouts))
        further = further_way(out, response, hop)
        if further is None:
            return response
        response.close()
        out, hop = further, hop + 1


async def aopened(
    pools: LoopPools, out: Outgoing, timeouts: Mapping[str, float | None]
) -> httpcore.Response:
    """Same as `opened`, but awaited."""
    hop = 0
    while True:
        pool = pools.leading_to(out.place.origin)
        response = await pool.handle_async_request(http_request(out, timeouts))
        further = further_way(out, response, hop)
        if further is None:
            return response
        await response.aclose()
        out, hop = further, hop + 1


def http_request(out: Outgoing, timeouts: Mapping[str, float | None]) -> httpcore.Request:
    """The request as httpcore wants it."""
    return httpcore.Request(
        b"POST",
        out.place.url,
        headers=out.headers,
        content=out.content,
        extensions={"timeout": timeouts},
    )


def further_way(out: Outgoing, response: httpcore.Response, hop: int) -> Outgoing | None:
    """The request for where an answer points to, None if it points nowhere that may have it.

    A key goes to no other host than the one that it was meant for.
    """
    if response.status not in SAME_AGAIN or hop >= MOST_HOPS:
        return None
    return moved(out, header(response.headers, b"location").decode("latin-1"))
