"""Why an answer ended, and whether that makes it the answer."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat.chat_completion import Choice
from vendor_answers import fuzz, json_values

from llmgate.answer.finish import (
    BROKEN_WORDS,
    OPENAI_WORDS,
    TRUE_WORDS,
    WINDOW_WORDS,
    broken_off,
    cut_by_window,
    finish_reason,
    openai_word,
)
from llmgate.answer.verdict import Flaw, flaw_of


def completion(reason="stop", written=None):
    """Return an answer that ended so, after so many tokens."""
    usage = None if written is None else {"completion_tokens": written}
    message = {"role": "assistant", "content": "words"}
    return {"choices": [{"finish_reason": reason, "message": message}], "usage": usage}


def test_words_are_openais():
    """OpenAI's words are those of the openai package."""
    assert set(get_args(Choice.model_fields["finish_reason"].annotation)) == OPENAI_WORDS


def test_no_word_has_two_meanings():
    """Each vendor's word stands in one table only."""
    words = [*OPENAI_WORDS, *WINDOW_WORDS, *BROKEN_WORDS]
    words += [word for natives in TRUE_WORDS.values() for word in natives]
    assert sorted(words) == sorted(set(words))


def test_tables_are_in_lower_case():
    """A word is looked up in lower case, so that is how it stands in the tables."""
    words = {*WINDOW_WORDS, *BROKEN_WORDS, *(word for each in TRUE_WORDS.values() for word in each)}
    assert {word.lower() for word in words} == words


@pytest.mark.parametrize(
    "native, word",
    [
        ("stop", "stop"),
        ("STOP", "stop"),
        ("end_turn", "stop"),
        ("pause_turn", "stop"),
        ("something new", "stop"),
        ("max_tokens", "length"),
        ("MAX_TOKENS", "length"),
        ("model_context_window_exceeded", "length"),
        ("model_length", "length"),
        ("tool_use", "tool_calls"),
        ("function_call", "function_call"),
        ("refusal", "content_filter"),
        ("SAFETY", "content_filter"),
        ("error", None),
        ("MALFORMED_FUNCTION_CALL", None),
        ("malformed_tool_use", None),
        ("", None),
        (None, None),
        (5, None),
        ({}, None),
    ],
)
def test_vendors_word_in_openais(native, word):
    """A vendor's word is told in OpenAI's; one for a failure is no reason at all."""
    assert openai_word(native) == word


@fuzz
@given(json_values)
def test_any_word_is_openais_or_none(native):
    """Whatever a vendor sends as finish reason, the reply has a word of OpenAI's or none."""
    assert openai_word(native) in {*OPENAI_WORDS, None}


@pytest.mark.parametrize(
    "native, with_calls, without",
    [
        ("stop", "tool_calls", "stop"),
        ("function_call", "tool_calls", "function_call"),
        ("tool_use", "tool_calls", "tool_calls"),
        ("length", "length", "length"),
        ("safety", "content_filter", "content_filter"),
        ("error", None, None),
        (None, None, None),
    ],
)
def test_reason_beside_tool_calls(native, with_calls, without):
    """Tool calls are no plain stop, so that an agent goes on with them."""
    reasons = [finish_reason(native, calls=calls) for calls in (True, False)]
    assert reasons == [with_calls, without]


@pytest.mark.parametrize("native", ["model_length", "MODEL_CONTEXT_WINDOW_EXCEEDED"])
def test_window_cut_the_answer(native):
    """Some vendors say that it was the window, not a limit on the output."""
    assert (cut_by_window(native), cut_by_window("length"), cut_by_window(None)) == (
        True,
        False,
        False,
    )


def test_vendor_broke_off():
    """Some vendors say in place of a reason that they failed."""
    assert [broken_off(word) for word in ("ERROR", "stop", None, 5)] == [True, False, False, False]


@pytest.mark.parametrize(
    "answer, natives, asked, flaw",
    [
        (completion(), ["stop"], None, None),
        (completion("tool_calls"), ["tool_use"], 5, None),
        (completion("content_filter"), ["safety"], 5, None),
        (completion(), [], None, None),
        (completion(), [None], None, None),
        # the caller's own limit
        (completion("length", 100), ["length"], 100, None),
        (completion("length", 98), ["length"], 100, None),
        (completion("length", 101), ["length"], 100, None),
        (completion("length"), ["length"], 100, None),
        (completion("length", 1), ["length"], 1, None),
        # another limit
        (
            completion("length", 50),
            ["length"],
            100,
            Flaw("output_length", "the model's limits cut the answer after 50 tokens"),
        ),
        (
            completion("length", 1_500),
            ["length"],
            None,
            Flaw("output_length", "the model's limits cut the answer after 1,500 tokens"),
        ),
        (
            completion("length"),
            ["length"],
            None,
            Flaw("output_length", "the model's limits cut the answer"),
        ),
        # the window, whatever was asked for
        (
            completion("length", 100),
            ["model_length"],
            100,
            Flaw("output_length", "the context window cut the answer after 100 tokens"),
        ),
        # no answer at all
        (
            completion(),
            ["stop", "error"],
            None,
            Flaw("unavailable", "the vendor broke the answer off: error"),
        ),
        (
            completion(None),
            ["network_error"],
            5,
            Flaw("unavailable", "the vendor broke the answer off: network_error"),
        ),
    ],
)
def test_verdict(answer, natives, asked, flaw):
    """An answer is flawed where it was cut, unless the caller's own limit cut it."""
    assert flaw_of(answer, natives, asked) == flaw


def choices(*ended):
    """Return an answer of several choices, each its characters and how it ended."""
    made = [
        {"finish_reason": reason, "message": {"content": "x" * length}} for length, reason in ended
    ]
    return {"choices": made, "usage": {"completion_tokens": 150}}


@pytest.mark.parametrize(
    "answer,reason",
    [
        (choices((400, "length"), (200, "stop")), None),
        (choices((200, "length"), (400, "stop")), "output_length"),
        (choices((300, "length"), (300, "length")), None),
        (choices((9, "length"), (9, "length"), (9, "length")), "output_length"),
        (choices((0, "length"), (0, "stop")), None),
        (choices((400, "stop"), (200, "stop")), None),
    ],
)
def test_each_choice_has_the_callers_limit(answer, reason):
    """Of several choices, the vendor counts the sum, and the limit of 100 is each one's own."""
    flaw = flaw_of(answer, [], 100)
    assert (flaw and flaw.reason) == reason


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_reaching_the_callers_limit_is_no_flaw(asked, more):
    """Whoever asked for so many tokens and got them has the answer."""
    assert flaw_of(completion("length", asked + more), ["length"], asked) is None
