"""Every attempt is heard once, when it is over: on the logger and by callbacks."""

import json
import logging

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import Cut, Fail, RateLimit, StreamError

BACKED = {
    "writer": {**VENDORS["openai"], "fallbacks": ["long"]},
    "long": VENDORS["anthropic"],
}


@pytest.fixture
def heard(make_gate):
    """A gate with a fallback, and the list of what a callback of its heard."""
    gate, attempts = make_gate(BACKED), []
    gate.on_attempt(attempts.append)
    return gate, attempts


def lines(caplog):
    """What the logger said, by level."""
    return [(record.levelname, record.getMessage()) for record in caplog.records]


@pytest.fixture(autouse=True)
def own_logger(caplog):
    """Every line of the library's own logger."""
    caplog.set_level(logging.INFO, logger="llmgate")


def test_each_attempt_is_one_line_and_one_callback(heard, ask, providers, caplog):
    """A failure is a warning, an answer an information, and a callback hears the same."""
    gate, attempts = heard
    providers.script("openai", Fail(503))
    reply = ask(gate, model="writer", prompt="x")
    assert tuple(attempts) == reply.attempts
    assert lines(caplog) == [
        ("WARNING", str(reply.attempts[0])),
        ("INFO", str(reply.attempts[1])),
    ]


def test_a_stream_is_heard_at_its_end_with_what_it_took(heard, providers):
    """Tokens and time of a stream are known when it is over, and not before."""
    gate, attempts = heard
    with gate.completion(model="writer", prompt="x", stream=True) as stream:
        next(stream)
        assert attempts == []
        for _ in stream:
            pass
    assert attempts == list(stream.attempts)
    assert attempts[0].completion_tokens == stream.reply.usage["completion_tokens"]


@pytest.mark.parametrize("fault", [Cut(1), StreamError(1)])
def test_a_stream_that_breaks_off_is_heard_as_failed_and_once(
    heard, ask_stream, providers, caplog, fault
):
    """What began as an answer ends as the failure that it was."""
    gate, attempts = heard
    providers.script("openai", fault)
    with pytest.raises(llmgate.StreamInterruptedError) as caught:
        ask_stream(gate, model="writer", prompt="x")
    assert [attempt.outcome for attempt in attempts] == ["failed"]
    assert tuple(attempts) == caught.value.attempts
    assert [level for level, _ in lines(caplog)] == ["WARNING"]


def test_a_stream_closed_early_is_heard_once(heard, providers):
    """Its attempt stays an answer: the vendor did nothing wrong."""
    gate, attempts = heard
    stream = gate.completion(model="writer", prompt="x", stream=True)
    next(stream)
    stream.close()
    stream.close()
    assert [attempt.outcome for attempt in attempts] == ["answered"]


def test_a_callback_that_raises_harms_no_call_and_no_other_callback(ask, make_gate):
    """Its trouble is logged, and the next one hears the attempt all the same."""
    gate, attempts = make_gate(BACKED), []
    gate.on_attempt(lambda _: 1 / 0)
    gate.on_attempt(attempts.append)
    reply = ask(gate, model="writer", prompt="x")
    assert tuple(attempts) == reply.attempts


async def awaited(_attempt):
    """A callback that nobody would await."""


def test_a_callback_that_would_never_run_is_refused(make_gate):
    """Better no gate than a silent one."""
    with pytest.raises(llmgate.InvalidCallError, match="need not be awaited"):
        make_gate(BACKED).on_attempt(awaited)


def test_no_line_holds_the_prompt_or_the_answer(heard, ask, providers, caplog):
    """A log is read by more people than a conversation."""
    gate, _ = heard
    caplog.set_level(logging.DEBUG, logger="llmgate")
    providers.script("openai", RateLimit(1))
    reply = ask(gate, model="writer", prompt="the private question")
    assert "private question" in reply.text
    assert "private question" not in caplog.text


def test_attempts_are_data(heard, ask, providers):
    """They turn into JSON, with cost and tokens of what was billed."""
    gate, attempts = heard
    providers.script("openai", Fail(503))
    ask(gate, model="writer", prompt="x")
    failed, answered = json.loads(json.dumps([attempt.as_dict() for attempt in attempts]))
    assert (failed["cost"], failed["completion_tokens"]) == (None, None)
    assert answered["cost"] > 0
    assert answered["completion_tokens"] > 0
