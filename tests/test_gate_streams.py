"""Streams: chunk by chunk, cut off, closed early, dropped, cancelled."""

import asyncio
import gc
import pickle

import pytest
from conftest import VENDORS
from openai.types.chat import ChatCompletionChunk

import llmgate
from llmgate.testing import Answer, Cut, FakeAnswer, Hang, Silence, StreamError

LONG = FakeAnswer("one two three four five six seven eight nine ten", chunk_size=4)
ECHO = f"You said: {LONG.text}"


@pytest.fixture(params=["auto", "litellm"])
def carrier(request):
    """Whichever carrier suits, and LiteLLM for all."""
    return request.param


@pytest.fixture
def gate(make_gate):
    """A gate that knows each vendor's model by the vendor's name."""
    return make_gate(VENDORS)


def chunks_of(gate, **call):
    """Every chunk of a sync stream."""
    return list(gate.completion(stream=True, **call))


def test_every_chunk_is_openai_s(gate, vendor, providers):
    """Each chunk is strictly OpenAI's and nothing of LiteLLM's is in it."""
    providers.script(vendor, Answer(LONG))
    chunks = chunks_of(gate, model=vendor, prompt="x")
    for chunk in chunks:
        ChatCompletionChunk.model_validate(chunk, strict=True)
    texts = [
        choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]
    ]
    assert "".join(texts) == LONG.text
    assert {chunk["id"] for chunk in chunks} == {chunks[0]["id"]}


def test_the_usage_comes_as_a_chunk_if_the_caller_wants_it(gate, vendor):
    """``include_usage`` adds a last chunk without choices, and else there is none."""
    with_usage = chunks_of(gate, model=vendor, prompt="x", stream_options={"include_usage": True})
    without = chunks_of(gate, model=vendor, prompt="x")
    assert with_usage[-1]["choices"] == []
    assert with_usage[-1]["usage"]["prompt_tokens"] > 0
    assert all(chunk["choices"] and "usage" not in chunk for chunk in without)


def test_the_whole_answer_is_there_at_the_end(gate, ask_stream, vendor, providers):
    """``reply`` is the assembled answer, with its attempts."""
    providers.script(vendor, Answer(LONG))
    reply = ask_stream(gate, model=vendor, prompt="x")
    assert (reply.text, reply.finish_reason) == (LONG.text, "stop")
    assert reply.attempts[-1].prompt_tokens == reply.usage["prompt_tokens"]


def test_a_stream_that_is_cut_says_so(gate, ask_stream, vendor, providers):
    """A stream without a finish reason is an error that carries what had arrived."""
    providers.script(vendor, Cut(after=3))
    with pytest.raises(llmgate.StreamInterruptedError) as caught:
        ask_stream(gate, model=vendor, prompt=LONG.text)
    assert ECHO.startswith(caught.value.reply.text)
    assert caught.value.reply.text != ""
    assert caught.value.reply.finish_reason is None
    assert [attempt.model for attempt in caught.value.attempts] == [vendor]


def test_an_interruption_pickles(gate, providers):
    """The error reaches another process with its reply."""
    providers.script("openai", Cut(after=3))
    with pytest.raises(llmgate.StreamInterruptedError) as caught:
        chunks_of(gate, model="openai", prompt=LONG.text)
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (copy.reply, copy.attempts, str(copy)) == (
        caught.value.reply,
        caught.value.attempts,
        str(caught.value),
    )


def test_an_error_in_the_middle_interrupts(gate, ask_stream, vendor, providers):
    """An error event after output ends the stream with what had arrived."""
    providers.script(vendor, StreamError(after=3))
    with pytest.raises(llmgate.StreamInterruptedError) as caught:
        ask_stream(gate, model=vendor, prompt=LONG.text)
    assert ECHO.startswith(caught.value.reply.text)


def test_a_stream_cut_before_its_first_word_gives_way(make_gate, ask_stream, providers):
    """Before anything was handed on, the next model can still answer."""
    gate = make_gate(
        {"writer": {**VENDORS["openai"], "fallbacks": ["long"]}, "long": VENDORS["anthropic"]}
    )
    providers.script("openai", Cut(after=0))
    reply = ask_stream(gate, model="writer", prompt="x")
    assert [attempt.outcome for attempt in reply.attempts] == ["failed", "answered"]


