"""Values of keywords go in the form that a vendor takes, or the rung is not used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.calls.messages import checked_messages
from llmgate.errors import InvalidCallError
from llmgate.moving.changes import UnusableRungError
from llmgate.moving.portable import portable, portable_values
from llmgate.moving.traits import EXTRAS
from llmgate.moving.vendors import VENDORS
from llmgate.transport import Endpoint

USER = {"role": "user", "content": "Hi."}
TOOLS = [{"type": "function", "function": {"name": name}} for name in ("f", "g")]
F = {"type": "function", "function": {"name": "f"}}
ALLOWED = {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [F]}}
CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = [
    USER,
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "a", "content": "5"},
]
THOUGHT = [{"type": "thinking", "thinking": "Hm.", "signature": "s"}]
FIELDS = [
    *sorted(EXTRAS), "audio", "content", "function_call", "refusal", "tool_call_id", "tool_calls",
]  # fmt: skip
NAMES = ["type", "text", "function", "custom", "id", "arguments", "file", "file_id", "image_url"]
SCHEMA = {"type": "json_schema", "json_schema": {"name": "r", "schema": {"type": "object"}}}


def fitted(provider, messages=(USER,), **arguments):
    """Return the keywords that are sent to a provider, and the changes."""
    sent = {**arguments, "messages": list(messages)}
    changes = portable_values(sent, Endpoint(f"{provider}/m"))
    if sent["messages"] == list(messages):
        del sent["messages"]
    return sent, changes


@pytest.mark.parametrize(
    "provider, given, sent, change",
    [
        ("openai", {"stop": []}, {}, "dropped stop: it is empty"),
        ("openai", {"stop": ["a"] * 4}, {"stop": ["a"] * 4}, None),
        ("anthropic", {"stop": ["a"] * 9}, {"stop": ["a"] * 9}, None),
        ("anthropic", {"temperature": 1.8}, {"temperature": 1.0},
         "lowered temperature from 1.8 to 1, the highest there"),
        ("openai", {"temperature": 1.8}, {"temperature": 1.8}, None),
        ("anthropic", {"temperature": 0.5, "top_p": 0.5}, {"temperature": 0.5},
         "dropped top_p: anthropic takes it or temperature"),
        ("gemini", {"temperature": 0.5, "top_p": 0.5}, {"temperature": 0.5, "top_p": 0.5}, None),
        ("openai", {"tool_choice": F}, {"tool_choice": F}, None),
        ("anthropic", {"tool_choice": "auto"}, {}, "dropped tool_choice: there are no tools"),
        ("openai", {"parallel_tool_calls": False}, {},
         "dropped parallel_tool_calls: there are no tools"),
        ("mistral", {"tools": TOOLS, "tool_choice": F},
         {"tools": TOOLS[:1], "tool_choice": "required"},
         "sent the chosen tool alone, as required"),
        ("openai", {"tools": TOOLS, "tool_choice": F}, {"tools": TOOLS, "tool_choice": F}, None),
        ("openai", {"tools": TOOLS, "tool_choice": ALLOWED},
         {"tools": TOOLS[:1], "tool_choice": "required"}, "sent the allowed tools alone"),
        ("gemini", {"response_format": SCHEMA}, {"response_format": SCHEMA}, None),
        ("anthropic", {"reasoning_effort": "high", "max_tokens": 3000},
         {"reasoning_effort": "medium", "max_tokens": 3000},
         "lowered reasoning_effort from high to medium, to fit 3000 tokens"),
        ("anthropic", {"reasoning_effort": "low", "max_tokens": 500}, {"max_tokens": 500},
         "dropped reasoning_effort: 500 tokens leave no room for it"),
        ("anthropic", {"reasoning_effort": "high", "temperature": 0.5},
         {"reasoning_effort": "high"},
         "dropped temperature=0.5: anthropic thinks at 1 alone"),
        ("anthropic", {"reasoning_effort": "high", "tools": TOOLS, "tool_choice": "required"},
         {"tools": TOOLS, "tool_choice": "required"},
         "dropped reasoning_effort: anthropic cannot think where a tool call is forced"),
    ],
)  # fmt: skip
def test_values_are_as_the_vendor_takes_them(provider, given, sent, change):
    """What can be said in another form is, what changes nothing is dropped; both are told."""
    assert fitted(provider, **given) == (sent, [change] if change else [])


@pytest.mark.parametrize(
    "provider, given, reason",
    [
        ("openai", {"stop": list("abcde")}, "openai takes 4 stop texts at most"),
        ("gemini", {"stop": list("abcdef")}, "gemini takes 5 stop texts at most"),
        ("anthropic", {"stop": ["\n"]}, "anthropic does not take a stop text that is blank"),
        ("gemini", {"tools": [{"type": "custom", "custom": {"name": "f"}}]},
         "gemini does not have tools with free-form input"),
    ],
)  # fmt: skip
def test_what_must_not_be_dropped_makes_a_rung_unusable(provider, given, reason):
    """An answer that runs on past its stop, or without its tool, would be another one."""
    with pytest.raises(UnusableRungError) as caught:
        fitted(provider, **given)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "provider, wanted, sent, words",
    [
        ("anthropic", {"type": "json_object"}, None, "one JSON object"),
        ("deepseek", SCHEMA, {"type": "json_object"}, '{"type":"object"}'),
    ],
)
def test_json_is_asked_for_in_words_where_there_is_no_mode(provider, wanted, sent, words):
    """The wish stands in the conversation, before everything else."""
    arguments, (change,) = fitted(provider, response_format=wanted)
    first, *others = arguments["messages"]
    assert (arguments.get("response_format"), words in first["content"], others) == (
        sent,
        True,
        [USER],
    )
    assert "in words" in change


@pytest.mark.parametrize(
    "messages, thinks",
    [
        (CALLED, False),
        ([USER, {**CALLED[1], "thinking_blocks": THOUGHT}, CALLED[2]], True),
        ([*CALLED, {"role": "assistant", "content": "5."}, USER], True),
    ],
)
def test_claude_does_not_begin_to_think_in_the_middle_of_a_turn(messages, thinks):
    """It wants its own thinking before the calls that are being answered, or none."""
    sent, _ = fitted("anthropic", messages, reasoning_effort="high")
    assert ("reasoning_effort" in sent) == thinks


odd_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=6,
)
odd_fields = st.dictionaries(st.sampled_from(FIELDS), odd_values, max_size=4)


@fuzz
@given(
    st.sampled_from(["user", "assistant", "tool", "system"]),
    odd_fields,
    st.sampled_from(sorted(VENDORS)),
)
def test_no_oddity_of_a_message_is_an_error_of_ours(role, fields, provider):
    """What a message holds is carried or refused; it never ends in another exception."""
    try:
        checked = checked_messages([{**fields, "role": role}])
        outcome = portable(checked, Endpoint(f"{provider}/m"))[0]
    except (InvalidCallError, UnusableRungError):
        outcome = ["refused"]
    assert outcome
