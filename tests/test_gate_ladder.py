"""The ladder: who answers, and what the attempts say of it."""

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import Answer, Fail, FakeAnswer, Refuse

WORDS = "word " * 100


def outcomes(attempts):
    """Who was tried, how it ended and why."""
    return [(attempt.model, attempt.outcome, attempt.reason) for attempt in attempts]


def test_a_short_prompt_stays_on_the_first_rung(ladder, ask):
    """What fits the model that was asked for is answered by it."""
    reply = ask(ladder, prompt="hello")
    assert outcomes(reply.attempts) == [("writer", "answered", None)]


@pytest.mark.parametrize("times, climbed", [(10, ["writer"]), (40, ["writer", "long"])])
def test_a_prompt_that_outgrows_a_model_climbs(ladder, ask, times, climbed):
    """The first rung that holds the prompt answers, and each lower one is in the trace."""
    reply = ask(ladder, prompt=WORDS * times)
    failed = [(name, "failed", "context_window") for name in climbed]
    assert outcomes(reply.attempts)[: len(climbed)] == failed
    assert reply.attempts[-1].outcome == "answered"
    assert reply.model_name == reply.attempts[-1].model


def test_a_prompt_that_outgrows_every_model_is_one_overflow(ladder, ask):
    """The error is OpenAI's, with every attempt on it."""
    with pytest.raises(llmgate.ContextWindowExceededError) as caught:
        ask(ladder, prompt=WORDS * 1_000)
    error = caught.value
    assert (error.code, error.status_code) == ("context_length_exceeded", 400)
    assert [attempt.model for attempt in error.attempts] == ["writer", "long", "huge"]
    assert "widest window" in str(error)


def test_without_a_ladder_the_overflow_is_raised(make_gate, ask):
    """A model without fallbacks raises what its vendor said, as a bad request."""
    import openai  # noqa: PLC0415

    gate = make_gate({"writer": VENDORS["openai"]})
    with pytest.raises(openai.BadRequestError, match="maximum context length"):
        ask(gate, prompt=WORDS * 100)


def test_the_error_of_the_last_rung_is_raised_as_what_it_is(make_gate, ask, providers):
    """An overflow followed by a bad key is an authentication error."""
    import litellm  # noqa: PLC0415

    gate = make_gate(
        {
            "writer": {**VENDORS["openai"], "fallbacks": {"context_window": ["long"]}},
            "long": {**VENDORS["anthropic"], "api_key": "sk-ant-wrong-key"},
        }
    )
    with pytest.raises(litellm.AuthenticationError) as caught:
        ask(gate, model="writer", prompt=WORDS * 10)
    assert outcomes(caught.value.attempts) == [
        ("writer", "failed", "context_window"),
        ("long", "failed", "auth"),
    ]


def test_any_serves_every_cause_without_a_list(make_gate, ask, providers):
    """A vendor that fails gives way to the list of ``any``."""
    gate = make_gate(
        {"writer": {**VENDORS["openai"], "fallbacks": ["long"]}, "long": VENDORS["anthropic"]}
    )
    providers.script("openai", Fail(503))
    reply = ask(gate, model="writer", prompt="x")
    assert outcomes(reply.attempts) == [
        ("writer", "failed", "unavailable"),
        ("long", "answered", None),
    ]


def test_no_fallback_hides_a_mistake_of_the_caller_s(make_gate, ask, providers):
    """A bad request is raised at once."""
    gate = make_gate(
        {"writer": {**VENDORS["openai"], "fallbacks": ["long"]}, "long": VENDORS["anthropic"]}
    )
    body = {"error": {"message": "Invalid value", "type": "invalid_request_error"}}
    providers.script("openai", Refuse(400, body))
    import openai  # noqa: PLC0415

    with pytest.raises(openai.BadRequestError) as caught:
        ask(gate, model="writer", prompt="x")
    assert outcomes(caught.value.attempts) == [("writer", "failed", "bad_request")]


def test_a_rung_without_its_credential_is_skipped(make_gate, ask):
    """The variable's name is in the attempt, and the next rung answers."""
    gate = make_gate(
        {
            "writer": {**VENDORS["openai"], "fallbacks": {"context_window": ["long", "huge"]}},
            "long": {**VENDORS["anthropic"], "api_key": "${NOBODY_SET_THIS}"},
            "huge": VENDORS["gemini"],
        }
    )
    reply = ask(gate, model="writer", prompt=WORDS * 10)
    assert outcomes(reply.attempts) == [
        ("writer", "failed", "context_window"),
        ("long", "skipped", "auth"),
        ("huge", "answered", None),
    ]
    assert "NOBODY_SET_THIS" in reply.attempts[1].detail


