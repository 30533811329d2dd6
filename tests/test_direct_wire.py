"""The direct carrier on the wire: what comes instead of an answer, and what is sent."""

import gzip
import json
import socket
import threading
import time

import pytest
from direct_calls import (
    KEY,
    answering,
    asend,
    completion,
    event,
    failing,
    request,
    send,
)
from raw_server import CHUNKED, plain, serving

from llmgate.keys.secret import Secret
from llmgate.transport import CarrierError, Endpoint, Request

INSTEAD = [
    (b"400 Bad", b'{"error": {"message": "no", "code": "c"}}', "BadRequestError: no"),
    (b"401 No", b'{"error": {"message": "bad key"}}', "AuthenticationError: bad key"),
    (b"404 No", b'{"detail": "Not Found"}', "NotFoundError: Not Found"),
    (b"429 Slow", b'{"error": "slow down"}', "RateLimitError: slow down"),
    (b"502 Bad", b"<html>nginx</html>", "BadGatewayError: <html>nginx</html>"),
    (b"503 Busy", b"", "ServiceUnavailableError: the vendor's answer (HTTP 503) is empty"),
    (b"500 Oops", b"\xff broken", "InternalServerError: \ufffd broken"),
    (b"200 OK", b"", "APIResponseValidationError: the vendor's answer (HTTP 200) is empty"),
    (b"200 OK", b'{"error": {"message": "busy"}}', "APIResponseValidationError: busy"),
    (b"301 Moved", b"", "NotFoundError: the address leads elsewhere: write ? as api_base"),
]


@pytest.mark.parametrize("status, body, told", INSTEAD)
def test_what_came_instead_of_an_answer(direct, each_way, status, body, told):
    """Its status names the kind, and its words are the vendor's."""
    failure = failing(direct, each_way, plain(body, status=status))
    assert (f"{failure.kind}: {failure.message}", failure.status) == (told, int(status[:3]))


def test_html_of_a_proxy_as_a_success(direct, plainly):
    """It is no answer, whatever its status."""
    failure = failing(direct, plainly, plain(b"<html>Sign in</html>", b"text/html"))
    assert failure.kind == "APIResponseValidationError"
    assert failure.message == "the vendor's answer is no JSON: <html>Sign in</html>"


def test_a_key_that_a_vendor_quotes_is_struck_out(direct, each_way):
    """From the message, the body and the headers."""
    said = json.dumps({"error": {"message": f"wrong key {KEY}"}}).encode()
    answer = plain(said, status=b"401 No\r\nx-key: " + KEY.encode())
    failure = failing(direct, each_way, answer)
    assert KEY not in repr(failure)
    assert (failure.message, failure.headers["x-key"]) == ("wrong key ***", "***")


