"""What helps against each cause: retries, waits, other deployments, fallbacks, the deadline."""

from contextlib import suppress

import pytest
from failures import (
    BLOCKED,
    BROKE,
    BUSY,
    DOWN,
    GONE,
    MISTAKE,
    SLOW,
    TOO_LONG,
    TOO_MUCH,
    WRONG_KEY,
    busy,
)
from timing import FakeTime
from ways import WAYS

import llmgate
from llmgate.keys.credentials import BRAND_NEW, FetchedKey
from llmgate.testing import ScriptedTransport
from llmgate.transport import Failure

SOON = busy(3)
LATER = busy(900)
DOWN_LONG = Failure("ServiceUnavailableError", "overloaded", 503, headers={"retry-after": "20"})

FALLBACK = {"fallbacks": ["b"]}


@pytest.fixture
def time():
    """Time that passes only when somebody waits."""
    return FakeTime()


@pytest.fixture
def call(time):
    """Ask a model ``a`` of such a kind, with a model ``b`` beside it, by a script of answers."""

    def make(way, *script, a=None, b=None, defaults=None, **arguments):
        transport = ScriptedTransport(*script)
        config = {
            "defaults": {"model": "a", **(defaults or {})},
            "models": {
                "a": {"route": "openai/a", "api_key": "k", **(a or {})},
                "b": {"route": "openai/b", "api_key": "k", **(b or {})},
            },
        }
        gate = llmgate.Gate.from_dict(config, transport=transport, timing=time.timing)
        try:
            return way(gate, prompt="x", **arguments).attempts
        except llmgate.ApiError as error:
            return error.attempts

    return make


def story(attempts):
    """Each attempt as ``model outcome reason``, in short."""
    return [" ".join(filter(None, (a.model, a.outcome, a.reason))) for a in attempts]


@pytest.mark.parametrize("failure", [DOWN, SLOW])
def test_a_passing_trouble_is_tried_again_after_growing_pauses(ask, call, time, failure):
    """Each further attempt waits twice as long as the one before, at the most."""
    attempts = call(ask, failure, failure, "fine")
    assert [attempt.outcome for attempt in attempts] == ["failed", "failed", "answered"]
    assert time.waits == [0.5, 1.0]
    assert [attempt.waited for attempt in attempts] == [0, 0.5, 1.0]


def test_the_jitter_is_full(ask, call, time):
    """Chance may shorten a pause to nothing."""
    time.chance = 0.25
    call(ask, DOWN, DOWN, "fine")
    assert time.waits == [0.125, 0.25]


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_there_are_as_many_retries_as_the_file_says(ask, call, retries):
    """After them the call ends with the vendor's own failure."""
    attempts = call(ask, *[DOWN] * (retries + 1), a={"retries": retries})
    assert story(attempts) == ["a failed unavailable"] * (retries + 1)


def test_retries_come_before_the_fallback(ask, call):
    """A vendor that is down is tried again, then the next model of the list."""
    attempts = call(ask, DOWN, DOWN, DOWN, "fine", a=FALLBACK)
    assert story(attempts) == ["a failed unavailable"] * 3 + ["b answered"]


def test_a_rate_limit_with_an_alternative_is_stepped_over_at_once(ask, call, time):
    """Nobody sleeps while another model can answer."""
    attempts = call(ask, SOON, "fine", a=FALLBACK)
    assert story(attempts) == ["a failed rate_limit", "b answered"]
    assert time.waits == []


def test_a_long_pause_is_not_slept_through_while_others_can_answer(ask, call, time):
    """A vendor that is down for longer than a retry would wait gives way."""
    attempts = call(ask, DOWN_LONG, "fine", a=FALLBACK)
    assert (story(attempts), time.waits) == (["a failed unavailable", "b answered"], [])


def test_a_rate_limit_without_alternative_waits_as_the_vendor_says(ask, call, time):
    """The wait is the vendor's, and stands in the attempt."""
    attempts = call(ask, SOON, "fine")
    assert story(attempts) == ["a failed rate_limit", "a answered"]
    assert (time.waits, attempts[1].waited) == ([3.0], 3.0)


