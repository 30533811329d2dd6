"""Answers of unusual sizes, through the gate and the direct carrier: right and in little memory."""

import tracemalloc

import pytest
from loopback import ANSWER, Loopback, chunk, events, json_answer, stream_answer

import llmgate
from llmgate.testing.deliveries import Delivery

QUESTION = [{"role": "user", "content": "Go on."}]
MEGABYTE = 1_000_000
PIECES = 100_000


@pytest.fixture(scope="module")
def vendor():
    """A vendor that answers as a test wants it."""
    with Loopback() as vendor:
        yield vendor


@pytest.fixture
def gate(vendor):
    """A gate to it."""
    model = {"route": "openai/m", "api_base": f"{vendor.origin}/v1", "api_key": "sk-key-123456"}
    config = {"defaults": {"carrier": "direct"}, "models": {"m": model}}
    with llmgate.Gate.from_dict(config, environ={}) as gate:
        yield gate


def whole(text):
    """An answer with this text."""
    message = {"role": "assistant", "content": text}
    return json_answer({**ANSWER, "choices": [{**ANSWER["choices"][0], "message": message}]})


def streamed(*texts):
    """A stream of these texts."""
    return events(*(chunk({"content": text}) for text in texts), chunk(finish="stop"))


def apart(text, size=1):
    """A stream that comes in pieces of so many bytes."""
    data = text.encode()
    parts = tuple(data[at : at + size] for at in range(0, len(data), size))
    return Delivery(200, parts, {"content-type": "text/event-stream"})


def test_ten_megabytes(ask_plain, vendor, gate):
    """An answer of 10 MB is handed over whole."""
    text = "word é " * (10 * MEGABYTE // 8)
    vendor.delivery = whole(text)
    assert ask_plain(gate, model="m", messages=QUESTION).text == text


def test_megabyte_in_one_event(ask_stream, vendor, gate):
    """A chunk of a megabyte is one chunk."""
    text = "x" * MEGABYTE
    vendor.delivery = stream_answer(streamed("a", text, "b"))
    assert ask_stream(gate, model="m", messages=QUESTION).text == f"a{text}b"


def test_bytes_apart(ask_stream, vendor, gate):
    """A stream whose every byte comes on its own, characters of four bytes too, is put together."""
    vendor.delivery = apart(streamed("é", "漢字", "🎉🎉"))
    assert ask_stream(gate, model="m", messages=QUESTION).text == "é漢字🎉🎉"


def test_hundred_thousand_chunks(ask_stream, vendor, gate):
    """A stream of 100,000 chunks is handed over whole."""
    vendor.delivery = stream_answer(streamed(*(f"{number} " for number in range(PIECES))))
    text = ask_stream(gate, model="m", messages=QUESTION).text
    assert text == "".join(f"{number} " for number in range(PIECES))


@pytest.mark.parametrize("count", [1_000, 20_000])
def test_chunks_leave_nothing_but_their_text(vendor, gate, count):
    """While a stream is read, each chunk costs no more memory than its text in the reply."""
    # In pieces, since the vendor's own buffers would be counted too.
    vendor.delivery = apart(streamed(*["0123456789"] * count), size=10_000)
    gate.completion(model="m", messages=QUESTION, stream=True).close()
    tracemalloc.start()
    try:
        with gate.completion(model="m", messages=QUESTION, stream=True) as stream:
            before = tracemalloc.get_traced_memory()[0]
            for _ in stream:
                pass
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Each text is an object of some 60 bytes and has a place of 8 in a list; joined, it is 10 more.
    assert peak - before < 400_000 + 100 * count