@pytest.mark.parametrize(
    "pieces, words",
    [
        ((), "closed the connection without an answer"),
        ((b"SSH-2.0-OpenSSH\r\n\r\n",), "is no HTTP"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",), "in the middle of the answer"),
        ((CHUNKED, b"zz\r\n"), "is no HTTP"),
    ],
)
def test_a_connection_that_breaks(direct, each_way, pieces, words):
    """It is told, as what it is."""
    failure = failing(direct, each_way, *pieces)
    assert failure.kind == "APIConnectionError"
    assert words in failure.message


def test_a_connection_that_is_refused(direct, each_way):
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    with pytest.raises(CarrierError) as caught:
        each_way(direct, request(base))
    assert caught.value.failure.kind == "APIConnectionError"
    assert "no connection" in caught.value.failure.message


def test_a_vendor_that_does_not_answer_in_time(direct, each_way):
    """It is a time-out, and says how long it was."""
    done = threading.Event()
    with serving(lambda _: done.wait(10)) as visits, pytest.raises(CarrierError) as caught:
        each_way(direct, request(visits.base, timeout=0.2))
    done.set()
    assert caught.value.failure.kind == "Timeout"
    assert "(0.2 s)" in caught.value.failure.message


def test_a_vendor_that_trickles_does_not_exceed_the_time(direct, plainly):
    """The time-out of a plain call bounds all of it, however often a byte comes."""

    def trickle(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    started = time.monotonic()
    with serving(trickle) as visits, pytest.raises(CarrierError) as caught:
        plainly(direct, request(visits.base, timeout=0.5))
    assert caught.value.failure.kind == "Timeout"
    assert time.monotonic() - started < 4  # it trickles for five seconds


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_packed_answer_is_unpacked(direct, each_way, coding):
    """Whole and streamed."""
    body = completion() if each_way in (send, asend) else event({"content": "hi"}, "stop")
    data = gzip.compress(body) if coding == "gzip" else body
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: %b\r\ncontent-length: %d\r\n\r\n"
    with serving(answering(head % (coding.encode(), len(data)) + data)) as visits:
        assert each_way(direct, request(visits.base)) == "hi"


def test_json_that_only_python_reads(direct, plainly):
    """NaN, a lone surrogate and a byte-order mark are no reason to lose an answer."""
    body = b"\xef\xbb\xbf" + completion("\ud83d", score=float("nan"))
    with serving(answering(plain(body))) as visits:
        assert plainly(direct, request(visits.base)) == "\ud83d"


@pytest.mark.parametrize("status", [b"307 Temporary", b"308 Permanent"])
def test_a_redirection_on_the_same_host_is_followed(direct, each_way, status):
    """With everything that belongs to the request."""
    moved = b"HTTP/1.1 " + status + b"\r\nlocation: /other/chat\r\ncontent-length: 0\r\n\r\n"
    done = completion() if each_way in (send, asend) else event({"content": "hi"}, "stop")
    answers = [moved, plain(done, b"text/event-stream")]
    with serving(lambda connection: connection.sendall(answers.pop(0)) or True) as visits:
        assert each_way(direct, request(visits.base)) == "hi"
    assert visits.requests[1].startswith(b"POST /other/chat HTTP/1.1\r\n")
    assert KEY.encode() in visits.requests[1]


def test_a_key_follows_to_no_other_host(direct, each_way):
    """The failure says where the address leads."""
    with serving(answering(plain(completion()))) as other:
        moved = f"307 Temporary\r\nlocation: {other.base}/x".encode()
        failure = failing(direct, each_way, plain(b"", status=moved))
    assert (failure.kind, other.requests) == ("NotFoundError", [])
    assert f"write {other.base}/x as api_base" in failure.message


def test_a_key_with_a_line_feed_is_told_without_it(direct, each_way):
    """As from a file that was read whole."""
    with serving(answering(b"")) as visits:
        endpoint = Endpoint("openai/m", Secret(KEY + "\nx: y"), visits.base)
        asked = Request(endpoint, {"messages": []}, 5.0)
        with pytest.raises(CarrierError) as caught:
            each_way(direct, asked)
    assert "authorization" in caught.value.failure.message
    assert KEY not in repr(caught.value.failure)


def test_no_key_is_told_by_the_variable_s_name(direct, each_way, monkeypatch):
    """And nothing is sent."""
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    endpoint = Endpoint("groq/x", api_base="http://127.0.0.1:9/v1")
    with pytest.raises(CarrierError) as caught:
        each_way(direct, Request(endpoint, {"messages": []}, 5.0))
    failure = caught.value.failure
    assert (failure.kind, "GROQ_API_KEY" in failure.message) == ("AuthenticationError", True)


def test_an_http_proxy_of_the_environment_is_used(direct, each_way, monkeypatch):
    """And not for a host that is to be reached without one."""
    done = completion() if each_way in (send, asend) else event({"content": "hi"}, "stop")
    with serving(answering(plain(done, b"text/event-stream"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "")
        assert each_way(direct, request("http://vendor.example/v1")) == "hi"
    assert proxy.requests[0].startswith(b"POST http://vendor.example/v1/chat/completions HTTP/1.1")
