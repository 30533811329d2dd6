"""Hours of an agent's life in minutes: many callers, and vendors that fail in every way.

``python tests/soak.py FILE`` makes 20,000 calls from 32 threads and 200 tasks while four
vendors fail a third of their requests, and writes what was counted into the file, between its
two marks.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from conftest import VENDORS

import llmgate
from llmgate.testing import (
    Cut,
    Drop,
    Fail,
    FakeModel,
    FakeProviders,
    Hang,
    Overloaded,
    RateLimit,
    Silence,
    StreamError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGIN, END = "<!-- soak -->\n", "<!-- end of the soak -->"

FAULTS = (
    RateLimit(0.2),
    RateLimit(None),
    Overloaded(),
    Fail(500),
    Fail(401),
    Drop(),
    Hang(),
    Cut(1),
    Silence(1),
    StreamError(1),
)
RATE = 0.3
TIMEOUT, DEADLINE = 5.0, 40.0
# Seconds by which a call may miss its deadline on a machine that is busy with others.
SLACK = 10.0


@dataclass(slots=True)
class Counts:
    """What the calls came to; every field is filled under a lock, or by one thread."""

    answers: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    late: int = 0
    attempts: int = 0
    heard: int = 0
    sent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def calls(self) -> int:
        """How many calls have ended."""
        return self.answers + self.errors.total()


@dataclass(frozen=True, slots=True)
class Left:
    """What a process holds: threads, descriptors and memory in MiB.

    LiteLLM's own pool of threads is bounded, and grows to its bound whatever the calls do.
    """

    threads: int
    descriptors: int
    memory: float

    @classmethod
    def now(cls) -> Left:
        """Count what this process holds now."""
        gc.collect()
        status = Path("/proc/self/status").read_text("utf-8")
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
        own = [each for each in threading.enumerate() if not each.name.startswith("litellm")]
        return cls(len(own), descriptors, int(resident.split()[1]) / 1024)


def failing(providers: FakeProviders, chance: random.Random) -> None:
    """Let every vendor fail at the rate, each time in another way."""
    fates: dict[int, int] = {}

    def fate(number: int) -> int:
        if number not in fates:
            failed = chance.random() < RATE
            fates[number] = chance.randrange(len(FAULTS)) if failed else -1
        return fates[number]

    for vendor in VENDORS:
        for kind, fault in enumerate(FAULTS):
            providers.always(vendor, fault, when=lambda request, k=kind: fate(request.number) == k)


def gate_to(providers: FakeProviders) -> llmgate.Gate:
    """A gate to four vendors, each of which falls back on the others."""
    names = [*VENDORS]
    models = {
        name: {**VENDORS[name], "fallbacks": [other for other in names if other != name]}
        for name in names
    }
    defaults = {"timeout": TIMEOUT, "deadline": DEADLINE, "retries": 1}
    config = {"defaults": defaults, "models": models}
    return llmgate.Gate.from_dict(config, environ=providers.environ())


def count(counts: Counts, number: int, began: float, ended: Any) -> None:
    """Count how one call ended: with a reply, or an error of the library's."""
    with counts.lock:
        counts.attempts += len(ended.attempts)
        counts.sent += sum(attempt.outcome != "skipped" for attempt in ended.attempts)
        counts.late += monotonic() - began > DEADLINE + TIMEOUT + SLACK
        if isinstance(ended, BaseException):
            counts.errors[type(ended).__name__] += 1
            return
        counts.answers += 1
        if ended.text != f"You said: {question(number)}":
            counts.wrong.append(ended.text)


def question(number: int) -> str:
    """What a call asks."""
    return f"question number {number}"


def arguments(number: int) -> dict[str, Any]:
    """The call of a number."""
    model = [*VENDORS][number % len(VENDORS)]
    return {"model": model, "prompt": question(number), "stream": number % 3 == 0}


def ask(gate: llmgate.Gate, counts: Counts, number: int) -> None:
    """One call of a thread's."""
    began = monotonic()
    try:
        reply = gate.completion(**arguments(number))
        if number % 3 == 0:
            for _ in reply:
                pass
            reply = reply.reply
        count(counts, number, began, reply)
    except (llmgate.ApiError, llmgate.StreamInterruptedError) as error:
        count(counts, number, began, error)


