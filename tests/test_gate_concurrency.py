"""One gate, many threads, many tasks, many loops: every answer is its question's own."""

import asyncio
import gc
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import ScriptedTransport
from llmgate.testing.scripted import chunk_body

MODEL = {"route": "openai/gpt-4o-mini", "api_key": "sk-scripted"}

# Threads that make LiteLLM's first call for an endpoint at the same time each make a client of
# it; LiteLLM keeps one and lets the others, with their sockets, to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:.*unclosed.*socket")

THREADS, TASKS, CALLS = 64, 500, 5_000
NAMES = tuple(VENDORS)


@pytest.fixture
def gate(make_gate):
    """A gate that knows each vendor's model by the vendor's name."""
    return make_gate(VENDORS)


def descriptors():
    """How many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def ask_one(gate, number):
    """One sync call, plain or streamed, of one vendor; whether the answer is its own."""
    question, vendor = f"question number {number}", NAMES[number % len(NAMES)]
    if number % 3:
        return gate.completion(model=vendor, prompt=question).text == f"You said: {question}"
    with gate.completion(model=vendor, prompt=question, stream=True) as chunks:
        for _ in chunks:
            pass
    return chunks.reply.text == f"You said: {question}"


async def aask_one(gate, number):
    """Same as `ask_one`, but awaited."""
    question, vendor = f"question number {number}", NAMES[number % len(NAMES)]
    if number % 3:
        reply = await gate.acompletion(model=vendor, prompt=question)
        return reply.text == f"You said: {question}"
    async with await gate.acompletion(model=vendor, prompt=question, stream=True) as chunks:
        async for _ in chunks:
            pass
    return chunks.reply.text == f"You said: {question}"


async def tasks(gate, numbers):
    """Calls from as many tasks as there may be at once."""
    room = asyncio.Semaphore(TASKS)

    async def one(number):
        async with room:
            return await aask_one(gate, number)

    return await asyncio.gather(*(one(number) for number in numbers))


def mixed(gate, calls):
    """Half of the calls from threads, half from tasks of a loop beside them."""
    asynchronous = []
    loop = threading.Thread(
        target=lambda: asynchronous.extend(asyncio.run(tasks(gate, range(0, calls, 2))))
    )
    loop.start()
    with ThreadPoolExecutor(THREADS) as pool:
        synchronous = list(pool.map(lambda number: ask_one(gate, number), range(1, calls, 2)))
    loop.join()
    return [*asynchronous, *synchronous]


def test_five_thousand_mixed_calls_are_answered_each_with_its_own(gate):
    """64 threads and 500 tasks share one gate; descriptors do not grow with the calls.

    The pools keep a few idle connections per vendor, how many depends on the threads' luck.
    """
    mixed(gate, 1_000)
    gc.collect()
    before = descriptors()
    answers = mixed(gate, CALLS)
    gc.collect()
    assert answers.count(True) == CALLS
    assert descriptors() <= before + THREADS * len(NAMES)


def test_two_hundred_loops_leave_no_descriptor(gate):
    """Each ``asyncio.run`` closes what it opened."""
    for number in range(8):
        asyncio.run(aask_one(gate, number))
    gc.collect()
    before = descriptors()
    for number in range(200):
        assert asyncio.run(aask_one(gate, number))
    gc.collect()
    assert descriptors() <= before


def test_each_loop_has_a_session_of_its_own_for_what_aiohttp_carries(make_gate):
    """LiteLLM keeps one for the process, with sockets of a loop that may have ended."""
    base = "${OPENAI_BASE_URL}/chat/completions"
    route = {**VENDORS["openai"], "route": "aiohttp_openai/gpt-4o-mini", "api_base": base}
    gate = make_gate({"writer": route})
    for question in ("question 1", "question 2"):
        assert asyncio.run(gate.acompletion(prompt=question)).text == f"You said: {question}"


def test_a_gate_that_is_closed_takes_nothing_from_another(make_gate, vendor):
    """Two gates on one event loop: the calls of one outlive the closing of the other."""
    gates = [make_gate(VENDORS) for _ in range(2)]

    async def calls():
        await gates[0].acompletion(model=vendor, prompt="warm")
        under_way = [
            asyncio.ensure_future(gates[0].acompletion(model=vendor, prompt=f"question {number}"))
            for number in range(20)
        ]
        for _ in range(20):
            await gates[1].acompletion(model=vendor, prompt="x")
            await gates[1].aclose()
        return [reply.text for reply in await asyncio.gather(*under_way)]

    assert asyncio.run(calls()) == [f"You said: question {number}" for number in range(20)]


def test_a_gate_keeps_nothing_of_its_calls():
    """Memory is flat however many calls were made, prompts and answers included."""
    transport = ScriptedTransport()
    gate = llmgate.Gate.from_dict({"models": {"writer": MODEL}}, transport=transport)

    def calls(number):
        for _ in range(number):
            transport.script("answer " * 100, ["a", "b", chunk_body({}, "stop")])
            gate.completion(prompt="question " * 100)
            list(gate.completion(prompt="question " * 100, stream=True))
            transport.requests.clear()

    calls(100)
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        calls(2_000)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
    finally:
        tracemalloc.stop()
