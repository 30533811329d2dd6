"""What the fake vendors demand of a conversation, as the real ones do."""

import pytest
from vendor_wire import post, refused

from llmgate.testing import FakeProviders


@pytest.fixture(scope="module")
def vendors():
    """A server with nothing special about it."""
    with FakeProviders() as vendors:
        yield vendors


def test_openai_takes_no_cache_marks(vendors):
    """A field of Anthropic's in a part of a message is unknown to OpenAI."""
    part = {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}
    answer = post(vendors, "openai", more={"messages": [{"role": "user", "content": [part]}]})
    message = "Unknown parameter: 'messages[0].content[0].cache_control'."
    assert refused(answer) == (400, message)


def test_openai_takes_short_ids_alone(vendors):
    """An id of a tool call has 40 characters at most at OpenAI."""
    call = {"id": "x" * 41, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [{"role": "assistant", "tool_calls": [call]}]
    message = (
        "Invalid 'messages[0].tool_calls[0].id': string too long. Expected a string with maximum "
        "length 40, but got a string with length 41 instead."
    )
    assert refused(post(vendors, "openai", more={"messages": messages})) == (400, message)


def called(*ids):
    """A message of OpenAI's with tool calls."""
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": call, "type": "function", "function": function} for call in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def answered(call):
    """A message of OpenAI's with the result of a tool."""
    return {"role": "tool", "tool_call_id": call, "content": "done"}


USER = {"role": "user", "content": "hi"}


ORPHAN = (
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
    "'tool_calls'."
)


UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
    "'tool_call_id'. The following tool_call_ids did not have response messages: "
)


@pytest.mark.parametrize(
    "messages,message,param",
    [
        ([answered("a")], ORPHAN, "messages.[0].role"),
        ([called("a"), answered("a"), answered("a")], ORPHAN, "messages.[2].role"),
        ([called("a"), USER], UNANSWERED + "a", "messages.[1].role"),
        ([called("a", "b", "c"), answered("b")], UNANSWERED + "a, c", "messages.[2].role"),
    ],
)
def test_openai_wants_tool_calls_in_pairs(vendors, messages, message, param):
    """Every call has its result, and every result its call."""
    error = post(vendors, "openai", more={"messages": messages}).json()["error"]
    assert (error["message"], error["param"]) == (message, param)


def use(*ids):
    """A message of Anthropic's with tool calls."""
    return {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": i, "name": "f", "input": {}} for i in ids],
    }


def result(*ids):
    """A message of Anthropic's with the results of tools."""
    return {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": i, "content": "done"} for i in ids],
    }


@pytest.mark.parametrize(
    "messages,message",
    [
        (
            [result("a")],
            (
                "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a. "
                "Each `tool_result` block must have a corresponding `tool_use` block in the "
                "previous message."
            ),
        ),
        (
            [USER, use("a", "b"), result("b")],
            (
                "messages.1: `tool_use` ids were found without `tool_result` blocks immediately "
                "after: a. Each `tool_use` block must have a corresponding `tool_result` block in "
                "the next message."
            ),
        ),
        (
            [USER, use("a")],
            (
                "messages.1: `tool_use` ids were found without `tool_result` blocks immediately "
                "after: a. Each `tool_use` block must have a corresponding `tool_result` block in "
                "the next message."
            ),
        ),
        (
            [USER, use("a/b"), result("a/b")],
            "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
        ),
        (
            [USER, {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm"}]}],
            "messages.1.content.0: Invalid `signature` in `thinking` block",
        ),
        ([{"role": "user", "content": ""}], "messages: text content blocks must be non-empty"),
    ],
)
def test_anthropic_wants_its_blocks_in_order(vendors, messages, message):
    """Calls and results in pairs, sound ids, its own signatures, and no empty text."""
    assert refused(post(vendors, "anthropic", more={"messages": messages})) == (400, message)


CALL = {"functionCall": {"name": "f", "args": {}}}


RESPONSE = {"functionResponse": {"name": "f", "response": {"result": 1}}}


@pytest.mark.parametrize(
    "turns,message",
    [
        (
            [[RESPONSE]],
            (
                "Please ensure that function response turn comes immediately after a function call "
                "turn."
            ),
        ),
        (
            [[CALL, CALL], [RESPONSE]],
            (
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            ),
        ),
        (
            [[CALL]],
            (
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            ),
        ),
        ([[{"text": "hi", "thoughtSignature": "Zm9yZWlnbg=="}]], "Thought signature is not valid"),
        ([[{"text": "hi", "thoughtSignature": "no base64"}]], "Thought signature is not valid"),
    ],
)
def test_gemini_wants_its_parts_in_order(vendors, turns, message):
    """As many responses as calls, in the next turn, and signatures of its own."""
    more = {"contents": [{"role": "user", "parts": parts} for parts in turns]}
    assert refused(post(vendors, "gemini", more=more)) == (400, message)
