"""Tool calls that arrive in fragments come out whole, however a vendor counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz, tool_call, tool_deltas, whole_calls

from llmgate.answer.tool_stream import ToolStream


def joined(fragments):
    """Return each call that fragments add up to as its id, its name and its arguments."""
    stream = ToolStream()
    for fragment in fragments:
        stream.feed([fragment])
    return [(call["id"], *call["function"].values()) for call in stream.assembled()]


def part(arguments=None, **fields):
    """Return a fragment with these fields and arguments."""
    name = {"name": fields.pop("name")} if "name" in fields else {}
    return {**fields, "function": {**name, "arguments": arguments}}


@fuzz
@given(st.data(), whole_calls(min_size=1))
def test_calls_come_out_whole(data, calls):
    """However OpenAI's fragments are cut and mixed, the calls are whole and in order."""
    stream = ToolStream()
    for delta in data.draw(tool_deltas(calls)):
        stream.feed(delta["tool_calls"])
    assert stream.assembled() == calls


@fuzz
@given(st.lists(st.lists(tool_call, max_size=3), max_size=4))
def test_each_call_is_counted_from_0(fragments):
    """Whatever is fed, the caller's indices are those of the assembled calls, without gaps."""
    stream = ToolStream()
    seen = [each["index"] for parts in fragments for each in stream.feed(parts)]
    assert sorted(set(seen)) == list(range(len(stream.assembled())))


@pytest.mark.parametrize(
    "fragments, calls",
    [
        pytest.param(
            [part("", index=2, id="a", name="f"), part("{}", index=2)],
            [("a", "f", "{}")],
            id="counted with the text blocks, as by Anthropic",
        ),
        pytest.param(
            [part("{}", index=0, id="a", name="f"), part('{"b": 1}', index=0, id="b", name="f")],
            [("a", "f", "{}"), ("b", "f", '{"b": 1}')],
            id="parallel calls all at 0",
        ),
        pytest.param(
            [
                part("{", index=0, id="a", name="f"),
                part("[", index=0, id="b", name="g"),
                part("}", index=0, id="a"),
                part("]", index=0, id="b"),
            ],
            [("a", "f", "{}"), ("b", "g", "[]")],
            id="parallel calls all at 0, mixed",
        ),
        pytest.param(
            [part("{", index=0, id="a", name="f"), part("}", index=0, id="a", name="f")],
            [("a", "f", "{}")],
            id="id and name in every fragment",
        ),
        pytest.param(
            [part("{", index=0, id="a", name="f"), part("}", index=0, id="b")],
            [("a", "f", "{}")],
            id="another id in every fragment",
        ),
        pytest.param(
            [part("{", index=0, id="a", name="f"), part("}", index=0, name="f")],
            [("a", "f", "{}")],
            id="the name in every fragment",
        ),
        pytest.param(
            [part("{", id="a", name="f"), part("}")],
            [("a", "f", "{}")],
            id="no index",
        ),
        pytest.param(
            [part("", index=0, id="a"), part("", index=0, name="f"), part("{}", index=0)],
            [("a", "f", "{}")],
            id="the name after the id",
        ),
        pytest.param(
            [part({"a": 1}, index=0, id="a", name="f")],
            [("a", "f", '{"a": 1}')],
            id="arguments as an object",
        ),
        pytest.param(
            [part({}, index=0, id="a", name="f"), part('{"a": 1}', index=0)],
            [("a", "f", '{"a": 1}')],
            id="an empty object before the arguments",
        ),
        pytest.param(
            [part("", index=0, id="a", name="f")],
            [("a", "f", "{}")],
            id="no arguments",
        ),
        pytest.param(
            [{"index": 0, "id": "a"}],
            [("a", "", "{}")],
            id="nothing but an id",
        ),
    ],
)
def test_vendors_ways_of_counting(fragments, calls):
    """Each vendor's way of telling one call's fragments from another's is understood."""
    assert joined(fragments) == calls


def test_whole_calls_without_id_or_index():
    """Calls that come whole, with nothing to tell them apart but their names, are two."""
    made = joined([part("{}", name="f"), part('{"b": 1}', name="f")])
    assert [call[1:] for call in made] == [("f", "{}"), ("f", '{"b": 1}')]


@pytest.mark.parametrize("identity", [None, "", 5])
def test_call_without_id_gets_one(identity):
    """A call to which a vendor gave no id has one all the same, and keeps it."""
    stream = ToolStream()
    first, second = stream.feed(
        [part("{", index=0, id=identity, name="f"), part("}", index=0, id=identity)]
    )
    ((made, *_),) = [tuple(call.values()) for call in stream.assembled()]
    assert (first["id"], "id" in second) == (made, False)


def test_fragments_are_openais():
    """The first fragment has the call's id, type and name, a later one its arguments alone."""
    stream = ToolStream()
    first = {"index": 3, "id": "a", "function": {"name": "f", "arguments": "{"}}
    assert stream.feed([first, part("}", index=3)]) == [
        {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{"}},
        {"index": 0, "function": {"arguments": "}"}},
    ]


def test_custom_call_is_whole():
    """The call of a tool with free-form input comes out whole; chunks have no type for it."""
    stream = ToolStream()
    first, second = stream.feed(
        [
            {"index": 0, "id": "a", "type": "custom", "custom": {"name": "shell", "input": "l"}},
            {"index": 0, "custom": {"input": "s"}},
        ]
    )
    whole = {"id": "a", "type": "custom", "custom": {"name": "shell", "input": "ls"}}
    assert (first.get("type"), second["custom"], stream.assembled()) == (
        None,
        {"input": "s"},
        [whole],
    )


@pytest.mark.parametrize("at", [0, 1])
def test_calls_signature_is_kept(at):
    """What Google wants back with a call stays on it, whichever fragment brings it."""
    fragments = [part("{", index=0, id="a", name="f"), part("}", index=0)]
    fragments[at]["extra_content"] = {"google": {}}
    stream = ToolStream()
    given = stream.feed(fragments)
    (call,) = stream.assembled()
    assert (given[at]["extra_content"], call["extra_content"]) == ({"google": {}}, {"google": {}})


@pytest.mark.parametrize("fragments", [None, {}, "text", 5, [], [None, "text"]])
def test_no_fragments_are_no_calls(fragments):
    """What is no list of fragments begins no call."""
    stream = ToolStream()
    assert (stream.feed(fragments), bool(stream)) == ([], False)