def test_a_rate_limit_without_a_wait_backs_off(ask, call, time):
    """A vendor that does not say how long is asked again after growing pauses."""
    call(ask, BUSY, BUSY, "fine")
    assert time.waits == [0.5, 1.0]


def test_when_all_failed_the_model_that_was_asked_for_is_tried_again(ask, call, time):
    """Waiting comes after the alternatives, and before giving up."""
    attempts = call(ask, SOON, WRONG_KEY, "fine", a=FALLBACK)
    assert story(attempts) == ["a failed rate_limit", "b failed auth", "a answered"]
    assert time.waits == [3.0]


def test_where_waiting_cannot_help_the_model_asked_for_a_fallback_gets_the_wait(ask, call, time):
    """An overflow that climbed to a busy model waits for that one."""
    ladder = {"fallbacks": {"context_window": ["b"]}}
    attempts = call(ask, TOO_LONG, SOON, "fine", a=ladder)
    assert story(attempts) == ["a failed context_window", "b failed rate_limit", "b answered"]
    assert time.waits == [3.0]


def test_what_a_retry_reveals_opens_the_list_for_it(ask, call):
    """A model that was busy and then too small climbs as if it had said so first."""
    ladder = {"fallbacks": {"context_window": ["b"]}}
    attempts = call(ask, BUSY, TOO_LONG, "fine", a=ladder)
    assert story(attempts) == ["a failed rate_limit", "a failed context_window", "b answered"]


@pytest.mark.parametrize(
    "failure, reason",
    [(BROKE, "quota"), (WRONG_KEY, "auth"), (GONE, "not_found"), (BLOCKED, "content_policy")],
)
def test_what_no_wait_cures_is_never_tried_again(ask, call, time, failure, reason):
    """Neither alone nor beside a fallback."""
    assert story(call(ask, failure)) == [f"a failed {reason}"]
    assert story(call(ask, failure, "fine", a=FALLBACK)) == [f"a failed {reason}", "b answered"]
    assert time.waits == []


def test_a_mistake_of_the_caller_s_is_raised_at_once(ask, call):
    """No fallback and no retry ever hides it, be it the first rung's or a later one's."""
    assert story(call(ask, MISTAKE, a=FALLBACK)) == ["a failed bad_request"]
    attempts = call(ask, BUSY, MISTAKE, a=FALLBACK)
    assert story(attempts) == ["a failed rate_limit", "b failed bad_request"]


def test_a_request_larger_than_the_rate_is_not_waited_for(ask, call, time):
    """No wait makes one request smaller than the tokens of a minute."""
    assert (story(call(ask, TOO_MUCH)), time.waits) == (["a failed rate_limit"], [])


def test_each_cause_has_its_list(ask, call):
    """A rate limit goes to its own list, whatever ``any`` says."""
    lists = {"fallbacks": {"rate_limit": ["b"], "any": []}}
    assert story(call(ask, SOON, "fine", a=lists))[-1] == "b answered"
    assert story(call(ask, WRONG_KEY, a=lists)) == ["a failed auth"]


def test_no_wait_is_begun_that_cannot_end_in_time(ask, call, time):
    """The deadline holds, and the vendor's wait is not begun."""
    assert story(call(ask, LATER)) == ["a failed rate_limit"]
    assert time.waits == []


def test_the_error_says_what_was_left_undone(time):
    """Which wait the deadline left no time for stands in the message."""
    config = {"models": {"a": {"route": "openai/a", "api_key": "k"}}}
    gate = llmgate.Gate.from_dict(config, transport=ScriptedTransport(LATER), timing=time.timing)
    with pytest.raises(llmgate.ApiError) as caught:
        gate.completion(prompt="x")
    text = "the deadline of 300 s left no time for asking a again after 900 s"
    assert text in str(caught.value)


def test_no_attempt_is_begun_after_the_deadline(call, time):
    """Rungs that are left then are in the trace, as not asked."""

    def slow(_request):
        time.now += 100
        return BUSY

    attempts = call(WAYS["sync"], slow, a=FALLBACK, defaults={"deadline": 90})
    assert story(attempts) == ["a failed rate_limit", "b skipped timeout"]
    assert "the deadline of 90 s has passed" in attempts[1].detail


