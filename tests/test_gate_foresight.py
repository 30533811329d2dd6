"""What the gate has learnt saves calls, and never refuses one."""

import pytest
from conftest import VENDORS
from hypothesis import given, settings
from hypothesis import strategies as st

import llmgate
from llmgate.testing import Answer, Fail, FakeAnswer, ScriptedTransport
from llmgate.transport import Failure

WORDS = "word " * 100


def outcomes(attempts):
    """Who was tried, how it ended and why."""
    return [(attempt.model, attempt.outcome, attempt.reason) for attempt in attempts]


def test_the_vendor_s_numbers_stand_in_the_attempt(ladder, ask):
    """A refusal states the prompt's tokens and the window, and the attempt has both."""
    first = ask(ladder, prompt=WORDS * 10).attempts[0]
    assert first.window == 1_000
    assert first.prompt_tokens > first.window


def test_a_refusal_is_paid_for_once(ladder, ask, providers):
    """The window that the vendor stated is remembered: the next call begins higher."""
    ask(ladder, prompt=WORDS * 10)
    before = len(providers.requests)
    reply = ask(ladder, prompt=WORDS * 12)
    assert outcomes(reply.attempts) == [
        ("writer", "skipped", "context_window"),
        ("long", "answered", None),
    ]
    assert "exceed its window of 1,000" in reply.attempts[0].detail
    assert len(providers.requests) == before + 1


def test_a_window_of_the_file_saves_the_first_refusal(make_gate, ask, providers):
    """Nothing is sent to a model that certainly cannot hold the prompt."""
    gate = make_gate(
        {
            "writer": {
                **VENDORS["openai"],
                "context_window": 1_000,
                "fallbacks": {"context_window": ["long"]},
            },
            "long": VENDORS["anthropic"],
        }
    )
    reply = ask(gate, model="writer", prompt=WORDS * 20)
    assert outcomes(reply.attempts)[0] == ("writer", "skipped", "context_window")
    assert [request.vendor for request in providers.requests] == ["anthropic"]


def test_the_last_rung_is_always_tried(make_gate, ask, providers):
    """An estimate refuses no call: the vendor has the last word."""
    gate = make_gate({"writer": {**VENDORS["openai"], "context_window": 10}})
    assert ask(gate, prompt=WORDS).text.startswith("You said")


def test_a_fallback_after_an_outage_is_not_too_small(make_gate, ask, providers):
    """A rung that cannot hold the prompt is skipped, whatever the cause was."""
    gate = make_gate(
        {
            "writer": {**VENDORS["anthropic"], "fallbacks": ["small", "huge"]},
            "small": {**VENDORS["openai"], "context_window": 500},
            "huge": VENDORS["gemini"],
        }
    )
    providers.script("anthropic", Fail(503))
    reply = ask(gate, model="writer", prompt=WORDS * 10)
    assert outcomes(reply.attempts) == [
        ("writer", "failed", "unavailable"),
        ("small", "skipped", "context_window"),
        ("huge", "answered", None),
    ]


def test_too_much_output_is_lowered_to_what_the_window_leaves(make_gate, ask, providers):
    """A sensible part of the answer is better than a climb, and the attempt says so."""
    gate = make_gate({"writer": {**VENDORS["anthropic"], "context_window": 1_000}})
    reply = ask(gate, prompt=WORDS * 4, max_tokens=790)
    sent = providers.requests[-1].body["max_tokens"]
    assert 300 < sent < 790
    assert reply.attempts[-1].changes[0].startswith(f"set max_tokens to {sent}")


def test_a_prompt_that_was_cut_silently_is_told(make_gate, ask_plain, providers):
    """A vendor that counts far fewer tokens than were sent may have cut the prompt."""
    gate = make_gate({"writer": VENDORS["openai"]})
    usage = {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42}
    providers.script("openai", Answer(FakeAnswer("sure", usage=usage)))
    reply = ask_plain(gate, prompt=WORDS * 4)
    assert "it may have cut the prompt" in reply.attempts[-1].detail
    assert reply.text == "sure"


def test_a_plan_tells_who_would_answer(ladder):
    """Windows, their sources and the figures, and nothing is sent."""
    plan = ladder.explain(model="writer", prompt_tokens=150_000)
    assert [(rung.model, rung.window, rung.source, rung.fits) for rung in plan.rungs] == [
        ("writer", 128_000, "catalogue", False),
        ("long", 200_000, "catalogue", True),
        ("huge", 1_048_576, "catalogue", True),
    ]
    assert str(plan).splitlines()[0] == (
        "writer (openai/gpt-4o-mini): too small: 150,000 tokens exceed its window of 128,000, "
        "as the catalogue says"
    )


def test_a_plan_knows_what_the_vendor_stated(ladder, ask_plain):
    """After a refusal the source is the vendor."""
    ask_plain(ladder, prompt=WORDS * 10)
    rung = ladder.explain(model="writer", prompt="x").rungs[0]
    assert (rung.window, rung.source, rung.fits) == (1_000, "vendor", True)


def test_a_plan_sends_nothing(ladder, providers):
    """Not even with a conversation to count."""
    plan = ladder.explain(model="writer", messages=[{"role": "user", "content": WORDS}])
    assert 80 < plan.prompt_tokens < 160
    assert providers.requests == ()


def test_a_plan_of_an_unknown_model_names_the_nearest(ladder):
    """As a call would."""
    with pytest.raises(llmgate.UnknownModelError, match="did you mean 'writer'"):
        ladder.explain(model="writr", prompt_tokens=5)


@settings(deadline=None, max_examples=60)
@given(
    windows=st.lists(st.integers(1, 2_000) | st.none(), min_size=1, max_size=4),
    words=st.integers(0, 1_000),
    output=st.integers(1, 3_000) | st.none(),
    keyless=st.sets(st.integers(0, 3)),
)
def test_no_call_is_refused_by_the_estimate_alone(windows, words, output, keyless):
    """Whatever the windows, somebody who can be asked is asked before a call is given up."""
    transport = ScriptedTransport(*[Failure("ContextWindowExceededError", "too long", 400)] * 9)
    names = [f"m{at}" for at in range(len(windows))]
    models = {
        name: {
            "route": "hosted_vllm/private",
            "api_key": "${UNSET}" if at in keyless else "sk-scripted",
            **({"context_window": window} if window else {}),
        }
        for at, (name, window) in enumerate(zip(names, windows, strict=True))
    }
    models["m0"]["fallbacks"] = {"context_window": names[1:], "auth": names[1:]}
    gate = llmgate.Gate.from_dict({"models": models}, transport=transport, environ={})
    with pytest.raises(llmgate.ApiError):
        gate.completion(model="m0", prompt="word " * words, max_tokens=output)
    asked = bool(transport.requests)
    assert asked == (len(keyless & set(range(len(windows)))) < len(windows))