def test_an_unset_key_is_said_before_anything_is_sent(make_gate, ask, providers):
    """The error names the variable, and no vendor heard of the call."""
    import litellm  # noqa: PLC0415

    gate = make_gate({"writer": {**VENDORS["openai"], "api_key": "${NOBODY_SET_THIS}"}})
    with pytest.raises(litellm.AuthenticationError, match="NOBODY_SET_THIS"):
        ask(gate, prompt="x")
    assert providers.requests == ()


@pytest.mark.parametrize(
    "models, cut",
    [("openai", "length"), ("anthropic", "max_tokens"), ("gemini", "MAX_TOKENS")],
)
def test_an_answer_without_text_that_was_cut_climbs(make_gate, ask, providers, models, cut):
    """A model whose limits cut its answer gives way to the next that allows more."""
    other = "gemini" if models == "anthropic" else "anthropic"
    gate = make_gate(
        {
            "writer": {**VENDORS[models], "fallbacks": {"context_window": ["long"]}},
            "long": VENDORS[other],
        }
    )
    providers.script(models, Answer(FakeAnswer("", stop=cut)))
    reply = ask(gate, model="writer", prompt="x")
    assert outcomes(reply.attempts) == [
        ("writer", "failed", "output_length"),
        ("long", "answered", None),
    ]


@pytest.mark.parametrize(
    "name, word",
    [
        ("openai", "model_context_window_exceeded"),
        ("openai", "model_length"),
        ("anthropic", "model_context_window_exceeded"),
    ],
)
def test_an_answer_that_the_window_cut_climbs(make_gate, ask_plain, providers, name, word):
    """The vendor's own word for it counts, which LiteLLM calls a stop."""
    gate = make_gate(
        {
            "writer": {**VENDORS[name], "fallbacks": {"context_window": ["huge"]}},
            "huge": VENDORS["gemini"],
        }
    )
    providers.script(name, Answer(FakeAnswer("half an ans", stop=word)))
    reply = ask_plain(gate, model="writer", prompt="x")
    assert outcomes(reply.attempts) == [
        ("writer", "failed", "output_length"),
        ("huge", "answered", None),
    ]


def test_a_cut_at_the_top_is_raised_with_the_partial_answer(make_gate, ask_plain, providers):
    """Nothing that was written is lost."""
    gate = make_gate({"writer": VENDORS["openai"]})
    providers.script("openai", Answer(FakeAnswer("half an ans", stop="length")))
    with pytest.raises(llmgate.ContextWindowExceededError) as caught:
        ask_plain(gate, prompt="x")
    assert caught.value.reply.text == "half an ans"
    assert caught.value.reply.finish_reason == "length"


def test_a_cut_answer_is_handed_over_if_the_file_says_so(make_gate, ask_plain, providers):
    """``on_length: return`` gives the answer as it is."""
    gate = make_gate({"writer": {**VENDORS["openai"], "on_length": "return"}})
    providers.script("openai", Answer(FakeAnswer("half an ans", stop="length")))
    reply = ask_plain(gate, prompt="x")
    assert (reply.text, reply.finish_reason) == ("half an ans", "length")


def test_a_cut_answer_is_raised_if_the_file_says_so(make_gate, ask, providers):
    """``on_length: raise`` climbs nowhere."""
    gate = make_gate(
        {
            "writer": {**VENDORS["openai"], "on_length": "raise", "fallbacks": ["long"]},
            "long": VENDORS["anthropic"],
        }
    )
    providers.script("openai", Answer(FakeAnswer("half an ans", stop="length")))
    with pytest.raises(llmgate.ContextWindowExceededError) as caught:
        ask(gate, model="writer", prompt="x")
    assert caught.value.reply.text == "half an ans"
    assert [attempt.model for attempt in caught.value.attempts] == ["writer"]


def test_a_caller_who_reaches_the_own_limit_gets_the_answer(ladder, ask, providers):
    """``max_tokens`` that the caller set and reached is no reason to climb."""
    reply = ask(ladder, prompt="a long question " * 20, max_tokens=5)
    assert reply.finish_reason == "length"
    assert reply.usage["completion_tokens"] == 5
    assert outcomes(reply.attempts) == [("writer", "answered", None)]


