"""Answers of Anthropic's and Gemini's that LiteLLM cannot read, since they state no usage."""

import json

import pytest
from conftest import VENDORS
from hypothesis import given
from vendor_answers import fuzz, json_values

from llmgate.carriers.litellm_answer import answer_of
from llmgate.carriers.litellm_process import litellm_module
from llmgate.carriers.vendor_answer import openai_answer
from llmgate.testing import Raw

TEXT = {"type": "text", "text": "fine"}
TOOL_USE = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Rome"}}
FUNCTION_CALL = {"functionCall": {"name": "weather", "args": {"city": "Rome"}}}


def anthropic(*blocks, reason="end_turn"):
    """An answer of Anthropic's without usage."""
    named = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude"}
    return {**named, "content": list(blocks), "stop_reason": reason, "stop_sequence": None}


def gemini(*parts, reason="STOP"):
    """An answer of Gemini's without usage."""
    content = {"parts": list(parts), "role": "model"}
    return {"candidates": [{"content": content, "finishReason": reason}], "modelVersion": "gemini"}


ANSWERS = {"anthropic": anthropic(TEXT), "gemini": gemini({"text": "fine"})}
CALLS = {
    "anthropic": anthropic(TEXT, TOOL_USE, reason="tool_use"),
    "gemini": gemini({"text": "fine"}, FUNCTION_CALL),
}


def served(ask, providers, make_gate, vendor, body):
    """The reply to a call that the vendor answers with this body."""
    whole = Raw(200, {"content-type": "application/json"}, json.dumps(body).encode())
    providers.script(vendor, whole)
    return ask(make_gate({"m": VENDORS[vendor]}), model="m", prompt="x")


@pytest.mark.parametrize("vendor", ANSWERS)
def test_an_answer_without_usage_is_an_answer(ask_plain, providers, make_gate, vendor):
    """Its text and its end are known, and its usage is not."""
    reply = served(ask_plain, providers, make_gate, vendor, ANSWERS[vendor])
    choice = reply["choices"][0]
    told = (choice["message"]["content"], choice["finish_reason"], reply.get("usage"))
    assert told == ("fine", "stop", None)


@pytest.mark.parametrize("vendor", CALLS)
def test_its_tool_calls_are_kept(ask_plain, providers, make_gate, vendor):
    """Text and tool call come in OpenAI's shape."""
    reply = served(ask_plain, providers, make_gate, vendor, CALLS[vendor])
    choice = reply["choices"][0]
    (call,) = choice["message"]["tool_calls"]
    told = (choice["message"]["content"], choice["finish_reason"], call["function"])
    function = {"name": "weather", "arguments": '{"city": "Rome"}'}
    assert told == ("fine", "tool_calls", function)


@pytest.mark.parametrize(
    "body",
    [
        {},
        anthropic(),
        anthropic(TEXT, {"type": "thinking", "thinking": "hm", "signature": "s"}),
        anthropic({"type": "text", "text": None}),
        anthropic({**TOOL_USE, "id": 1}),
        anthropic(TEXT, reason=None),
        {**anthropic(TEXT), "type": "error"},
        gemini(),
        gemini({"text": "hm", "thought": True}),
        gemini({"text": "fine", "thoughtSignature": "s"}),
        gemini({**FUNCTION_CALL, "thoughtSignature": "s"}),
        gemini({"functionCall": {"name": None}}),
        gemini({"text": "fine"}, reason=None),
        {"candidates": [{"finishReason": "SAFETY"}]},
    ],
)
def test_what_is_not_understood_is_not_read(body):
    """An answer with more in it than text and tool calls stays a failure."""
    assert openai_answer(body) is None


@fuzz
@given(json_values, json_values)
def test_any_json_is_an_answer_or_none(content, reason):
    """Whatever stands where the parts stand, nothing is raised."""
    message = {"type": "message", "content": content, "stop_reason": reason}
    candidates = {"candidates": content, "finishReason": reason}
    assert {type(openai_answer(body)) for body in (message, candidates)} <= {dict, type(None)}


def test_an_answer_out_of_shape_is_not_quoted_in_a_warning():
    """It may hold the key that a vendor quoted, and warnings, here errors, are shown."""
    response = litellm_module().ModelResponse()
    response.id = {"quoted": "sk-0123456789"}
    assert answer_of(response, None).body["id"] == response.id
