"""Connections that break, hang and go silent, and clients that leave."""

import asyncio
import contextlib
import itertools
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from vendor_wire import VENDORS, opened, post, request, streamed, text_in

from llmgate.testing import Cut, Drop, FakeAnswer, FakeModel, FakeProviders, Hang, Silence, Slow

TEXT = "one two three four"


@pytest.fixture
def vendors():
    """Vendors whose answer has four pieces of text."""
    with FakeProviders(answer=lambda _: FakeAnswer(TEXT, chunks=4)) as vendors:
        yield vendors


def broken(response):
    """The lines that come before the connection breaks, as it has to."""
    lines = []
    reading = map(lines.append, response.iter_lines())
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        list(reading)
    return lines


def pieces(vendor, lines):
    """The pieces of text in the lines of a stream."""
    data = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    return [text for event in data if (text := text_in(vendor, event))]


@pytest.mark.parametrize("stream", [False, True])
def test_dropped_connection(vendors, stream):
    """A dropped connection has no answer at all, and its client did not leave early."""
    vendors.script("openai", Drop())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(vendors, "openai", stream=stream)
    (seen,) = vendors.requests
    assert (seen.status, seen.closed_early) == (None, False)


def test_hanging_ends_in_a_dropped_connection(vendors):
    """A vendor that hangs for a time drops the connection after it."""
    vendors.script("openai", Hang(seconds=0.01))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(vendors, "openai")


@pytest.mark.parametrize("name", VENDORS)
def test_hanging_until_the_client_leaves(vendors, name):
    """A client that gives up is seen at once, though nothing is being sent."""
    vendors.script(name, Hang())
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, name) | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).vendor == name


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("after", [1, 2, 4])
def test_cut_stream(vendors, name, after):
    """A cut stream has so many pieces of text, and then the connection breaks."""
    vendors.script(name, Cut(after=after))
    with opened(vendors, name) as response:
        found = pieces(name, broken(response))
    assert (found, vendors.requests[0].closed_early) == (
        FakeAnswer(TEXT, chunks=4).text_pieces[:after],
        False,
    )


@pytest.mark.parametrize(
    "name,after,opening",
    [
        ("openai", None, 0),
        ("openai", 0, 1),
        ("azure", 0, 2),
        ("anthropic", None, 0),
        ("anthropic", 0, 3),
        ("gemini", 0, 0),
    ],
)
def test_cut_before_any_text(vendors, name, after, opening):
    """A stream may be cut behind its opening events, or before them."""
    vendors.script(name, Cut(after=after))
    with opened(vendors, name) as response:
        lines = broken(response)
    assert len([line for line in lines if line.startswith("data:")]) == opening


@pytest.mark.parametrize("name", VENDORS)
def test_clean_cut(vendors, name):
    """A clean cut looks like an end to HTTP, but the vendor has not said that it is one."""
    vendors.script(name, Cut(after=2, clean=True))
    found = streamed(vendors, name)
    texts = [text for event in found if (text := text_in(name, event))]
    ends = [word for word in ("'stop'", "end_turn", "STOP") if word in str(found)]
    assert (texts, ends) == (FakeAnswer(TEXT, chunks=4).text_pieces[:2], [])


def test_clean_cut_of_a_plain_answer(vendors):
    """A plain answer that is cut cleanly is half of its JSON."""
    vendors.script("openai", Cut(clean=True))
    answer = post(vendors, "openai")
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert answer.status_code == 200


def test_cut_beyond_the_end(vendors):
    """A stream that is cut after more pieces than it has lacks its end alone."""
    vendors.script("openai", Cut(after=99))
    with opened(vendors, "openai") as response:
        assert "".join(pieces("openai", broken(response))) == TEXT


def test_cut_answer_without_output():
    """An empty stream is cut behind its opening."""
    with FakeProviders(answer=lambda _: "") as vendors:
        vendors.script("openai", Cut(after=3))
        with opened(vendors, "openai") as response:
            assert pieces("openai", broken(response)) == []


@pytest.mark.parametrize("name", VENDORS)
def test_cut_plain_answer(vendors, name):
    """A plain answer that is cut promises more bytes than come."""
    vendors.script(name, Cut())
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        post(vendors, name)


