"""Deployments that were refused are left alone for a while, and never for good."""

import threading

import pytest
from failures import BLOCKED, BUSY, DOWN, MISTAKE, SLOW, TOO_LONG, WRONG_KEY, busy
from timing import FakeTime
from ways import WAYS

import llmgate
from llmgate.policy.remedies import REMEDIES, Breaker
from llmgate.testing import ScriptedTransport

SOON = busy(5)
AGES = busy(86400)


class Gates:
    """A gate over a model with two keys and one with a fallback, answered by a script."""

    def __init__(self):
        self.time = FakeTime()
        self.transport = ScriptedTransport()
        models = {
            "keys": {"route": "openai/a", "deployments": [{"api_key": "k1"}, {"api_key": "k2"}]},
            "alone": {"route": "openai/b", "api_key": "k"},
            "backed": {"route": "openai/c", "api_key": "k", "fallbacks": ["alone"]},
        }
        self.gate = llmgate.Gate.from_dict(
            {"defaults": {"retries": 0}, "models": models},
            transport=self.transport,
            timing=self.time.timing,
        )

    def call(self, model, *script, way=WAYS["sync"], **arguments):
        """The attempts of one call, in short."""
        self.transport.script(*script)
        try:
            attempts = way(self.gate, model=model, prompt="x", **arguments).attempts
        except llmgate.ApiError as error:
            attempts = error.attempts
        return [(a.model, a.deployment, a.outcome, a.reason) for a in attempts]


@pytest.fixture
def gates():
    """A gate with a scripted carrier and a clock of its own."""
    return Gates()


SKIPPED = ("backed", 0, "skipped", "rate_limit")
STOOD_IN = ("alone", 0, "answered", None)


def test_a_deployment_rests_for_as_long_as_its_vendor_said(gates, ask):
    """Calls go elsewhere until then, and come back after it."""
    gates.call("backed", SOON, "fine")
    gates.time.now += 4.9
    assert gates.call("backed", "fine", way=ask) == [SKIPPED, STOOD_IN]
    gates.time.now += 0.2
    assert gates.call("backed", "fine", way=ask) == [("backed", 0, "answered", None)]


def test_why_a_rung_was_passed_over_stands_in_the_attempt(gates):
    """The trace says for how long, and who wanted it."""
    gates.call("backed", SOON, "fine")
    gates.transport.script("fine")
    reply = gates.gate.completion(model="backed", prompt="x")
    assert reply.attempts[0].detail == "left alone for 5 s more: its vendor asked for it"


def test_the_key_that_was_refused_rests_and_the_other_serves(gates):
    """However often the model is asked, the bad key is not tried again before its time."""
    first = gates.call("keys", WRONG_KEY, "fine")
    assert [outcome for _, _, outcome, _ in first] == ["failed", "answered"]
    bad = first[0][1]
    for _ in range(4):
        attempts = gates.call("keys", "fine")
        assert attempts[-1] == ("keys", 1 - bad, "answered", None)
        assert ("keys", bad, "failed", "auth") not in attempts


def test_a_rest_refuses_no_call(gates):
    """Where everybody rests, the call is sent all the same."""
    gates.call("backed", AGES, AGES)
    assert gates.call("backed", "fine")[-1][2] == "answered"
    assert gates.time.waits == []


def test_a_model_alone_waits_out_its_vendor_s_time(gates):
    """A call that has nowhere else to go waits before it asks, and not after."""
    gates.call("alone", SOON)
    assert gates.call("alone", "fine") == [("alone", 0, "answered", None)]
    assert gates.time.waits == [5.0]


def test_a_rest_that_a_vendor_asks_for_has_an_end(gates):
    """After a day's Retry-After the deployment is probed all the same, ten minutes later."""
    gates.call("backed", AGES, "fine")
    gates.time.now += 601
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


@pytest.mark.parametrize("failure, reason", [(DOWN, "unavailable"), (SLOW, "timeout")])
def test_a_passing_trouble_has_to_come_three_times_running(gates, failure, reason):
    """One failure is no reason to leave a vendor alone; an answer in between forgives."""
    failed = ("backed", 0, "failed", reason)
    for _ in range(2):
        assert gates.call("backed", failure, "fine")[0] == failed
    assert gates.call("backed", "fine")[0] == ("backed", 0, "answered", None)
    for _ in range(3):
        assert gates.call("backed", failure, "fine")[0] == failed
    assert gates.call("backed", "fine")[0] == ("backed", 0, "skipped", reason)


