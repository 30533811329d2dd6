"""Server-sent events, by the cases of the WHATWG's standard and in whatever pieces they come."""

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.carriers.direct.events import EventParser

# What the standard's section on interpreting an event stream shows, and its rules one by one.
STREAMS = {
    "one event": (b"data: a\n\n", [(b"", b"a")]),
    "no space": (b"data:a\n\n", [(b"", b"a")]),
    "only the first space": (b"data:  a\n\n", [(b"", b" a")]),
    "many lines": (b"data: YHOO\ndata: +2\ndata: 10\n\n", [(b"", b"YHOO\n+2\n10")]),
    "comment": (b": test stream\n\ndata: first\nid: 1\n\n", [(b"", b"first")]),
    "no data": (b"data\n\ndata\ndata\n\n", [(b"", b""), (b"", b"\n")]),
    "type": (b"event: add\ndata: 73857293\n\n", [(b"add", b"73857293")]),
    "no data at all": (b"event: add\nid: 1\nretry: 10\n\n", []),
    "unknown field": (b"datum: x\ndata: y\n\n", [(b"", b"y")]),
    "CR": (b"data: a\rdata: b\r\rdata: c\r\r", [(b"", b"a\nb"), (b"", b"c")]),
    "CRLF": (b"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", [(b"", b"a\nb"), (b"", b"c")]),
    "mixed line ends": (b"data: a\r\n\ndata: b\n\r\n", [(b"", b"a"), (b"", b"b")]),
    "BOM": (b"\xef\xbb\xbfdata: a\n\n", [(b"", b"a")]),
    "one BOM only": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
    "many empty lines": (b"\n\n\ndata: a\n\n\n\n\ndata: b\n\n", [(b"", b"a"), (b"", b"b")]),
    "colons": (b"data: a: b\n\n", [(b"", b"a: b")]),
    "characters": ("data: ä€😀\n\n".encode(), [(b"", "ä€😀".encode())]),
    "no end": (b"data: a\n\ndata: b", [(b"", b"a")]),
}


def events_in(pieces):
    """The events of a stream that arrives in these pieces."""
    parser = EventParser()
    return [event for piece in pieces for event in parser.feed(piece)]


@pytest.mark.parametrize("stream, expected", STREAMS.values(), ids=STREAMS.keys())
def test_the_standard_s_cases(stream, expected):
    """In one piece."""
    assert events_in([stream]) == expected


@pytest.mark.parametrize("stream, expected", STREAMS.values(), ids=STREAMS.keys())
def test_a_byte_at_a_time(stream, expected):
    """Each byte in a piece of its own."""
    assert events_in(stream[at : at + 1] for at in range(len(stream))) == expected


@pytest.mark.parametrize("stream, expected", STREAMS.values(), ids=STREAMS.keys())
def test_split_anywhere(stream, expected):
    """In two pieces, wherever the split is."""
    for at in range(len(stream) + 1):
        assert events_in([stream[:at], stream[at:]]) == expected


@given(
    st.lists(st.text(alphabet="ab:\r\n d", max_size=6).map(str.encode)),
    st.lists(st.integers(0, 40), max_size=6),
)
def test_pieces_do_not_matter(lines, cuts):
    """Whatever the bytes and the splits, the events are those of one piece."""
    stream = b"data:".join([*lines, b"\n\ndata: end\n\n"])
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut <= len(stream))})
    pieces = [stream[a:b] for a, b in itertools.pairwise(edges)]
    assert events_in(pieces) == events_in([stream])


def test_a_last_event_without_its_empty_line():
    """It counts where the caller says that the stream is at its end."""
    parser = EventParser()
    assert parser.feed(b"data: a\n\ndata: [DONE]\n") == [(b"", b"a")]
    assert parser.rest() == [(b"", b"[DONE]")]


def test_a_megabyte_in_one_event_a_byte_at_a_time():
    """A long event costs its length, and not its length at each piece."""
    text = b"x" * 1_000_000
    stream = b"data: " + text + b"\n\n"
    assert events_in(stream[at : at + 1] for at in range(len(stream))) == [(b"", text)]


def test_memory_is_flat_over_a_hundred_thousand_events():
    """What was handed over is forgotten."""
    parser = EventParser()

    def feed(times):
        for _ in range(times):
            assert parser.feed(b'data: {"choices": []}\n\ndata: {"cho')
            assert parser.feed(b'ices": []}\n\n')

    feed(100)
    tracemalloc.start()
    try:
        feed(50_000)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
