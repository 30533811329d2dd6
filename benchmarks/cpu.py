"""Samplers of this process's CPU time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from benchmarks.comparison import Sampler

# Seconds for what LiteLLM still does in the background; asleep, they cost no CPU time.
SETTLING = 0.005


def cpu(work: Callable[[], object], calls: int, units: int = 1) -> Sampler:
    """CPU seconds for a unit of the work, which has so many units and is done so often."""

    def sample() -> float:
        started = time.process_time()
        for _ in range(calls):
            work()
        time.sleep(SETTLING)
        return (time.process_time() - started) / (calls * units)

    return sample


def cpu_async(
    runner: asyncio.Runner,
    work: Callable[[], Coroutine[Any, Any, object]],
    calls: int,
    units: int = 1,
) -> Sampler:
    """Same as `cpu`, with all the calls at once on the runner's one loop."""

    async def all_at_once() -> None:
        await asyncio.gather(*(work() for _ in range(calls)))
        await asyncio.sleep(SETTLING)

    def sample() -> float:
        started = time.process_time()
        runner.run(all_at_once())
        return (time.process_time() - started) / (calls * units)

    return sample