def test_an_attempt_gets_no_more_time_than_is_left(time):
    """The time-out of an attempt shrinks to what the deadline leaves."""
    transport = ScriptedTransport(SOON, "fine")
    config = {
        "defaults": {"deadline": 10, "timeout": 60},
        "models": {"a": {"route": "openai/a", "api_key": "k"}},
    }
    gate = llmgate.Gate.from_dict(config, transport=transport, timing=time.timing)
    gate.completion(prompt="x")
    assert [request.timeout for request in transport.requests] == [10, 7]


def test_a_stream_may_be_silent_for_as_long_as_the_file_says(ask_stream, time):
    """``stream_timeout`` is the time-out between two pieces of a stream, not of a plain call."""
    transport = ScriptedTransport("fine", "fine")
    config = {
        "defaults": {"timeout": 60, "stream_timeout": 7},
        "models": {"a": {"route": "openai/a", "api_key": "k"}},
    }
    gate = llmgate.Gate.from_dict(config, transport=transport, timing=time.timing)
    ask_stream(gate, prompt="x")
    gate.completion(prompt="x")
    assert [request.timeout for request in transport.requests] == [7, 60]


def test_the_next_deployment_comes_before_the_fallback(ask, call):
    """A key that is refused gives way to the model's other key."""
    two = {**FALLBACK, "api_key": None, "deployments": [{"api_key": "k1"}, {"api_key": "k2"}]}
    two.pop("api_key")
    attempts = call(ask, WRONG_KEY, "fine", a=two)
    assert [(a.model, a.deployment, a.outcome) for a in attempts] == [
        ("a", 0, "failed"),
        ("a", 1, "answered"),
    ]


def test_what_the_vendor_billed_for_nothing_is_told(ask, call):
    """An answer that was cut, and paid for, has its tokens in its attempt."""
    usage = {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}
    cut = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": ""},
                "finish_reason": "length",
            }
        ],
        "usage": usage,
    }
    attempts = call(ask, cut, "fine", a={"fallbacks": {"context_window": ["b"]}})
    assert story(attempts) == ["a failed output_length", "b answered"]
    assert (attempts[0].prompt_tokens, attempts[0].completion_tokens) == (5, 9)


class Replaced:
    """A key command whose output is replaced while a gate runs, and the clock of the keys."""

    def __init__(self):
        self.now, self.texts = 0.0, iter(["old", "new"])
        self.key = FetchedKey(lambda: next(self.texts), clock=lambda: self.now)


@pytest.mark.parametrize(
    "age, sent",
    [(BRAND_NEW + 1, ["old", "old", "new"]), (BRAND_NEW - 1, ["old", "old"])],
    ids=["in hand for a while", "just fetched"],
)
def test_a_fetched_key_that_is_refused_is_fetched_anew_once(ask, monkeypatch, age, sent):
    """A key that was in hand for a while may have been replaced; one just fetched was not."""
    source = Replaced()
    monkeypatch.setattr("llmgate.models.deployment.key_from_file", lambda _: source.key)
    transport = ScriptedTransport("fine", WRONG_KEY, "fine")
    config = {"models": {"a": {"route": "openai/a", "api_key": {"file": "of the double"}}}}
    gate = llmgate.Gate.from_dict(config, transport=transport)
    ask(gate, prompt="x")
    source.now = age
    with suppress(llmgate.ApiError):
        ask(gate, prompt="x")
    assert [request.endpoint.api_key.reveal() for request in transport.requests] == sent


def test_a_rung_whose_key_cannot_be_fetched_is_skipped(call, ask, tmp_path):
    """Nothing was sent to it, and the attempt names the file."""
    attempts = call(ask, "fine", a={**FALLBACK, "api_key": {"file": str(tmp_path / "none")}})
    assert story(attempts) == ["a skipped auth", "b answered"]
    assert str(tmp_path / "none") in attempts[0].detail
