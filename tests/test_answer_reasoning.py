"""Reasoning that came in fragments is joined as its vendor wants it back."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz, json_values, reasoning_parts

from llmgate.answer.reasoning import joined_details, joined_thinking


def thought(text, signature=None):
    """Return a fragment of a thinking block."""
    signed = {} if signature is None else {"signature": signature}
    return {"type": "thinking", "thinking": text, **signed}


REDACTED = {"type": "redacted_thinking", "data": "x"}


@pytest.mark.parametrize(
    "fragments, blocks",
    [
        ([], []),
        ([thought("a"), thought("b"), thought("", "s")], [thought("ab", "s")]),
        ([thought("a", ""), thought("b", ""), thought("", "s")], [thought("ab", "s")]),
        ([thought("a", "s"), thought("b", "t")], [thought("a", "s"), thought("b", "t")]),
        ([thought("", "s")], [thought("", "s")]),
        ([thought("a"), thought("b")], [thought("ab")]),
        ([thought("a", "s"), REDACTED, thought("b", "t")],
         [thought("a", "s"), REDACTED, thought("b", "t")]),
        ([thought("a"), REDACTED, thought("b", "t")], [thought("a"), REDACTED, thought("b", "t")]),
        ([REDACTED, REDACTED], [REDACTED, REDACTED]),
        ([thought("a"), {"type": "thinking", "thinking": None, "signature": "s"}],
         [thought("a", "s")]),
        ([None, "text", thought("a", "s")], [thought("a", "s")]),
    ],
)  # fmt: skip
def test_thinking_blocks_are_joined(fragments, blocks):
    """The texts of a thinking block add up until its signature; other blocks stay whole."""
    assert joined_thinking(fragments) == blocks


def detail(index=None, **fields):
    """Return a fragment of OpenRouter's reasoning details."""
    placed = {} if index is None else {"index": index}
    return {"type": "reasoning.text", **placed, **fields}


@pytest.mark.parametrize(
    "fragments, details",
    [
        ([], []),
        ([detail(0, text="a"), detail(0, text="b")], [detail(0, text="ab")]),
        ([detail(0, text="a"), detail(0, text=None, signature="s")],
         [detail(0, text="a", signature="s")]),
        ([detail(0, text="a"), detail(1, text="b"), detail(0, text="c")],
         [detail(0, text="ac"), detail(1, text="b")]),
        ([detail(0, text="a"), {"type": "reasoning.encrypted", "index": 0, "data": "x"}],
         [detail(0, text="a"), {"type": "reasoning.encrypted", "index": 0, "data": "x"}]),
        ([detail(text="a"), detail(text="b")], [detail(text="ab")]),
        ([detail(id="r", data="a"), detail(id="s", data="b")],
         [detail(id="r", data="a"), detail(id="s", data="b")]),
        ([detail(0, format=None), detail(0, format="f")], [detail(0, format="f")]),
        ([detail([], text="a"), None, detail([], text="b")], [detail([], text="ab")]),
    ],
)  # fmt: skip
def test_reasoning_details_are_joined(fragments, details):
    """Details of one type and place are one; what a later fragment lacks is not lost."""
    assert joined_details(fragments) == details


@pytest.mark.parametrize("join", [joined_thinking, joined_details])
@fuzz
@given(reasoning_parts | st.lists(json_values))
def test_any_fragments_are_joined_and_left_alone(join, fragments):
    """Whatever JSON the fragments are, joining them neither fails nor changes them."""
    before = repr(copy.deepcopy(fragments))
    joined = join(fragments)
    assert (repr(fragments), all(isinstance(each, dict) for each in joined)) == (before, True)
