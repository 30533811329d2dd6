"""What the gate has learnt saves calls, and never refuses one."""

import json
import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import VENDORS
from hypothesis import given, settings
from hypothesis import strategies as st

import llmgate
from llmgate.sizing.bounds import most_tokens
from llmgate.testing import (
    Answer,
    Fail,
    FakeAnswer,
    FakeModel,
    FakeProviders,
    ScriptedTransport,
)
from llmgate.transport import Failure

WORDS = "word " * 100
TURN = [{"role": "assistant", "content": "Go on."}, {"role": "user", "content": WORDS * 2}]


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
    assert 256 <= sent < 790
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


def refusals(providers, gate, ask):
    """A conversation that outgrows three of four models: the refusals of each of its turns."""
    found, messages = [], []
    for _ in range(15):
        before, messages = len(providers.requests), [*messages, *TURN]
        ask(gate, model="m1", messages=messages, max_tokens=20)
        statuses = [request.status for request in providers.requests[before:]]
        found.append(statuses.count(400))
    return found


def test_a_growing_conversation_pays_once_for_each_rung(ask):
    """At most one refusal for each window that is not known yet, and then none."""
    windows = {"m1": 600, "m2": 1_500, "m3": 2_900, "m4": 9_000}
    with FakeProviders({name: FakeModel(window) for name, window in windows.items()}) as providers:
        models = {
            name: {**VENDORS["openai"], "route": f"openai/{name}", "sticky": False}
            for name in windows
        }
        models["m1"]["fallbacks"] = {"context_window": ["m2", "m3", "m4"]}
        gate = llmgate.Gate.from_dict({"models": models}, environ=providers.environ())
        first, second = refusals(providers, gate, ask), refusals(providers, gate, ask)
    assert (sum(first) <= 3, max(first), sum(second)) == (True, 1, 0)


def test_a_plan_counts_the_output_that_anthropic_is_sent(make_gate):
    """LiteLLM asks it for the model's whole output where the caller leaves that open."""
    model = {**VENDORS["anthropic"], "context_window": 1_000, "max_output_tokens": 800}
    gate = make_gate({"writer": model})
    rung = gate.explain(model="writer", prompt_tokens=600).rungs[0]
    assert rung.why == "600 tokens leave 400 of its window of 1,000 for output, not 800"


def test_a_plan_counts_the_model_s_own_defaults(make_gate):
    """What the file asks for counts as what the caller asks for, and the cap lowers it."""
    model = {
        **VENDORS["openai"],
        "context_window": 1_000,
        "max_output_tokens": 300,
        "params": {"max_tokens": 5_000},
    }
    gate = make_gate({"writer": model})
    rung = gate.explain(model="writer", prompt_tokens=600).rungs[0]
    assert rung.why == "600 tokens and 300 of output fit its window of 1,000"


CALL = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
ASKED = {"role": "assistant", "content": None, "tool_calls": [CALL]}
PICTURE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
BOUNDS = {
    "ascii": ({"role": "user", "content": "a" * 100}, 120),
    "wider": ({"role": "user", "content": "é" * 100}, 420),
    "call": (ASKED, 16 + len("assistant") + len(json.dumps([CALL], separators=(",", ":")))),
    "picture": ({"role": "user", "content": [PICTURE]}, math.inf),
    "sound": ({"role": "assistant", "content": "", "audio": {"id": "a"}}, math.inf),
    "set": ({"role": "user", "content": "", "name": {1, 2}}, math.inf),
}


@pytest.mark.parametrize("message,most", BOUNDS.values(), ids=BOUNDS.keys())
def test_a_prompt_is_bounded_by_its_bytes(message, most):
    """ASCII is a byte a character, calls count as their JSON, what is no text has no bound."""
    assert most_tokens({"messages": [message]}) == most


def test_an_agent_s_prompt_is_settled_by_its_bytes():
    """Tools and calls included: most calls of an agent need no estimate to be sent."""
    tool = {"type": "function", "function": {"name": "look", "parameters": {}}}
    result = {"role": "tool", "tool_call_id": "call_1", "content": WORDS}
    messages = [{"role": "user", "content": "Look."}, ASKED, result]
    assert most_tokens({"messages": messages, "tools": [tool]}) < 1_500


def test_threads_share_what_a_gate_knows():
    """Windows, counts and conversations hold while many threads learn and forget them."""
    texts = [f"{number} " + WORDS * (1 + number % 9) for number in range(60)]
    refusal = Failure("BadRequestError", "maximum context length is 900 tokens", 400)

    def answer(request):
        said = len(request.arguments["messages"][0]["content"])
        return refusal if request.endpoint.route == "openai/small" and said > 3_600 else "Yes."

    transport = ScriptedTransport(*[answer] * 3_000)
    models = {
        "small": {"route": "openai/small", "fallbacks": {"context_window": ["large"]}},
        "large": {"route": "openai/large"},
    }
    gate = llmgate.Gate.from_dict({"models": models}, transport=transport, environ={})

    def call(number):
        prompt = texts[number % len(texts)]
        reply = gate.completion(model="small", prompt=prompt, conversation=f"c{number % 7}")
        return reply.text

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(call, range(600)))
    assert said == ["Yes."] * 600


@settings(max_examples=60)
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
