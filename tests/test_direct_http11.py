"""HTTP/1.1 by RFC 9112: requests, heads, and bodies in each of their framings."""

import itertools

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.carriers.direct.http11 import (
    MOST_FRAMING,
    AnswerReader,
    Head,
    UnansweredError,
    request_bytes,
)

OK = b"HTTP/1.1 200 OK\r\n"
ANSWER = OK + b"Content-Type: text/plain \r\nX-Empty:\r\nContent-Length: 2\r\n\r\nhi"
HEADERS = [(b"Content-Type", b"text/plain"), (b"X-Empty", b""), (b"Content-Length", b"2")]
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNKS = b"3\r\nabc\r\n0A;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
EARLY = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"


def read(*pieces):
    """The reader that has read these pieces, and the body in them."""
    reader = AnswerReader()
    return reader, b"".join(reader.feed(piece) for piece in pieces)


def cut(data, places):
    """Data in pieces, cut at these places."""
    edges = sorted({0, len(data), *places})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


@given(st.sets(st.integers(1, len(EARLY + ANSWER) - 1)))
def test_an_answer_in_any_pieces(places):
    """Wherever the network splits it, and whatever informational answers go before."""
    reader, body = read(*cut(EARLY + ANSWER, places))
    assert (reader.head, body, reader.done) == (Head(200, HEADERS, reusable=True), b"hi", True)


@given(st.sets(st.integers(1, len(CHUNKED + CHUNKS) - 1)))
def test_chunks_in_any_pieces(places):
    """Sizes, extensions and trailers are no part of the body, nor of the headers."""
    reader, body = read(*cut(CHUNKED + CHUNKS, places))
    headers = [(b"Transfer-Encoding", b"chunked")]
    assert (body, reader.done, reader.head.headers) == (b"abc0123456789", True, headers)


@pytest.mark.parametrize(
    "head, reusable",
    [
        (OK + b"content-length: 0\r\n\r\n", True),
        (CHUNKED, True),
        (OK + b"Connection: Close\r\ncontent-length: 0\r\n\r\n", False),
        (OK + b"Connection: foo, close\r\ncontent-length: 0\r\n\r\n", False),
        (OK + b"\r\n", False),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n", True),
        (b"HTTP/1.1 200\ncontent-length: 0\n\n", True),
    ],
)
def test_which_connections_are_used_again(head, reusable):
    """As the version, the framing and the connection header say."""
    assert read(head)[0].head.reusable is reusable


@pytest.mark.parametrize("head", [OK + b"\r\n", OK + b"transfer-encoding: gzip\r\n\r\n"])
def test_a_body_until_the_end(head):
    """Without a length it ends where the connection does."""
    reader, body = read(head, b"a", b"b")
    assert (body, reader.done) == (b"ab", False)
    assert (reader.feed(b""), reader.done) == (b"", True)


@pytest.mark.parametrize("status", [b"204", b"304"])
def test_an_answer_without_a_body(status):
    """Some statuses have none, whatever length is stated."""
    reader, body = read(b"HTTP/1.1 " + status + b" x\r\ncontent-length: 5\r\n\r\n")
    assert (body, reader.done) == (b"", True)


@pytest.mark.parametrize(
    "data",
    [
        b"<html>not HTTP</html>\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        OK + b"no colon\r\n\r\n",
        OK + b"space : x\r\n\r\n",
        OK + b" folded: x\r\n\r\n",
        OK + b"nul: a\x00b\r\n\r\n",
        OK + b"content-length: -1\r\n\r\n",
        OK + b"content-length: 1_0\r\n\r\n",
        OK + b"content-length: 5, 6\r\n\r\n",
        OK + b"content-length: 5\r\ncontent-length: 6\r\n\r\n",
        OK + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        CHUNKED + b"xyz\r\n",
        CHUNKED + b"-1\r\n",
        CHUNKED + b"1_0\r\n",
        CHUNKED + b"11111111111111111\r\n",
        CHUNKED + b"2\r\nabc\r\n",
        ANSWER + b"and more",
        ANSWER + ANSWER,
        CHUNKED + CHUNKS + ANSWER,
    ],
)
def test_what_is_no_answer(data):
    """It is an error of the protocol, in one piece or byte by byte, and no crash."""
    for pieces in ([data], cut(data, range(len(data)))):
        with pytest.raises(httpcore.RemoteProtocolError):
            read(*pieces)


@pytest.mark.parametrize(
    "begun, more",
    [
        (OK, b"x: y\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (OK + b"x: ", b"y" * 4_096),
        (CHUNKED + b"1\r\na\r\n0\r\n", b"x: y\r\n"),
        (CHUNKED + b"1;", b"y" * 4_096),
    ],
)
def test_framing_without_an_end(begun, more):
    """A head, a trailer or an extension that goes on for ever is refused before long."""
    fed = itertools.chain([begun] if begun else [], itertools.repeat(more, MOST_FRAMING))
    with pytest.raises(httpcore.RemoteProtocolError, match="has no end"):
        read(*fed)


@pytest.mark.parametrize("data", [OK, ANSWER[:-1], CHUNKED + CHUNKS[:-1], EARLY])
def test_an_answer_that_is_cut_off(data):
    """It is no whole one, and no missing one."""
    with pytest.raises(httpcore.RemoteProtocolError, match="in the middle") as caught:
        read(data, b"")
    assert not isinstance(caught.value, UnansweredError)


def test_no_answer():
    """A connection that ends before one byte has told nothing."""
    with pytest.raises(UnansweredError):
        read(b"")


@given(st.binary(max_size=200), st.sets(st.integers(0, 200)))
def test_whatever_comes(data, places):
    """Bytes of any kind are an answer or an error of the protocol."""
    try:
        reader, _ = read(*cut(data, [place for place in places if place <= len(data)]))
    except httpcore.RemoteProtocolError:
        return
    assert reader.head is None or reader.head.status >= 200


def test_a_request():
    """Method, target, headers, body."""
    sent = request_bytes(b"/v1", [(b"host", b" x "), (b"content-length", b"2")], b"{}")
    assert sent == b"POST /v1 HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "header",
    [
        (b"authorization", b"secret\r\nx: y"),
        (b"authorization", b"secret\n"),
        (b"authorization", b"sec\x00ret"),
        (b"a b", b"secret"),
        (b"a:", b"secret"),
        (b"", b"secret"),
    ],
)
def test_no_header_can_smuggle_another(header):
    """And the refusal does not show its value."""
    with pytest.raises(httpcore.LocalProtocolError) as caught:
        request_bytes(b"/", [header], b"")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("target", [b"/a b", b"/a\r\nhost: other", b"/\n"])
def test_no_address_can_smuggle_a_header(target):
    """What would end the line of the request is refused."""
    with pytest.raises(httpcore.LocalProtocolError):
        request_bytes(target, [], b"")
