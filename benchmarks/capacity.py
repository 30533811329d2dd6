"""How many streams one core carries, where each brings 80 chunks a second, one at a time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.asking import PACED
from benchmarks.clients import DIRECT, HTTPX, LITELLM, SDK, clients
from benchmarks.comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene
    from benchmarks.clients import Client
    from benchmarks.comparison import Sampler

COUNTS = (1, 8, 32, 96)
SHOWN = (LITELLM, SDK, HTTPX, DIRECT)
SECONDS = 0.5  # that a stream of `PACED` lasts
NAME = "{} streams of 80 chunks a second"


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """CPU seconds for a second of so many streams; one core has one to give."""
    made = {name: client for name, client in clients(scene) if name in SHOWN}
    for count in COUNTS:
        some = scene.often(count)
        candidates = {name: carried(scene, made[name], some) for name in SHOWN}
        yield Comparison(NAME.format(count), "second", candidates, LITELLM, rounds=2)


def carried(scene: Scene, client: Client, count: int) -> Sampler:
    """A sampler of the CPU seconds that a second of so many streams takes."""

    async def all_at_once() -> None:
        await asyncio.gather(*(client.astream(PACED) for _ in range(count)))

    def sample() -> float:
        started = time.process_time()
        scene.runner.run(all_at_once())
        return (time.process_time() - started) / SECONDS

    return sample
