"""Connections of the direct carrier: kept, raced, refused, and bounded in time."""

import asyncio
import socket
import threading
import time

import pytest
from direct_calls import answering, completion, event, failing, request, send
from raw_server import Visits, accept, plain, serving

from llmgate.carriers.direct.exchange import Deadline
from llmgate.carriers.direct.idle import Idle
from llmgate.carriers.direct.lean import Exchange, LeanBody
from llmgate.transport import CarrierError

DONE = plain(completion())


def by_turns(*answers):
    """Answer the requests one after another, each in its own way."""
    turns = iter(answers)

    def answer(connection):
        return next(turns)(connection)

    return answer


def reset(connection):
    """Close at once, so that whoever writes is told that nobody listens."""
    linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def closed(_connection):
    """Close without an answer."""
    return False


def half(connection):
    """Close after the first bytes of an answer."""
    connection.sendall(b"HTTP/1.1 200")
    return False


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def twice(request, direct):
    """Call twice over the same connections, sync or on one loop."""

    def calls(asked):
        if request.param:
            return [send(direct, asked) for _ in range(2)]
        return asyncio.run(both(asked))

    async def both(asked):
        answers = [await direct.asend(asked) for _ in range(2)]
        return [answer.body["choices"][0]["message"]["content"] for answer in answers]

    return calls


@pytest.mark.parametrize("end", [closed, reset, half])
def test_a_request_that_met_a_closing_connection_is_not_sent_again(twice, end):
    """It may have been served: whether to ask once more is the policy's to say, and to tell."""
    answer = by_turns(answering(DONE), end, answering(DONE))
    with serving(answer) as visits, pytest.raises(CarrierError) as caught:
        twice(request(visits.base))
    assert (caught.value.failure.kind, len(visits.requests)) == ("APIConnectionError", 2)


def test_a_connection_that_ended_while_the_loop_stood_still_is_not_used(direct):
    """Its end waits at the socket, where the loop has not looked yet."""
    stopped = threading.Event()

    def answer_and_close(connection):
        connection.sendall(DONE)
        stopped.wait(10)
        return False

    with serving(answer_and_close) as visits, asyncio.Runner() as runner:
        asked = request(visits.base)
        runner.run(direct.asend(asked))
        stopped.set()
        assert visits.closed.wait(10)
        runner.run(direct.asend(asked))
        assert visits.connections == 2
        runner.run(direct.aclose())


def test_a_plain_call_has_its_own_time_after_a_stream_of_less(direct):
    """The time between two pieces of a stream counts no more once its connection idles."""

    def slowly(connection):
        time.sleep(0.6)
        return answering(DONE)(connection)

    async def stream_and_ask(base):
        source = await direct.astream(request(base, stream=True, timeout=0.3))
        heard = [chunk async for chunk in source]
        await source.aclose()
        return heard, await direct.asend(request(base, timeout=30.0))

    stream = plain(event({"content": "yes"}, "stop") + b"data: [DONE]\n\n", b"text/event-stream")
    with serving(by_turns(answering(stream), slowly)) as visits:
        heard, answer = asyncio.run(stream_and_ask(visits.base))
    assert (len(heard), visits.connections) == (1, 1)
    assert answer.body["choices"][0]["message"]["content"] == "hi"


@pytest.mark.parametrize("end", [closed, reset])
def test_a_request_is_sent_once_over_a_new_connection(direct, plainly, end):
    """Nothing raced there: the server does not answer."""
    with serving(end) as visits, pytest.raises(CarrierError) as caught:
        plainly(direct, request(visits.base))
    assert caught.value.failure.kind == "APIConnectionError"
    assert len(visits.requests) == 1


def test_an_answer_to_half_a_request_is_read(direct, plainly):
    """A vendor may refuse a long prompt before it has taken all of it."""
    refusal = plain(b'{"error": {"message": "too large"}}', status=b"413 Too Large")

    def refuse(server):
        connection, _ = server.accept()
        with connection:
            connection.recv(1_000)
            connection.sendall(refusal)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65_536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=refuse, args=(server,), daemon=True).start()
        base = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        with pytest.raises(CarrierError) as caught:
            plainly(direct, request(base, user="x" * 5_000_000))
    assert (caught.value.failure.status, caught.value.failure.message) == (413, "too large")


@pytest.mark.parametrize(
    "data",
    [
        DONE + b"more than was said",
        DONE + DONE,
        b"HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
    ],
    ids=["surplus", "two answers", "nul", "two lengths", "endless head", "endless hints"],
)
def test_an_answer_that_breaks_the_rules(direct, plainly, data):
    """It is refused, and its connection is not used again."""
    failure = failing(direct, plainly, data)
    assert failure.kind == "APIConnectionError"
    assert "spoke no HTTP" in failure.message


@pytest.mark.parametrize("pause", [0.02, 0.0005])
@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n"])
def test_a_server_that_dribbles_has_no_more_time(direct, plainly, head, pause):
    """The time-out of a plain call bounds its head and its body alike."""

    def dribble(connection):
        connection.sendall(head or b"HTTP/1.1 200 OK\r\nx: ")
        while True:
            connection.sendall(b" ")
            time.sleep(pause)

    begun = time.monotonic()
    with serving(dribble) as visits, pytest.raises(CarrierError) as caught:
        plainly(direct, request(visits.base, timeout=0.4))
    assert caught.value.failure.kind == "Timeout"
    assert time.monotonic() - begun < 20  # it dribbles for ever


class Pieces:
    """A connection that gives one piece after the other, and notes the time each might take."""

    def __init__(self, *pieces):
        self.pieces = iter(pieces)
        self.seconds = []

    def read(self, size, seconds):
        """Return the next piece."""
        self.seconds.append(seconds)
        return next(self.pieces)

    def close(self):
        """Hold nothing open."""


def test_each_piece_of_a_plain_answer_has_what_is_left_of_its_time():
    """A server that dribbles and falls silent keeps nobody for twice the time."""
    stream = Pieces(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", b"a", b"b", b"c")
    idle, deadline = Idle(), Deadline(10.0)
    exchange = Exchange(idle, idle.add((b"http", b"x", 1), stream), deadline)
    exchange.heard(stream.read(1, deadline.get("read")))
    assert b"".join(LeanBody(exchange)) == b"abc"
    assert sorted(set(stream.seconds), reverse=True) == stream.seconds


def test_every_address_of_a_name_is_tried(direct, plainly, monkeypatch):
    """The first that somebody listens on is taken."""
    real = socket.getaddrinfo

    with serving(answering(DONE)) as visits, socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))

        def two_addresses(host, port, *args, **kwargs):
            if host != "vendor.invalid":
                return real(host, port, *args, **kwargs)
            places = deaf.getsockname(), ("127.0.0.1", port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

        monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
        base = visits.base.replace("127.0.0.1", "vendor.invalid")
        assert plainly(direct, request(base)) == "hi"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_ipv6(direct, plainly):
    """It stands in brackets, in the address and in the Host header."""
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no loopback of IPv6")
    visits = Visits()
    with server:
        given = (server, answering(DONE), visits, None)
        threading.Thread(target=accept, args=given, daemon=True).start()
        port = server.getsockname()[1]
        assert plainly(direct, request(f"http://[::1]:{port}/v1")) == "hi"
    assert f"host: [::1]:{port}\r\n".encode() in visits.requests[0]