async def aask(gate: llmgate.Gate, counts: Counts, number: int) -> None:
    """Same as `ask`, but awaited."""
    began = monotonic()
    try:
        reply = await gate.acompletion(**arguments(number))
        if number % 3 == 0:
            async for _ in reply:
                pass
            reply = reply.reply
        count(counts, number, began, reply)
    except (llmgate.ApiError, llmgate.StreamInterruptedError) as error:
        count(counts, number, began, error)


async def by_tasks(gate: llmgate.Gate, counts: Counts, numbers: Iterator[int], tasks: int) -> None:
    """Calls from so many tasks at once."""

    async def worker() -> None:
        for number in numbers:
            await aask(gate, counts, number)

    await asyncio.gather(*(worker() for _ in range(tasks)))
    await gate.aclose()


def by_threads(gate: llmgate.Gate, counts: Counts, numbers: range, threads: int) -> None:
    """Calls from so many threads at once."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda number: ask(gate, counts, number), numbers):
            pass


def soak(calls: int, threads: int, tasks: int, seed: int = 1) -> tuple[Counts, Left, Left]:
    """Make the calls, half from threads and half from tasks; what came of them and was left."""
    models = {
        name: FakeModel(window=100_000, max_output_tokens=4_096)
        for name in ("gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-pro")
    }
    counts = Counts()
    with FakeProviders(models) as providers:
        gate = gate_to(providers)
        warm_up(gate, threads, tasks)
        failing(providers, random.Random(seed))  # noqa: S311  (no secret is made of it)
        before, known = Left.now(), len(providers.requests)
        gate.on_attempt(lambda _: hear(counts))
        run(gate, counts, calls, threads, tasks)
        gate.close()
        providers.heal()
        assert counts.sent == len(providers.requests) - known
        providers._journal.requests.clear()  # noqa: SLF001  (the test's own memory)
        return counts, before, Left.now()


def hear(counts: Counts) -> None:
    """Count an attempt that a callback heard."""
    with counts.lock:
        counts.heard += 1


def warm_up(gate: llmgate.Gate, threads: int, tasks: int) -> None:
    """Make what every process makes once: imports, caches, pools."""
    run(gate, Counts(), 4 * (threads + tasks), threads, tasks)


def run(gate: llmgate.Gate, counts: Counts, calls: int, threads: int, tasks: int) -> None:
    """Half of the calls from threads, half from tasks of a loop beside them."""
    half = calls // 2
    numbers = iter(range(half))
    loop = threading.Thread(target=lambda: asyncio.run(by_tasks(gate, counts, numbers, tasks)))
    loop.start()
    by_threads(gate, counts, range(half, calls), threads)
    loop.join()


def told(counts: Counts, before: Left, after: Left) -> str:
    """The figures in a few sentences."""
    errors = ", ".join(f"{number:,} {name}" for name, number in counts.errors.most_common())
    return (
        f"{counts.calls:,} calls from 32 threads and 200 tasks, while four vendors failed "
        f"{RATE:.0%} of their requests: {counts.answers:,} ended in their own answer, and "
        f"{counts.errors.total():,} in a typed error ({errors}). {len(counts.wrong)} got another "
        f"call's answer, {counts.late} ended more than {TIMEOUT + SLACK:g} s after their deadline "
        f"of {DEADLINE:g} s, which a stream that has begun may outlast. The callers saw "
        f"{counts.attempts:,} attempts and `on_attempt` heard {counts.heard:,}; the vendors saw "
        f"exactly the {counts.sent:,} requests that the attempts name. Threads went from "
        f"{before.threads} to {after.threads}, descriptors from {before.descriptors} to "
        f"{after.descriptors}; memory from {before.memory:.0f} to {after.memory:.0f} MiB, with "
        f"the vendors in the same process and what they note of each request.\n"
    )


if __name__ == "__main__":
    logging.getLogger("llmgate").setLevel(logging.CRITICAL)
    page = Path(sys.argv[1])
    text = page.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    figures = told(*soak(20_000, 32, 200))
    page.write_text(f"{head}{BEGIN}\n{figures}\n{END}{rest.partition(END)[2]}", "utf-8")