@pytest.mark.parametrize("name", VENDORS)
def test_silence(vendors, name):
    """A stream that goes silent stays open until its client leaves, which is seen."""
    vendors.script(name, Silence(after=2))
    with opened(vendors, name) as response:
        data = (line[6:] for line in response.iter_lines() if line.startswith("data: {"))
        texts = filter(None, (text_in(name, json.loads(item)) for item in data))
        found = list(itertools.islice(texts, 2))
    seen = vendors.wait_for(lambda seen: seen.closed_early)
    assert (found, seen.stream) == (FakeAnswer(TEXT, chunks=4).text_pieces[:2], True)


def test_silence_of_a_plain_answer(vendors):
    """A plain answer goes silent in the middle of its body."""
    vendors.script("openai", Silence())
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, "openai") | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).status == 200


def test_leaving_between_two_events_is_seen(vendors):
    """A client that leaves while a slow stream pauses is seen in the pause."""
    vendors.script("openai", Slow(between=60))
    with opened(vendors, "openai") as response:
        next(response.iter_lines())
    assert vendors.wait_for(lambda seen: seen.closed_early).number == 0


def test_leaving_before_a_slow_answer_is_seen(vendors):
    """A client that leaves while a slow vendor has not begun is seen."""
    vendors.script("openai", Slow(delay=60))
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, "openai") | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).number == 0


def talkative():
    """Vendors whose answer no socket's buffer holds."""
    answer = FakeAnswer("x" * 20_000_000, chunks=20)
    limits = FakeModel(window=10_000_000, max_output_tokens=5_000_000)
    return FakeProviders(answer=lambda _: answer, default=limits)


def test_leaving_a_large_answer_is_seen(caplog):
    """A client that leaves while the server cannot write more is seen, and nothing is logged."""
    with talkative() as vendors:
        with opened(vendors, "openai") as response:
            next(response.iter_raw())
        seen = vendors.wait_for(lambda seen: seen.closed_early)
    assert (seen.number, caplog.records) == (0, [])


def test_stopping_waits_for_no_reader():
    """The server ends although a client does not read what it is sent."""
    with contextlib.ExitStack() as stack:
        with talkative() as vendors:
            data = stack.enter_context(opened(vendors, "openai")).iter_raw()
            next(data)
        with pytest.raises(httpx.RemoteProtocolError):
            list(data)
    assert vendors.requests[0].closed_early is False


def test_slow_is_whole(vendors):
    """A slow answer is like any other but for the time."""
    vendors.script("openai", Slow(delay=0.01, between=0.001), Slow(delay=0.01))
    found = "".join(text_in("openai", event) for event in streamed(vendors, "openai"))
    assert (found, text_in("openai", post(vendors, "openai").json())) == (TEXT, TEXT)


def test_refusals_may_be_slow(vendors):
    """A vendor that is slow is slow to refuse as well."""
    vendors.script("openai", Slow(delay=60))
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, "openai", key="no") | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).status == 401


def test_reading_to_the_end_is_not_early(vendors):
    """A client that has read everything did not leave early."""
    streamed(vendors, "openai")
    post(vendors, "openai")
    assert [seen.closed_early for seen in vendors.requests] == [False, False]


async def test_cancelled_tasks_are_seen(vendors):
    """The connection of a cancelled task is a client that left early."""
    vendors.script("gemini", Hang())
    async with httpx.AsyncClient() as client:
        task = asyncio.create_task(client.request(**request(vendors, "gemini")))
        await asyncio.to_thread(vendors.wait_for, lambda seen: seen.vendor == "gemini")
        task.cancel()
        seen = await asyncio.to_thread(vendors.wait_for, lambda seen: seen.closed_early)
    assert seen.vendor == "gemini"


def connected(port, over):
    """Connect again and again, until the server is gone; the sockets."""
    made = []
    while len(made) < 60 and not over.is_set():
        try:
            made.append(socket.create_connection(("127.0.0.1", port), timeout=10))
        except OSError:
            break
    return made


def hung_up(client):
    """Whether the server has ended this connection."""
    with client:
        try:
            return client.recv(1) == b""
        except ConnectionError:
            return True


def test_who_comes_while_the_server_stops_is_hung_up_on():
    """A connection that is being accepted at that moment does not wait for ever."""
    over, clients = threading.Event(), []
    with ThreadPoolExecutor(3) as pool:
        for _ in range(10):
            over.clear()
            with FakeProviders() as vendors:
                port = urlsplit(vendors.url("openai")).port
                coming = [pool.submit(connected, port, over) for _ in range(3)]
                time.sleep(0.005)
            over.set()
            clients.extend(client for one in coming for client in one.result())
    assert [client for client in clients if not hung_up(client)] == []