def test_a_hundred_equal_chunks_are_no_loop(gate, ask_stream, vendor, providers):
    """A ruler or a table may repeat itself."""
    ruler = "-" * 400
    providers.script(vendor, Answer(FakeAnswer(ruler, chunk_size=1)))
    assert ask_stream(gate, model=vendor, prompt="x", max_tokens=300).text == ruler


def test_closing_early_closes_the_vendor_s_connection(gate, vendor, providers):
    """The vendor sees that nobody listens any more."""
    providers.script(vendor, Silence(after=2))
    stream = gate.completion(model=vendor, prompt=LONG.text, stream=True)
    next(stream)
    stream.close()
    assert providers.wait_for(lambda request: request.closed_early).vendor == vendor
    assert ECHO.startswith(stream.reply.text)
    assert list(stream) == []


def test_dropping_a_stream_closes_the_vendor_s_connection(gate, vendor, providers):
    """Nobody has to remember to close one."""
    providers.script(vendor, Silence(after=2))
    stream = gate.completion(model=vendor, prompt=LONG.text, stream=True)
    next(stream)
    del stream
    assert providers.wait_for(lambda request: request.closed_early).vendor == vendor


def test_leaving_the_with_block_closes_the_connection(gate, providers):
    """A stream is a context manager."""
    providers.script("openai", Silence(after=2))
    with gate.completion(model="openai", prompt=LONG.text, stream=True) as stream:
        next(stream)
    assert providers.wait_for(lambda request: request.closed_early).vendor == "openai"


async def test_closing_an_async_stream_closes_the_connection(gate, vendor, providers):
    """The same, awaited."""
    providers.script(vendor, Silence(after=2))
    stream = await gate.acompletion(model=vendor, prompt=LONG.text, stream=True)
    await anext(stream)
    await stream.aclose()
    seen = await asyncio.to_thread(providers.wait_for, lambda request: request.closed_early)
    assert seen.vendor == vendor


async def test_dropping_an_async_stream_closes_the_connection(gate, vendor, providers):
    """The loop closes what nobody holds any more."""
    providers.script(vendor, Silence(after=2))
    stream = await gate.acompletion(model=vendor, prompt=LONG.text, stream=True)
    await anext(stream)
    del stream
    gc.collect()
    seen = await asyncio.to_thread(providers.wait_for, lambda request: request.closed_early)
    assert seen.vendor == vendor


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
async def test_cancelling_closes_the_connection(gate, vendor, providers, streamed):
    """A cancelled task stops at once, is not retried, and leaves no connection."""
    providers.script(vendor, Hang())
    task = asyncio.create_task(gate.acompletion(model=vendor, prompt="x", stream=streamed))
    await asyncio.to_thread(providers.wait_for, lambda request: request.vendor == vendor)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    seen = await asyncio.to_thread(providers.wait_for, lambda request: request.closed_early)
    assert (seen.vendor, len(providers.requests)) == (vendor, 1)


async def test_cancelling_the_reader_closes_the_connection(gate, providers):
    """A task that is cancelled while it waits for the next chunk closes the stream."""
    providers.script("openai", Silence(after=2))

    async def read():
        async with await gate.acompletion(model="openai", prompt=LONG.text, stream=True) as stream:
            async for _ in stream:
                reading.set()

    reading = asyncio.Event()
    task = asyncio.create_task(read())
    await reading.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    seen = await asyncio.to_thread(providers.wait_for, lambda request: request.closed_early)
    assert seen.vendor == "openai"


def test_a_length_after_output_is_passed_on(make_gate, ask_stream, providers):
    """What was handed on cannot be taken back, so the stream ends with its reason."""
    gate = make_gate(
        {"writer": {**VENDORS["openai"], "fallbacks": ["long"]}, "long": VENDORS["anthropic"]}
    )
    providers.script("openai", Answer(FakeAnswer("half an ans", stop="length")))
    reply = ask_stream(gate, model="writer", prompt="x")
    assert (reply.text, reply.finish_reason) == ("half an ans", "length")


def test_a_silent_vendor_is_a_timeout(gate, ask, vendor, providers):
    """A call ends when its time is up, and says so."""
    import litellm  # noqa: PLC0415

    providers.always(vendor, Hang())
    with pytest.raises(litellm.Timeout) as caught:
        ask(gate, model=vendor, prompt="x", timeout=0.3)
    assert caught.value.reason == "timeout"
