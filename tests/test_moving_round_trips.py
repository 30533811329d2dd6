"""A conversation moves from vendor to vendor and back, and each of them takes it."""

from __future__ import annotations

import copy
import itertools

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import Fail, FakeAnswer, FakeModel, FakeProviders, FakeToolCall

TOOL = {
    "type": "function",
    "function": {
        "name": "look_up",
        "parameters": {"type": "object", "properties": {"what": {"type": "string"}}},
    },
}
MODELS = {
    **{name: VENDORS[name] for name in ("openai", "azure", "anthropic", "gemini")},
    "gemini3": {**VENDORS["gemini"], "route": "gemini/gemini-3-pro-preview"},
    "mistral": {
        "route": "mistral/mistral-large-latest",
        "api_base": "${MISTRAL_BASE_URL}",
        "api_key": "${MISTRAL_API_KEY}",
    },
}
JOURNEYS = [
    ("openai", "anthropic", "gemini", "openai"),
    ("anthropic", "openai", "gemini3", "anthropic"),
    ("gemini", "anthropic", "openai", "gemini"),
    ("gemini3", "mistral", "anthropic", "gemini3"),
    ("mistral", "gemini3", "azure", "mistral"),
    ("azure", "mistral", "gemini", "anthropic", "azure"),
]


def answered(request):
    """Think, then call two tools in one turn, or speak when their results are there."""
    number = request.number
    if request.last_role == "tool":
        return FakeAnswer(text=f"Answer {number}.", reasoning=f"Thought {number}.")
    calls = tuple(FakeToolCall("look_up", {"what": f"{name}{number}"}) for name in "ab")
    return FakeAnswer(text=f"Let me see {number}.", tool_calls=calls, reasoning=f"Plan {number}.")


@pytest.fixture
def vendors():
    """Vendors that think and call tools."""
    model = FakeModel(window=100_000, max_output_tokens=4_000)
    with FakeProviders(default=model, answer=answered) as vendors:
        yield vendors


@pytest.fixture
def gate(vendors):
    """A gate to each of them, without any fallback."""
    environ = {
        **vendors.environ(),
        "MISTRAL_BASE_URL": vendors.url("mistral"),
        "MISTRAL_API_KEY": vendors.key("mistral"),
    }
    return llmgate.Gate.from_dict({"models": MODELS}, environ=environ)


def travelled(ask, gate, journey):
    """Hold one conversation, with tools, at each vendor in turn; return its messages."""
    messages = [{"role": "system", "content": "Be brief."}]
    for stop, model in enumerate(journey):
        messages.append({"role": "user", "content": f"Question {stop}?"})
        reply = ask(gate, model=model, messages=messages, tools=[TOOL])
        messages.append(reply.message)
        messages += [
            {"role": "tool", "tool_call_id": call["id"], "content": f"Result {stop} {at}."}
            for at, call in enumerate(reply.tool_calls)
        ]
        reply = ask(gate, model=model, messages=messages, tools=[TOOL])
        messages.append(reply.message)
    return messages


@pytest.mark.parametrize("journey", JOURNEYS, ids="-".join)
def test_every_vendor_takes_it(ask, gate, vendors, journey):
    """Each vendor of a journey answers, though it refuses what is not its own."""
    travelled(ask, gate, journey)
    assert [request.status for request in vendors.requests] == [200] * 2 * len(journey)


@pytest.mark.parametrize("journey", JOURNEYS, ids="-".join)
def test_no_word_is_lost_on_the_way(ask, gate, vendors, journey):
    """The last vendor hears every question, answer, call and result of all the others."""
    messages = travelled(ask, gate, journey)
    heard = str(vendors.requests[-1].body)
    said = [message["content"] for message in messages[:-1] if message.get("content")]
    said += [f"{name}{at}" for at in range(0, 2 * len(journey), 2) for name in "ab"]
    assert [text for text in said if text not in heard] == []


def test_signed_thinking_comes_back_to_the_one_who_signed_it(ask, gate, vendors):
    """Claude gets its own thinking blocks back after a turn at OpenAI, which got none."""
    travelled(ask, gate, ("anthropic", "openai", "anthropic"))
    thoughts = [str(request.body).count("'type': 'thinking'") for request in vendors.requests]
    assert thoughts == [0, 1, 0, 0, 2, 3]


def test_thought_signatures_come_back_to_the_one_who_made_them(ask, gate, vendors):
    """Gemini gets the signatures of its calls back after a turn at Claude, which got none."""
    travelled(ask, gate, ("gemini", "anthropic", "gemini"))
    signatures = [str(request.body).count("thoughtSignature") for request in vendors.requests]
    bare = [signatures[at] for at in (0, 2, 3)]
    assert (bare, all(signatures[at] for at in (1, 4, 5))) == ([0, 0, 0], True)


@pytest.mark.parametrize("pair", list(itertools.permutations(MODELS, 2)), ids="-".join)
def test_the_callers_messages_are_left_alone(ask_plain, gate, pair):
    """What the caller keeps is as the vendors answered it, in all its depth."""
    first, second = pair
    messages = travelled(ask_plain, gate, (first,))
    before = copy.deepcopy(messages)
    ask_plain(gate, model=second, messages=[*messages, {"role": "user", "content": "And?"}])
    assert messages == before


def test_a_vendor_that_cannot_hear_is_skipped(ask, vendors):
    """A question with sound in it goes past Claude to Gemini, and the attempt says why."""
    models = {**MODELS, "openai": {**MODELS["openai"], "fallbacks": ["anthropic", "gemini"]}}
    environ = {**vendors.environ(), "MISTRAL_BASE_URL": "", "MISTRAL_API_KEY": ""}
    config = {"models": models, "defaults": {"retries": 0}}
    gate = llmgate.Gate.from_dict(config, environ=environ)
    vendors.script("openai", Fail(503))
    sound = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    content = [{"type": "text", "text": "What is said?"}, sound]
    reply = ask(gate, model="openai", messages=[{"role": "user", "content": content}])
    told = [(attempt.model, attempt.outcome) for attempt in reply.attempts]
    assert told == [("openai", "failed"), ("anthropic", "skipped"), ("gemini", "answered")]
    assert reply.attempts[1].detail == "anthropic does not take parts of type 'input_audio'"
