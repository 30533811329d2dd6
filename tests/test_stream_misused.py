"""Streams in rough hands: two readers, a source that goes on, and interruptions of the closing."""

import asyncio
import threading
import traceback
from types import SimpleNamespace

import pytest

from llmgate.answer.assembler import Assembler
from llmgate.errors import StreamInterruptedError
from llmgate.policy.steps import Primed, Streaming
from llmgate.stream import AsyncStream, Stream
from llmgate.transport import CarrierError, Failure


def chunk(text, reason=None):
    """Make a vendor's chunk."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    return {"id": "x", "choices": [choice]}


def stream_of(source, kind):
    """Make a stream that has begun with ``a`` and reads on from a source."""
    assembler = Assembler("m")
    first = [assembler.feed(chunk("a"))]
    model = SimpleNamespace(name="m", overflow=())
    attempts = (SimpleNamespace(route="openai/x"),)
    primed = Primed(source, assembler, first, ended=False)
    ends = {"own_limit": lambda: None, "raises": False, "finished": lambda _: attempts}
    return kind(Streaming(primed, model, attempts, **ends))


def text_of(stream):
    """Read a stream to its end."""
    return [each["choices"][0]["delta"]["content"] for each in stream]


class GoesOn:
    """A source that fails once, and then gives more."""

    cost = None

    def __init__(self):
        self.left = iter([CarrierError(Failure("APIConnectionError", "cut")), chunk("b")])

    def __iter__(self):
        return self

    def __next__(self):
        if isinstance(found := next(self.left), CarrierError):
            raise found
        return found

    def close(self):
        """Hold nothing open."""


def test_nothing_comes_after_a_stream_was_interrupted():
    """Even where its source would go on."""
    stream = stream_of(GoesOn(), Stream)
    assert next(stream)["choices"][0]["delta"] == {"content": "a"}
    with pytest.raises(StreamInterruptedError):
        next(stream)
    assert list(stream) == []


class Waits:
    """A source whose second chunk waits for an event."""

    cost = None

    def __init__(self):
        self.asked, self.go = threading.Event(), threading.Event()
        self.chunks = self.read()

    def read(self):
        """Give the chunks."""
        self.asked.set()
        self.go.wait(20)
        yield chunk("b")
        yield chunk("c", "stop")

    def __iter__(self):
        return self.chunks

    def close(self):
        """Close the chunks."""
        self.chunks.close()


def test_a_second_thread_does_not_harm_the_first_ones_stream():
    """It is told that somebody reads already."""
    source, found = Waits(), []
    stream = stream_of(source, Stream)
    next(stream)
    reader = threading.Thread(target=lambda: found.extend(text_of(stream)))
    reader.start()
    source.asked.wait(20)
    with pytest.raises(ValueError, match="already executing"):
        next(stream)
    source.go.set()
    reader.join()
    answer = stream.reply["choices"][0]
    assert (found, answer["message"]["content"], answer["finish_reason"]) == (
        ["b", "c"],
        "abc",
        "stop",
    )


class ClosesSlowly:
    """An awaited source that hangs, and whose closing takes long."""

    cost = None

    def __init__(self):
        self.closing = asyncio.Event()
        self.chunks = self.read()

    async def read(self):
        """Hang."""
        await asyncio.Event().wait()
        yield chunk("b")

    def __aiter__(self):
        return self.chunks

    async def aclose(self):
        """Take long, with a key at hand."""
        self.closing.set()
        await asyncio.Event().wait()


async def test_cancelled_again_while_it_closes_a_stream_shows_no_frames_of_its_carrier():
    """Neither of what was read nor of the closing: their variables may hold a key."""
    source = ClosesSlowly()
    stream = stream_of(source, AsyncStream)

    async def read():
        async for _ in stream:
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0)
    task.cancel()
    await source.closing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    names = [frame.f_code.co_name for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    assert not {"aclose", "wait", "aread"} & set(names)
    assert caught.value.__context__ is None
