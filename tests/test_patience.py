"""Which rung is waited for where all have failed, and for how long."""

import pytest
from failures import DOWN, MISTAKE, WRONG_KEY
from timing import FakeTime

import llmgate
from llmgate.keys.credentials import BRAND_NEW, FetchedKey
from llmgate.testing import ScriptedTransport
from llmgate.transport import Failure


def busy(seconds):
    """A rate limit whose vendor states a wait."""
    headers = {"retry-after": str(seconds)}
    return Failure("RateLimitError", "Too many requests", 429, headers=headers)


@pytest.fixture
def time():
    """Time that passes only when somebody waits."""
    return FakeTime()


@pytest.fixture
def gate(time):
    """A gate over ``a`` with the fallback ``b``, and its scripted carrier."""
    transport = ScriptedTransport()
    config = {
        "models": {
            "a": {"route": "openai/a", "api_key": "k", "fallbacks": ["b"]},
            "b": {"route": "openai/b", "api_key": "k"},
        }
    }
    return llmgate.Gate.from_dict(config, transport=transport, timing=time.timing), transport


def call(gate, way, *script, **arguments):
    """The attempts of a call of ``a`` as ``model outcome reason``, in short."""
    gate[1].script(*script)
    try:
        attempts = way(gate[0], model="a", prompt="x", **arguments).attempts
    except llmgate.ApiError as error:
        attempts = error.attempts
    return [" ".join(filter(None, (a.model, a.outcome, a.reason))) for a in attempts]


def test_a_long_wait_for_the_model_asked_for_gives_way_to_a_fallback_s_short_one(ask, gate, time):
    """Nobody sleeps for minutes where a fallback is ready in seconds."""
    story = call(gate, ask, busy(200), busy(3), "fine")
    assert story == ["a failed rate_limit", "b failed rate_limit", "b answered"]
    assert time.waits == [3.0]


def test_a_fallback_at_rest_is_not_waited_for_while_another_model_is_ready_before(ask, gate, time):
    """A rest is slept through only where nothing can be had sooner."""
    call(gate, ask, busy(5), busy(200), "fine")
    time.waits.clear()
    story = call(gate, ask, busy(3), "fine")
    assert story == ["a failed rate_limit", "b skipped rate_limit", "a answered"]
    assert time.waits == [3.0]


def test_a_wait_of_no_seconds_at_all_is_none(ask, gate, time):
    """A vendor that states 0 and is still busy is not asked in a tight loop."""
    call(gate, ask, busy(0), busy(0), busy(0), "fine")
    assert time.waits == [0.5, 1.0]


def test_what_the_deadline_left_undone_is_no_matter_for_a_mistake(ask, gate):
    """A mistake of the caller's ends the call, however long the deadline is."""
    gate[1].script(busy(900), MISTAKE)
    with pytest.raises(llmgate.ApiError) as caught:
        ask(gate[0], model="a", prompt="x")
    assert "deadline" not in str(caught.value)


def test_a_key_that_runs_out_between_two_attempts_is_renewed(ask, monkeypatch):
    """Whatever failed before, a key in hand for a while may have been replaced."""
    texts, clock = iter(["old", "new"]), FakeTime()
    key = FetchedKey(lambda: next(texts), clock=lambda: clock.now)
    monkeypatch.setattr("llmgate.models.deployment.key_from_file", lambda _: key)
    transport = ScriptedTransport("fine", DOWN, WRONG_KEY, "fine")
    config = {"models": {"a": {"route": "openai/a", "api_key": {"file": "of the double"}}}}
    gate = llmgate.Gate.from_dict(config, transport=transport, timing=clock.timing)
    ask(gate, prompt="x")
    clock.now += BRAND_NEW
    assert ask(gate, prompt="x").attempts[-1].outcome == "answered"