def test_more_output_than_the_model_has_is_lowered_and_said(make_gate, ask, providers):
    """The request asks for the model's cap, and the attempt tells."""
    gate = make_gate({"writer": {**VENDORS["openai"], "max_output_tokens": 300}})
    reply = ask(gate, prompt="x", max_tokens=5_000)
    assert providers.requests[-1].body["max_tokens"] == 300
    assert reply.attempts[-1].changes == (
        "lowered max_tokens from 5000 to 300, the model's output cap",
    )


def test_what_a_vendor_does_not_take_is_dropped_and_said(make_gate, ask):
    """A keyword without which the answer means the same is left out."""
    gate = make_gate({"writer": VENDORS["anthropic"]})
    reply = ask(gate, prompt="x", seed=7)
    assert reply.attempts[-1].changes == ("dropped seed: anthropic does not take it",)


def test_a_value_that_a_model_does_not_take_is_dropped_and_said(make_gate, ask):
    """A reasoning model takes no temperature of its caller's."""
    gate = make_gate({"thinker": {**VENDORS["openai"], "route": "openai/gpt-5"}})
    reply = ask(gate, prompt="x", temperature=0.2)
    assert reply.attempts[-1].changes == ("dropped temperature=0.2: openai does not take it",)


def test_a_rung_that_cannot_serve_the_call_is_skipped(make_gate, ask, providers):
    """Two answers cannot be had of Anthropic, so the rung after it is asked."""
    gate = make_gate(
        {
            "writer": {**VENDORS["openai"], "fallbacks": {"context_window": ["long", "huge"]}},
            "long": VENDORS["anthropic"],
            "huge": VENDORS["gemini"],
        }
    )
    reply = ask(gate, model="writer", prompt=WORDS * 10, logprobs=True)
    assert outcomes(reply.attempts)[1] == ("long", "skipped", "bad_request")
    assert "logprobs" in reply.attempts[1].detail
    assert reply.model_name == "huge"


def test_deployments_are_used_in_turn(make_gate, ask_plain, providers):
    """Several keys of one model share the calls."""
    keys = ("sk-fake-first", "sk-fake-second")
    place = {name: VENDORS["openai"][name] for name in ("route", "api_base")}
    gate = make_gate({"writer": {"deployments": [{**place, "api_key": key} for key in keys]}})
    turns = [ask_plain(gate, prompt="x").attempts[-1].deployment for _ in range(4)]
    assert turns == [0, 1, 0, 1]
    sent = [request.headers["authorization"] for request in providers.requests]
    assert sent == [f"Bearer {key}" for key in (*keys, *keys)]


def test_a_bad_key_gives_way_to_the_next_deployment(make_gate, ask):
    """One deployment's refusal is not its model's."""
    place = {name: VENDORS["openai"][name] for name in ("route", "api_base")}
    keys = ("sk-wrong-key", "${OPENAI_API_KEY}")
    gate = make_gate({"writer": {"deployments": [{**place, "api_key": key} for key in keys]}})
    reply = ask(gate, prompt="x")
    assert [(attempt.deployment, attempt.reason) for attempt in reply.attempts] == [
        (0, "auth"),
        (1, None),
    ]


def test_attempts_are_plain_data(ladder, ask_plain):
    """They pickle, turn into JSON, and read as a line."""
    import json  # noqa: PLC0415
    import pickle  # noqa: PLC0415

    attempts = ask_plain(ladder, prompt=WORDS * 10).attempts
    assert pickle.loads(pickle.dumps(attempts)) == attempts  # noqa: S301
    assert (
        json.loads(json.dumps([attempt.as_dict() for attempt in attempts]))[0]["model"] == "writer"
    )
    assert str(attempts[0]).startswith(
        "writer (openai/gpt-4o-mini) failed context_window (HTTP 400)"
    )


def test_every_attempt_is_told_to_the_callbacks(ladder, ask_plain):
    """A callback that raises harms no call."""
    heard = []
    ladder.on_attempt(lambda attempt: 1 / 0)
    ladder.on_attempt(heard.append)
    reply = ask_plain(ladder, prompt=WORDS * 10)
    assert tuple(heard) == reply.attempts
