"""However a stream ends, its attempt is told once, and as what it was."""

import asyncio
import gc
import threading

import pytest
from failures import DOWN

import llmgate
from llmgate.testing import ScriptedTransport
from llmgate.testing.scripted import ScriptedStream
from llmgate.timing import Timing

# Far fewer tokens than the prompt has: a vendor that cuts what is too long for it says so.
FEW = {"prompt_tokens": 100, "completion_tokens": 3, "total_tokens": 103}
ONE = {"models": {"a": {"route": "openai/a", "api_key": "k"}}}


class Heard:
    """A gate to one model, and what a callback of its heard."""

    def __init__(self, *script, **model):
        self.attempts = []
        self.transport = ScriptedTransport(*script)
        self.gate = llmgate.Gate.from_dict(
            {"models": {"a": {"route": "ollama/a", "api_key": "k", **model}}},
            transport=self.transport,
        )
        self.gate.on_attempt(self.attempts.append)


def test_a_stream_that_breaks_after_a_cut_prompt_is_an_interruption(ask_stream):
    """What the vendor counted of the prompt does not stand in the way of the failure."""
    heard = Heard(["hi", {"choices": [], "usage": FEW}, DOWN], context_window=100_000)
    with pytest.raises(llmgate.StreamInterruptedError):
        ask_stream(heard.gate, prompt="word " * 20_000)
    (attempt,) = heard.attempts
    assert (attempt.reason, attempt.prompt_tokens, attempt.detail) == (
        "unavailable",
        100,
        "overloaded",
    )


async def dropped_at(step, heard):
    """Drop an async stream after so many chunks, and let the loop do what it then has to."""
    stream = await heard.gate.acompletion(prompt="x", stream=True)
    for _ in range(step):
        await anext(stream)
    del stream
    gc.collect()
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("step", [0, 1])
def test_a_dropped_stream_is_heard_once(step):
    """Whoever drops a stream, read or not, leaves the trace of what it was."""
    heard = Heard("fine")
    stream = heard.gate.completion(prompt="x", stream=True)
    for _ in range(step):
        next(stream)
    del stream
    gc.collect()
    assert [attempt.outcome for attempt in heard.attempts] == ["answered"]


@pytest.mark.parametrize("step", [0, 1])
async def test_a_dropped_async_stream_is_heard_once(step):
    """The same, where closing has to be awaited."""
    heard = Heard("fine")
    await dropped_at(step, heard)
    assert [attempt.outcome for attempt in heard.attempts] == ["answered"]
    assert heard.transport.closed == 1


def test_a_stream_that_outlives_its_loop_is_heard_when_it_is_dropped():
    """Nothing can be awaited any more, and nothing is lost."""
    heard = Heard("fine")
    stream = asyncio.run(heard.gate.acompletion(prompt="x", stream=True))
    del stream
    gc.collect()
    assert [attempt.outcome for attempt in heard.attempts] == ["answered"]


def test_a_stream_that_cannot_be_closed_is_heard_all_the_same(monkeypatch):
    """What goes wrong with the connection takes nothing from the trace."""
    heard = Heard("fine")
    stream = heard.gate.completion(prompt="x", stream=True)
    next(stream)
    with monkeypatch.context() as patched:
        patched.setattr(ScriptedStream, "close", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            stream.close()
    assert [attempt.outcome for attempt in heard.attempts] == ["answered"]


def test_a_stream_may_be_dropped_anywhere():
    """The garbage collector ends a stream in the midst of what its thread is doing."""
    dropped = []

    def clock():
        dropped.clear()
        return 0.0

    transport = ScriptedTransport(DOWN, DOWN, DOWN, "fine", "fine")
    gate = llmgate.Gate.from_dict(ONE, transport=transport, timing=Timing(clock, lambda: 0.0))
    with pytest.raises(llmgate.ApiError):
        gate.completion(prompt="x")

    def call():
        dropped.append(gate.completion(prompt="x", stream=True))
        gate.completion(prompt="x")

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