@pytest.mark.parametrize("failure", [TOO_LONG, MISTAKE, BLOCKED])
def test_a_refusal_of_the_request_rests_nobody(gates, failure):
    """An overflow, a mistake or refused content says nothing against the deployment."""
    for _ in range(5):
        gates.call("alone", failure)
    gates.call("backed", failure, *([] if failure is MISTAKE else ["fine"]))
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


def test_a_caller_s_own_tiny_timeout_rests_nobody(gates):
    """Who gives a vendor no time learns nothing of it."""
    for _ in range(5):
        gates.call("backed", SLOW, "fine", timeout=0.1)
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


def test_a_caller_s_own_key_rests_nobody(gates):
    """That it was refused says nothing of the file's key."""
    gates.call("backed", WRONG_KEY, "fine", api_key="sk-of-the-caller")
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


@pytest.mark.parametrize("own", [{"api_key": "sk-own"}, {"extra_headers": {"x-api-key": "own"}}])
def test_a_caller_s_own_key_is_asked_with_while_the_file_s_rests(gates, own):
    """One key is not the other: neither its refusal nor its answer counts for it."""
    gates.call("backed", WRONG_KEY, "fine")
    assert gates.call("backed", "fine", **own) == [("backed", 0, "answered", None)]
    assert gates.call("backed", "fine")[0] == ("backed", 0, "skipped", "auth")


def test_a_caller_s_harmless_header_changes_nothing(gates):
    """A call with a header for its trace is a call with the file's key."""
    headers = {"extra_headers": {"x-trace": "1"}}
    gates.call("backed", SOON, "fine", **headers)
    assert gates.call("backed", "fine", **headers) == [SKIPPED, STOOD_IN]


def test_what_a_caller_s_own_server_holds_is_not_the_file_s_window(gates):
    """A window is remembered for the place that stated it."""
    gates.call("backed", TOO_LONG, "fine", api_base="http://127.0.0.1:9/v1")
    gates.transport.script("fine")
    reply = gates.gate.completion(model="backed", prompt="x")
    assert reply.attempts[0].window is None


def test_the_breaker_rests_longer_after_each_failed_probe(gates):
    """It doubles from one second, and an answer sets it back."""
    for rest in (1, 2, 4):
        assert gates.call("backed", BUSY, "fine")[0] == ("backed", 0, "failed", "rate_limit")
        gates.time.now += rest - 0.1
        assert gates.call("backed", "fine")[0] == SKIPPED
        gates.time.now += 0.2
    gates.call("backed", "fine")
    assert gates.call("backed", BUSY, "fine")[0] == ("backed", 0, "failed", "rate_limit")
    gates.time.now += 1.1
    assert gates.call("backed", "fine")[0] == ("backed", 0, "answered", None)


def test_one_call_probes_and_the_others_go_elsewhere(gates):
    """When a rest is over, a single call finds out."""
    gates.call("backed", SOON, "fine")
    gates.time.now += 6
    probing, done = threading.Event(), threading.Event()

    def slowly(_request):
        probing.set()
        assert done.wait(10)
        return "fine"

    gates.transport.script(slowly)
    probe = threading.Thread(target=lambda: gates.gate.completion(model="backed", prompt="x"))
    probe.start()
    assert probing.wait(10)
    others = [gates.call("backed", "fine") for _ in range(3)]
    done.set()
    probe.join()
    assert others == [[SKIPPED, STOOD_IN]] * 3
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


def test_a_probe_that_is_given_up_frees_the_deployment(gates):
    """An interrupted call leaves no deployment waiting for its verdict."""
    gates.call("backed", SOON, "fine")
    gates.time.now += 6
    gates.transport.script(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        gates.gate.completion(model="backed", prompt="x")
    assert gates.call("backed", "fine") == [("backed", 0, "answered", None)]


def test_streams_that_break_off_count_against_their_deployment(gates, ask_stream):
    """A vendor that begins every answer and ends none is left alone too."""
    for _ in range(3):
        gates.transport.script(["begun", DOWN])
        with pytest.raises(llmgate.StreamInterruptedError):
            ask_stream(gates.gate, model="backed", prompt="x")
    assert gates.call("backed", "fine")[0] == ("backed", 0, "skipped", "unavailable")


def test_the_table_names_a_remedy_for_every_cause():
    """What deserves a rest is what is the deployment's own fault."""
    resting = {reason for reason, remedy in REMEDIES.items() if remedy.breaker}
    assert resting == {"rate_limit", "quota", "timeout", "unavailable", "auth", "not_found"}


def test_a_rest_grows_to_its_longest_and_no_further():
    """Doubling ends, however often a deployment fails."""
    breaker = Breaker(failures=2, shortest=3, longest=20)
    assert [breaker.rest(n) for n in (1, 2, 3, 4, 5, 10_000)] == [0, 3, 6, 12, 20, 20]
