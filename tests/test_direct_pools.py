"""Connections: shared by a process, closed with their last user, and left alone by a child."""

import asyncio
import gc
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llmgate.carriers.direct import DirectCarrier
from llmgate.carriers.direct.pools import shared

OPENAI = {
    "route": "openai/gpt-4o-mini",
    "api_base": "${OPENAI_BASE_URL}",
    "api_key": "${OPENAI_API_KEY}",
    "carrier": "direct",
}


def descriptors():
    """How many file descriptors this process has open."""
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def settled(least):
    """How many are open once a server on the other end has noticed what was closed."""
    until = time.monotonic() + 10
    while (count := descriptors()) > least and time.monotonic() < until:
        time.sleep(0.01)
    return count


@pytest.fixture(autouse=True)
def alone():
    """Nothing is left open by gates of other tests."""
    gc.collect()
    DirectCarrier().close()


@pytest.fixture
def gate(make_gate):
    """A gate that goes the direct way."""
    with make_gate({"writer": OPENAI}) as gate:
        yield gate


def test_a_closed_gate_leaves_no_descriptor(make_gate):
    """The connections go with the last gate that used them."""
    before = descriptors()
    with make_gate({"writer": OPENAI}) as gate:
        gate.completion(prompt="hello")
        assert descriptors() > before
    assert settled(before) == before


def test_closing_one_gate_harms_no_other(make_gate):
    """Gates of one process share their connections, and are counted."""
    with make_gate({"writer": OPENAI}) as one:
        one.completion(prompt="hello")
        with make_gate({"writer": OPENAI}) as other:
            other.completion(prompt="hello")
        kept = descriptors()
        assert one.completion(prompt="still there").text == "You said: still there"
        assert descriptors() == kept


def test_a_gate_that_was_closed_can_be_used_again(gate):
    """It opens what it needs anew."""
    gate.completion(prompt="hello")
    gate.close()
    assert gate.completion(prompt="again").text == "You said: again"


def test_a_thousand_loops_leave_nothing(gate):
    """Each ``asyncio.run`` closes what it opened, plain or streamed."""

    async def call(number):
        if number % 2:
            return (await gate.acompletion(prompt="hello")).text
        async with await gate.acompletion(prompt="hello", stream=True) as stream:
            async for _ in stream:
                pass
        return stream.reply.text

    for number in range(4):
        asyncio.run(call(number))
    before = descriptors()
    for number in range(1_000):
        assert asyncio.run(call(number)) == "You said: hello"
    assert descriptors() <= before
    assert len(shared().loops) == 0


async def test_aclose_closes_the_loop_s_connections(make_gate):
    """And the gate can be used again on the same loop."""
    async with make_gate({"writer": OPENAI}) as gate:
        await gate.acompletion(prompt="hello")
        before = descriptors()
        await gate.aclose()
        assert descriptors() < before
        assert (await gate.acompletion(prompt="again")).text == "You said: again"


def ask_in_child(gate, answers):
    """What a forked child does: calls of its own, sync and on a loop."""
    texts = [gate.completion(prompt="child").text, asyncio.run(gate.acompletion(prompt="x")).text]
    answers.put((texts, len(shared().loops), os.getpid()))


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_child_begins_with_connections_of_its_own(gate, providers):
    """And the parent's go on working, after the child and beside it."""
    gate.completion(prompt="before")
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=ask_in_child, args=(gate, answers))
    child.start()
    assert gate.completion(prompt="beside").text == "You said: beside"
    texts, loops, pid = answers.get(timeout=60)
    child.join(60)
    assert gate.completion(prompt="after").text == "You said: after"
    assert (texts, loops, child.exitcode) == (["You said: child", "You said: x"], 0, 0)
    assert pid != os.getpid()


def test_a_gate_that_is_dropped_is_no_user_any_more(make_gate):
    """What nobody closed is closed with the next gate that is."""
    make_gate({"writer": OPENAI}).completion(prompt="hello")
    gc.collect()
    with make_gate({"writer": OPENAI}) as gate:
        gate.completion(prompt="hello")
    assert list(shared().sync.users) == []


def test_nothing_heavy_is_imported_for_an_answer(providers):
    """From a cold start to the first answers, neither LiteLLM nor the openai package."""
    script = r"""
import asyncio, json, os, re, sys
import llmgate
model = {"route": "openai/gpt-4o-mini", "api_base": os.environ["BASE"], "api_key": "${KEY}"}
with llmgate.Gate.from_dict({"models": {"m": model}}) as gate:
    gate.completion(prompt="x", max_tokens=50)
    list(gate.completion(prompt="x", stream=True))
    asyncio.run(gate.acompletion(prompt="x"))
    gate.explain(prompt="x")
heavy = [name for name in ("litellm", "openai") if name in sys.modules]
# Not getrusage's peak, which a child has of its parent.
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([heavy, peak]))
"""
    environ = {**os.environ, "BASE": providers.url("openai"), "KEY": providers.key("openai")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    heavy, peak = json.loads(done.stdout)
    assert heavy == []
    assert peak < 100
