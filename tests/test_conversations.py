"""A growing conversation stays on the rung that it has grown to."""

import pytest
from conftest import VENDORS
from failures import TOO_LONG

import llmgate.policy.conversations
from llmgate.config import load_dict
from llmgate.policy.conversations import Conversations
from llmgate.testing import Fail, ScriptedTransport

WORDS = "word " * 100


def outcomes(reply):
    """Who was tried and how it ended."""
    return [(attempt.model, attempt.outcome) for attempt in reply.attempts]


@pytest.fixture
def models():
    """A ladder whose first rung is a deployment that nobody knows the window of."""
    return {
        "writer": {
            **VENDORS["openai"],
            "context_window": 1_000,
            "fallbacks": {"context_window": ["long", "huge"], "any": ["huge"]},
        },
        "long": VENDORS["anthropic"],
        "huge": VENDORS["gemini"],
    }


def test_a_conversation_stays_where_it_was_answered(make_gate, models, ask):
    """It has outgrown the lower rung, which is neither asked nor counted again."""
    gate = make_gate(models)
    ask(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    reply = ask(gate, model="writer", prompt=WORDS * 7, conversation="mine")
    assert outcomes(reply) == [("writer", "skipped"), ("long", "answered")]
    assert reply.attempts[0].detail == "the conversation has outgrown it and stays on long"


def test_another_conversation_begins_below(make_gate, models, ask_plain):
    """What one conversation has grown to is no other's concern."""
    gate = make_gate(models)
    ask_plain(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    reply = ask_plain(gate, model="writer", prompt=WORDS * 7, conversation="yours")
    assert outcomes(reply) == [("writer", "answered")]


def test_a_trimmed_conversation_comes_back_down(make_gate, models, ask):
    """Once it fits a lower rung by a margin, it is answered there."""
    gate = make_gate(models)
    ask(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    assert outcomes(ask(gate, model="writer", prompt="short", conversation="mine")) == [
        ("writer", "answered")
    ]
    assert outcomes(ask(gate, model="writer", prompt=WORDS * 7, conversation="mine")) == [
        ("writer", "answered")
    ]


def test_the_file_can_say_that_conversations_do_not_stay(make_gate, models, ask_plain):
    """``sticky: false`` asks the lowest rung that fits, at each turn."""
    models["writer"]["sticky"] = False
    gate = make_gate(models)
    ask_plain(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    reply = ask_plain(gate, model="writer", prompt=WORDS * 7, conversation="mine")
    assert outcomes(reply) == [("writer", "answered")]


def test_a_rung_that_stood_in_for_an_outage_is_not_kept(make_gate, models, ask_plain, providers):
    """The model that was asked for is asked again once it may be back."""
    gate = make_gate(models)
    providers.script("openai", Fail(503))
    first = ask_plain(gate, model="writer", prompt="x", conversation="mine")
    assert outcomes(first) == [("writer", "failed"), ("huge", "answered")]
    second = ask_plain(gate, model="writer", prompt="x", conversation="mine")
    assert outcomes(second) == [("writer", "answered")]


def test_a_rung_of_the_ladder_that_stood_in_for_another_is_not_kept(
    make_gate, models, ask, providers
):
    """A conversation comes back to its rung once that is there again, not only to the lowest."""
    gate = make_gate(models, file={"defaults": {"retries": 0}})
    ask(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    providers.script("anthropic", Fail(503))
    reply = ask(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    assert outcomes(reply)[-1] == ("huge", "answered")
    reply = ask(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    assert outcomes(reply)[-1] == ("long", "answered")


def test_a_rung_that_has_lost_its_key_refuses_no_conversation(ask):
    """Where nobody else can be asked, the model that was thought too small is."""
    models = {
        "a": {"route": "openai/a", "api_key": "k", "fallbacks": {"context_window": ["long"]}},
        "long": {"route": "openai/b", "api_key": "k"},
    }
    transport = ScriptedTransport(TOO_LONG, "fine", "fine")
    gate = llmgate.Gate.from_dict({"models": models}, transport=transport)
    ask(gate, model="a", prompt=WORDS * 35, conversation="mine")
    models["long"]["api_key"] = "${GONE}"
    gate._take(load_dict({"models": models}))  # noqa: SLF001  (as a changed file would be)
    reply = ask(gate, model="a", prompt=WORDS * 35, conversation="mine")
    assert outcomes(reply) == [("a", "skipped"), ("long", "skipped"), ("a", "answered")]


def test_a_conversation_that_goes_on_growing_goes_on_climbing(make_gate, models, ask_plain):
    """The kept rung gives way to the next of the ladder, which is kept then."""
    gate = make_gate(models)
    ask_plain(gate, model="writer", prompt=WORDS * 10, conversation="mine")
    reply = ask_plain(gate, model="writer", prompt=WORDS * 60, conversation="mine")
    assert outcomes(reply)[-1] == ("huge", "answered")
    later = ask_plain(gate, model="writer", prompt=WORDS * 61, conversation="mine")
    assert outcomes(later) == [("writer", "skipped"), ("huge", "answered")]


def test_the_memory_is_bounded(monkeypatch):
    """The conversation that was kept longest ago is forgotten first."""
    monkeypatch.setattr(llmgate.policy.conversations, "MOST_REMEMBERED", 2)
    memory = Conversations()
    for name in ("a", "b", "c"):
        memory.keep(name, "writer", "long")
    assert [memory.rung(name, "writer") for name in ("a", "b", "c")] == [None, "long", "long"]
