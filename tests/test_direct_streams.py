"""Streams, connections and their ends on the direct carrier's wire."""

import asyncio
import threading
import time
import tracemalloc

import pytest
from direct_calls import (
    answering,
    astream,
    completion,
    event,
    failing,
    request,
    send,
    stream,
)
from hypothesis import given
from hypothesis import strategies as st
from raw_server import CHUNKED, STREAM, chunk, plain, serving

import llmgate
from llmgate.carriers.direct.blocking import BlockingStream
from llmgate.carriers.vendor_hearing import has_output


def test_a_stream_may_take_its_time_between_two_pieces(direct, in_chunks):
    """The time-out counts anew with each."""

    def slowly(connection):
        connection.sendall(STREAM)
        for _ in range(4):
            time.sleep(0.2)
            connection.sendall(event({"content": "a"}))
        connection.sendall(event({}, "stop") + b"data: [DONE]\n\n")

    with serving(slowly) as visits:
        assert in_chunks(direct, request(visits.base, timeout=0.5)) == "aaaa"


def test_a_connection_is_used_again(direct, each_way):
    """Plain or streamed, the next call finds it open."""
    end = chunk(b"data: [DONE]\n\n") + chunk(b"")
    streamed = (CHUNKED, chunk(event({"content": "hi"}, "stop")), end)
    pieces = streamed if each_way in (stream, astream) else (plain(completion()),)
    with serving(answering(*pieces)) as visits:
        asked = request(visits.base, stream=each_way in (stream, astream))
        if each_way in (send, stream):
            texts = [each_way(direct, asked) for _ in range(3)]
        else:
            texts = asyncio.run(thrice(direct, asked, streamed=each_way is astream))
    assert (texts, visits.connections) == (["hi"] * 3, 1)


async def thrice(direct, asked, *, streamed):
    """Three calls on one loop."""
    texts = []
    for _ in range(3):
        if not streamed:
            body = (await direct.asend(asked)).body
            texts.append(body["choices"][0]["message"]["content"])
            continue
        source = await direct.astream(asked)
        chunks = [chunk async for chunk in source]
        await source.aclose()
        texts.append(chunks[0]["choices"][0]["delta"]["content"])
    return texts


def test_an_idle_connection_that_the_server_closed_is_not_used(direct):
    """The next call makes a new one."""
    with serving(answering(plain(completion()), keep=False)) as visits:
        texts = []
        for _ in range(3):
            texts.append(send(direct, request(visits.base)))
            visits.closed.wait(5)
            time.sleep(0.05)
    assert (texts, visits.connections) == (["hi"] * 3, 3)


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_stream_in_pieces_of_any_size(direct, in_chunks, size):
    """Split at every byte, inside characters too."""
    text = "ä€😀" * 20
    events = b"".join([*[event({"content": each}) for each in text], event({}, "stop")])
    data = b"".join(chunk(events[at : at + size]) for at in range(0, len(events), size))
    with serving(answering(CHUNKED, data, chunk(b"data: [DONE]\n\n"), chunk(b""))) as visits:
        assert in_chunks(direct, request(visits.base)) == text


def test_a_megabyte_in_one_event(direct, in_chunks):
    """It comes whole."""
    text = "x" * 1_000_000
    pieces = STREAM, event({"content": text}, "stop"), b"data: [DONE]\n\n"
    with serving(answering(*pieces, keep=False)) as visits:
        assert in_chunks(direct, request(visits.base)) == text


def test_ten_megabytes_in_one_answer(direct, plainly):
    """It comes whole."""
    text = "x" * 10_000_000
    with serving(answering(plain(completion(text)))) as visits:
        assert plainly(direct, request(visits.base)) == text


