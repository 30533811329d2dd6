"""HTTP/1.1 as a client needs it (RFC 9112): a request's bytes, and the answer to it.

Pure: bytes go in as they arrive. llhttp, the parser of Node.js, reads them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import httpcore
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

if TYPE_CHECKING:
    from collections.abc import Iterable

TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
ILLEGAL = re.compile(rb"[\x00\r\n]")
BLANK = b" \t"
# Bytes; no honest server sends more without one byte of a body among them.
MOST_FRAMING = 131_072
# The first status that is no informational one, and the answers without a body (RFC 9110, 6.4.1).
FINAL = 200
BODILESS = frozenset({204, 304})

RawHeaders = list[tuple[bytes, bytes]]


class UnansweredError(httpcore.RemoteProtocolError):
    """The connection ended before the first byte of an answer."""


class Head(NamedTuple):
    """What comes before an answer's body; ``reusable`` says whether the connection may be."""

    status: int
    headers: RawHeaders
    reusable: bool


def request_bytes(target: bytes, headers: Iterable[tuple[bytes, bytes]], content: bytes) -> bytes:
    """A POST as it goes over the wire. Raises `httpcore.LocalProtocolError`."""
    if ILLEGAL.search(target) or b" " in target:
        message = "the address holds what none may"
        raise httpcore.LocalProtocolError(message)
    lines = [b"POST %b HTTP/1.1" % target]
    for name, value in headers:
        if ILLEGAL.search(value) or not TOKEN.fullmatch(name):
            # Without its value, which may be a key with a line feed at its end.
            message = f"the header {name.decode('latin-1')} holds what no header may"
            raise httpcore.LocalProtocolError(message)
        lines.append(b"%b: %b" % (name, value.strip(BLANK)))
    return b"\r\n".join((*lines, b"", content))


class AnswerReader:
    """Reads the answer to one request, in whatever pieces it comes."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.begun = self.done = False
        self._parts: list[bytes] = []
        # Called by the parser: some of the body.
        self.on_body = self._parts.append
        self._headers: RawHeaders = []
        self._framing = 0
        self._until_the_end = False
        self._parser = HttpResponseParser(self)
        # As other clients do: what a strict reading forbids here cannot be misunderstood.
        self._parser.set_dangerous_leniencies(
            lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )

    def feed(self, data: bytes) -> bytes:
        """What of the body came with these bytes; no bytes are the end of the connection.

        Raises `UnansweredError`, or another `httpcore.RemoteProtocolError`.
        """
        if not data:
            self._end()
            return data
        self.begun = True
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            misread(f"the answer is no HTTP: {error}")
        except HttpParserUpgrade:
            misread("the server wants to speak another protocol")
        parts = self._parts
        if not parts:
            self._bear(len(data))
            return b""
        self._framing = 0
        if len(parts) == 1:
            return parts.pop()
        body = b"".join(parts)
        parts.clear()
        return body

    def forget(self) -> None:
        """Let go of the parser, which would keep this object as this keeps it."""
        del self._parser

    def _bear(self, more: int) -> None:
        self._framing += more
        if self._framing > MOST_FRAMING:
            misread("the head of the answer, or the end of it, has no end")

    def _end(self) -> None:
        if not self.begun:
            message = "the server closed the connection without an answer"
            raise UnansweredError(message)
        if not self.done and not self._until_the_end:
            misread("the connection closed in the middle of the answer")
        self.done = True

    def on_message_begin(self) -> None:
        """Called by the parser: there is an answer, an informational one, or one too many."""
        if self.done:
            misread("there is more behind the answer than it said")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser: a header, or a field behind a body in chunks."""
        if self.head is None:
            self._headers.append((name, value.strip(BLANK)))

    def on_headers_complete(self) -> None:
        """Called by the parser: the head of an answer is whole."""
        status = self._parser.get_status_code()
        if status < FINAL:
            self._headers.clear()
            return
        self.head = Head(status, self._headers, self._parser.should_keep_alive())
        self._until_the_end = status not in BODILESS and not framed(self._headers)

    def on_message_complete(self) -> None:
        """Called by the parser: the answer is whole."""
        self.done = self.head is not None


def framed(headers: RawHeaders) -> bool:
    """Whether a body says by itself where it ends (RFC 9112, 6.3)."""
    names = {name.lower(): value.lower() for name, value in headers}
    coding = names.get(b"transfer-encoding")
    return b"content-length" in names if coding is None else coding.endswith(b"chunked")


def misread(message: str) -> None:
    """Say what is wrong with an answer."""
    raise httpcore.RemoteProtocolError(message)
