"""OpenAI's older functions go out as tools, and the answer comes back as it was asked for."""

from __future__ import annotations

import copy

import pytest
from conversations import function_conversations, pairs
from hypothesis import given
from vendor_answers import fuzz

from llmgate.legacy import (
    function_call_choice,
    function_call_delta,
    function_call_message,
    tool_messages,
    uses_functions,
    with_tools,
)

FUNCTION = {"name": "f", "parameters": {"type": "object", "properties": {}}}


@pytest.mark.parametrize(
    "arguments, older",
    [
        ({}, False),
        ({"tools": []}, False),
        ({"functions": None, "function_call": None}, False),
        ({"functions": [FUNCTION]}, True),
        ({"function_call": "auto"}, True),
    ],
)
def test_older_form_is_recognised(arguments, older):
    """A call that has functions, or says which to call, is in the older form."""
    assert uses_functions(arguments) is older


@pytest.mark.parametrize(
    "choice, tool_choice",
    [
        ("auto", "auto"),
        ("none", "none"),
        ({"name": "f"}, {"type": "function", "function": {"name": "f"}}),
    ],
)
def test_functions_go_out_as_tools(choice, tool_choice):
    """Functions and the choice among them become tools, and the rest of the call stays."""
    modern = with_tools({"functions": [FUNCTION], "function_call": choice, "seed": 1})
    assert modern == {
        "seed": 1,
        "tools": [{"type": "function", "function": FUNCTION}],
        "tool_choice": tool_choice,
    }


def test_choice_among_no_functions_stays_a_choice():
    """Without functions there are no tools; what the vendor says to that is the caller's answer."""
    assert with_tools({"function_call": "auto"}) == {"tool_choice": "auto"}


def test_conversation_goes_out_with_tools():
    """A function call and its result become a tool call and its result, with one id."""
    messages = [
        {"role": "user", "content": "Hi."},
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "[]"}},
        {"role": "function", "name": "f", "content": "5"},
    ]
    function = {"name": "f", "arguments": "[]"}
    call = {"id": "call_1", "type": "function", "function": function}
    assert tool_messages(messages) == [
        {"role": "user", "content": "Hi."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "5"},
    ]


@fuzz
@given(function_conversations)
def test_every_call_has_its_result(messages):
    """Each tool call is followed by its one result, whatever the functions' conversation had."""
    made = tool_messages(messages)
    calls, results = pairs(made)
    answered = [
        after.get("tool_call_id")
        for message, after in zip(made, [*made[1:], {}], strict=True)
        if message.get("tool_calls")
    ]
    assert (len(set(calls)), results, answered) == (len(calls), calls, calls)


@fuzz
@given(function_conversations)
def test_nothing_of_the_conversation_is_lost(messages):
    """Every text, every called name and every result is in the conversation that goes out."""
    made = tool_messages(messages)
    names = [
        (message.get("function_call") or message)["name"]
        for message in messages
        if "function_call" in message
    ]
    called = [call["function"]["name"] for one in made for call in one.get("tool_calls", ())]
    contents = [message["content"] for message in messages if message["content"]]
    kept = [message["content"] for message in made if message["content"]]
    assert (kept, [name for name in names if name not in called]) == (contents, [])


@fuzz
@given(function_conversations)
def test_conversation_itself_is_left_alone(messages):
    """The caller's own messages are as they were."""
    before = copy.deepcopy(messages)
    tool_messages(messages)
    assert messages == before


def test_tools_in_a_conversation_with_functions_stay():
    """A message that has tool calls already keeps them."""
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    older = {"name": "f", "arguments": "{}"}
    message = {"role": "assistant", "tool_calls": [call], "function_call": older}
    assert tool_messages([message]) == [{"role": "assistant", "tool_calls": [call]}]


CALLS = [
    {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
    {"id": "b", "type": "function", "function": {"name": "g", "arguments": "{}"}},
]


@pytest.mark.parametrize(
    "message, older",
    [
        ({"content": "Hi."}, {"content": "Hi."}),
        (
            {"content": None, "tool_calls": CALLS},
            {"content": None, "function_call": {"name": "f", "arguments": "{}"}},
        ),
        (
            {"content": None, "tool_calls": [{"id": "c", "type": "custom", "custom": {}}]},
            {"content": None},
        ),
    ],
)
def test_message_comes_back_in_the_older_form(message, older):
    """A tool call comes back as a function call, for which there is one place."""
    assert function_call_message(message) == older


@pytest.mark.parametrize(
    "reason, older", [("tool_calls", "function_call"), ("stop", "stop"), ("length", "length")]
)
def test_choice_comes_back_in_the_older_form(reason, older):
    """A choice with a call says so in the older form's word."""
    choice = {"index": 0, "message": {"tool_calls": CALLS}, "finish_reason": reason}
    assert function_call_choice(choice)["finish_reason"] == older


@pytest.mark.parametrize(
    "calls, delta",
    [
        ([], {}),
        ([{"index": 1, "function": {"arguments": "{"}}], {}),
        ([{"index": 0, "custom": {"input": "l"}}], {}),
        (
            [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}],
            {"function_call": {"name": "f", "arguments": "{"}},
        ),
    ],
)
def test_delta_comes_back_in_the_older_form(calls, delta):
    """Fragments of the first call come back as fragments of a function call."""
    assert function_call_delta(calls) == delta


def test_round_trip():
    """An answer in the older form, sent back, is the tool call that the vendor had made."""
    (message, _) = tool_messages(
        [{"role": "assistant", **function_call_message({"content": None, "tool_calls": CALLS[:1]})}]
    )
    assert message["tool_calls"][0]["function"] == CALLS[0]["function"]
