"""Many calls at once on one event loop: how long until all of them are answered."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.clients import DIRECT, SDK, clients
from benchmarks.comparison import Comparison, Limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene
    from benchmarks.clients import Client
    from benchmarks.comparison import Sampler

COUNTS = (50, 500)
HELD = Limit(DIRECT, SDK, 1.0)


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """Seconds on the clock for one call; its inverse is the calls a second."""
    made = dict(clients(scene))
    for count in COUNTS:
        some = scene.often(count)
        candidates = {name: clocked(scene, client, some) for name, client in made.items()}
        name = f"{count} calls at once, on the clock"
        rounds = 4 if count == min(COUNTS) else 2
        yield Comparison(name, "call", candidates, SDK, rounds=rounds, held=(HELD,))


def clocked(scene: Scene, client: Client, count: int) -> Sampler:
    """A sampler of the seconds that one of so many calls takes."""

    async def all_at_once() -> None:
        await asyncio.gather(*(client.aask() for _ in range(count)))

    def sample() -> float:
        started = time.perf_counter()
        scene.runner.run(all_at_once())
        return (time.perf_counter() - started) / count

    return sample
