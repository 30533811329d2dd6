"""Whatever conversation comes, the real LiteLLM and every vendor take it, with every text in it."""

from __future__ import annotations

import copy
import json

import pytest
from conversations import moving_conversations
from hypothesis import HealthCheck, given, settings

from llmgate.calls.call import checked_call
from llmgate.calls.request import Target, request_for
from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.keys.secret import Secret
from llmgate.testing import FakeModel, FakeProviders
from llmgate.transport import Endpoint

ROUTES = {
    "openai/gpt-4o-mini": "openai",
    "azure/gpt-4o-mini": "azure",
    "anthropic/claude-sonnet-4-5": "anthropic",
    "gemini/gemini-2.5-pro": "gemini",
    "gemini/gemini-3-pro-preview": "gemini",
    "mistral/mistral-large-latest": "mistral",
    "deepseek/deepseek-chat": "deepseek",
}


@pytest.fixture(scope="module")
def vendors():
    """Vendors with room for everything."""
    with FakeProviders(default=FakeModel(1_000_000, 100_000)) as vendors:
        yield vendors


def sent(vendors, route, messages, **arguments):
    """Return what a vendor was sent of a conversation that it answered."""
    vendor = ROUTES[route]
    version = "2024-10-21" if vendor == "azure" else None
    key = Secret(vendors.key(vendor))
    endpoint = Endpoint(route, key, vendors.url(vendor), api_version=version)
    carrier = LiteLLMCarrier()
    target = Target(endpoint, {}, carrier.supported(route), None, own_vendor=False)
    request, _ = request_for(checked_call({"messages": messages, **arguments}), target, 20.0)
    carrier.send(request)
    return json.dumps(vendors.requests[-1].body, ensure_ascii=False)


def texts(messages):
    """Return every text of a conversation that has to arrive."""
    for message in messages:
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        said = [part.get("text") or part.get("refusal") for part in parts]
        yield from (text for text in said if text and text.strip())
        if message.get("refusal") and not content:
            yield message["refusal"]
        yield from (call["function"]["name"] for call in message.get("tool_calls") or ())


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(messages=moving_conversations)
def test_every_vendor_takes_every_conversation(vendors, route, messages):
    """It is answered, no text of it is lost, and the caller's own messages are as they were."""
    before = copy.deepcopy(messages)
    body = sent(vendors, route, messages)
    lost = [
        text for text in texts(messages) if json.dumps(text, ensure_ascii=False)[1:-1] not in body
    ]
    assert (lost, messages) == ([], before)


TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
USER = {"role": "user", "content": "Hi, answer in JSON."}
CALL = {"id": "call:1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = [
    USER,
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call:1", "content": "5"},
]
NAMED = {"type": "function", "function": {"name": "f"}}
FIELDS = {"a": {"type": "integer", "minimum": 1}}
SCHEMA = {
    "name": "r",
    "schema": {
        "type": "object", "properties": FIELDS, "required": ["a"], "additionalProperties": False,
    },
}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "arguments",
    [
        {"temperature": 1.8, "top_p": 0.5, "seed": 1, "user": "u"},
        {"stop": ["a", "b", "c", "d"]},
        {"stop": []},
        {"tool_choice": "auto", "parallel_tool_calls": False},
        {"tools": [TOOL], "tool_choice": NAMED, "parallel_tool_calls": False},
        {"tools": [TOOL], "tool_choice": "required", "reasoning_effort": "high"},
        {"tools": [TOOL], "tool_choice": {
            "type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [NAMED]}}},
        {"reasoning_effort": "high", "temperature": 0.2},
        {"reasoning_effort": "high", "max_tokens": 1500},
        {"reasoning_effort": "high", "messages": CALLED, "tools": [TOOL]},
        {"response_format": {"type": "json_object"}},
        {"response_format": {"type": "json_schema", "json_schema": SCHEMA}},
    ],
    ids=str,
)  # fmt: skip
def test_every_vendor_takes_what_the_first_one_took(vendors, route, arguments):
    """What OpenAI answers is answered by all: carried, adapted, or dropped."""
    messages = arguments.get("messages", [USER])
    others = {name: value for name, value in arguments.items() if name != "messages"}
    assert sent(vendors, route, messages, **others)
