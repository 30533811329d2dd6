"""Samplers of this process's CPU time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from benchmarks.comparison import Sampler

# Seconds for which a process that does nothing is looked at, the CPU seconds that it may take
# in them, and how often it is looked at: LiteLLM's threads go on for a while after its call.
LOOK, NOTHING, MOST_LOOKS = 0.005, 0.0005, 200


def cpu(work: Callable[[], object], calls: int, units: int = 1) -> Sampler:
    """CPU seconds for a unit of the work, which has so many units and is done so often."""

    def sample() -> float:
        started = time.process_time()
        for _ in range(calls):
            work()
        come_to_rest()
        return (time.process_time() - started) / (calls * units)

    return sample


def come_to_rest() -> None:
    """Wait until this process does nothing more: what it still does is the sample's own cost."""
    for _ in range(MOST_LOOKS):
        before = time.process_time()
        time.sleep(LOOK)
        if time.process_time() - before < NOTHING:
            return


def cpu_async(
    runner: asyncio.Runner,
    work: Callable[[], Coroutine[Any, Any, object]],
    calls: int,
    units: int = 1,
) -> Sampler:
    """Same as `cpu`, with all the calls at once on the runner's one loop."""

    async def all_at_once() -> None:
        await asyncio.gather(*(work() for _ in range(calls)))
        for _ in range(MOST_LOOKS):
            before = time.process_time()
            await asyncio.sleep(LOOK)
            if time.process_time() - before < NOTHING:
                return

    def sample() -> float:
        started = time.process_time()
        runner.run(all_at_once())
        return (time.process_time() - started) / (calls * units)

    return sample