def test_memory_is_flat_over_a_hundred_thousand_chunks(direct):
    """What was handed over is forgotten."""
    piece = event({"content": "a"}) * 100

    def many(connection):
        connection.sendall(STREAM)
        for _ in range(1_000):
            connection.sendall(piece)
        connection.sendall(event({}, "stop"))

    with serving(many) as visits:
        source = direct.stream(request(visits.base))
        next(source)
        tracemalloc.start()
        try:
            count = sum(1 for _ in source)
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()
            source.close()
    assert count == 100_000


def test_an_error_in_a_stream(direct, in_chunks):
    """It ends the stream with the vendor's words."""
    error = b'event: error\ndata: {"error": {"message": "overloaded", "code": 503}}\n\n'
    failure = failing(direct, in_chunks, STREAM, event({"content": "a"}), error)
    assert (failure.message, failure.code) == ("overloaded", "503")


def test_an_answer_in_one_piece_to_a_stream(direct, in_chunks):
    """A vendor that does not stream is heard all the same."""
    with serving(answering(plain(completion()))) as visits:
        assert in_chunks(direct, request(visits.base, stream=True)) == "hi"


def test_a_last_event_without_its_empty_line_counts(direct, in_chunks):
    """The finish reason may be in it."""
    pieces = STREAM, event({"content": "a"}), event({"content": "b"}, "stop").strip()
    with serving(answering(*pieces, keep=False)) as visits:
        assert in_chunks(direct, request(visits.base)) == "ab"


def test_closing_a_stream_closes_its_connection(direct):
    """At once, wherever it is."""

    def endless(connection):
        connection.sendall(STREAM + event({"content": "a"}))
        return connection.recv(1)

    with serving(endless) as visits:
        source = direct.stream(request(visits.base))
        next(source)
        source.close()
        assert visits.closed.wait(5)


@pytest.mark.parametrize("streamed", [False, True])
def test_cancelling_closes_the_connection_and_leaves_no_task(direct, streamed):
    """Before the answer begins or in the middle of it."""

    async def cancelled(visits, begun):
        async def call():
            if not streamed:
                return await direct.asend(request(visits.base))
            source = await direct.astream(request(visits.base))
            try:
                return [chunk async for chunk in source]
            finally:
                await source.aclose()

        task = asyncio.create_task(call())
        await asyncio.to_thread(begun.wait, 5)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        closed = await asyncio.to_thread(visits.closed.wait, 5)
        return closed, len(asyncio.all_tasks())

    begun = threading.Event()

    def hang(connection):
        if streamed:
            connection.sendall(STREAM + event({"content": "a"}))
        begun.set()
        return connection.recv(1)

    with serving(hang) as visits:
        assert asyncio.run(cancelled(visits, begun)) == (True, 1)


def test_an_interrupt_closes_the_connection(direct, monkeypatch):
    """Ctrl-C in the middle of a sync call."""

    def interrupted(*_):
        raise KeyboardInterrupt

    with serving(lambda connection: connection.recv(1)) as visits:
        monkeypatch.setattr(BlockingStream, "read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            direct.send(request(visits.base))
        assert visits.closed.wait(5)


def test_an_interrupted_stream_keeps_what_had_come():
    """Through the gate: the reply so far, and a cause."""
    with serving(answering(STREAM, event({"content": "a"}), keep=False)) as visits:
        config = {"models": {"m": {"route": "openai/m", "api_base": visits.base, "api_key": "x"}}}
        with (
            llmgate.Gate.from_dict(config) as gate,
            pytest.raises(llmgate.StreamInterruptedError) as caught,
        ):
            list(gate.completion(prompt="x", stream=True))
    assert caught.value.reply.text == "a"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["choices", "delta", "finish_reason", "role", "x"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_whether_a_chunk_of_any_shape_has_output(value):
    """A shape that nobody expects is no crash."""
    choice = {"delta": value}
    said = isinstance(value, dict) and any(value[name] for name in value.keys() - {"role"})
    assert has_output({"choices": [choice]}) == said
    assert has_output({"choices": value}) in {True, False}
