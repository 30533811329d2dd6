"""The deadline holds for all of a call: keys, waits and attempts."""

import threading

import pytest
from failures import busy
from timing import FakeTime

import llmgate
from llmgate.keys.credentials import FetchedKey
from llmgate.testing import ScriptedTransport
from llmgate.transport import Failure

SOON = busy(3)
UNSUPPORTED = Failure("UnsupportedParamsError", "openai does not support parameters: temperature")

KEYED = {"route": "openai/a", "api_key": {"file": "of the double"}, "fallbacks": ["b"]}
BESIDE = {"route": "openai/b", "api_key": "k"}


def story(attempts):
    """Each attempt as ``model outcome reason``, in short."""
    return [" ".join(filter(None, (a.model, a.outcome, a.reason))) for a in attempts]


@pytest.fixture
def keyed(monkeypatch):
    """A gate whose first model's key comes from a function, with a model beside it."""

    def make(fetch, *script, **defaults):
        monkeypatch.setattr("llmgate.models.deployment.key_from_file", lambda _: FetchedKey(fetch))
        transport = ScriptedTransport(*script)
        config = {"defaults": {"model": "a", **defaults}, "models": {"a": KEYED, "b": BESIDE}}
        return llmgate.Gate.from_dict(config, transport=transport), transport

    return make


@pytest.fixture
def never():
    """A fetch that ends with the test."""
    over = threading.Event()
    yield lambda: str(over.wait(60))
    over.set()


def test_a_key_that_does_not_come_in_time_is_no_fault_of_the_vendor(ask, keyed, never):
    """Nothing was sent, so the rung is skipped, and the next one answers."""
    gate, _ = keyed(never, "fine", timeout=0.05)
    attempts = ask(gate, prompt="x").attempts
    assert story(attempts) == ["a skipped timeout", "b answered"]


def test_nobody_is_asked_once_a_key_has_used_up_the_deadline(ask, keyed, never):
    """The error is that of the key, and the rungs that are left were not asked."""
    gate, transport = keyed(never, deadline=0.1)
    with pytest.raises(llmgate.ApiError, match="the key was not fetched within") as caught:
        ask(gate, prompt="x")
    assert story(caught.value.attempts) == ["a skipped timeout", "b skipped timeout"]
    assert transport.requests == []


def test_the_time_that_a_key_took_is_the_attempt_s(ask, keyed):
    """An attempt has its seconds once, and not once for the key and once for the answer."""
    pause = threading.Event()

    def slowly():
        pause.wait(0.3)
        return "key"

    gate, transport = keyed(slowly, "fine", deadline=10)
    ask(gate, prompt="x")
    assert transport.requests[0].timeout <= 9.7


def test_a_request_that_is_made_anew_does_not_wait_anew(ask):
    """A keyword that LiteLLM refuses is dropped at once: nothing had been sent."""
    time = FakeTime()
    transport = ScriptedTransport(SOON, UNSUPPORTED, "fine")
    config = {"models": {"a": {"route": "openai/a", "api_key": "k"}}}
    gate = llmgate.Gate.from_dict(config, transport=transport, timing=time.timing)
    attempts = ask(gate, prompt="x", temperature=1).attempts
    assert (time.waits, attempts[-1].waited) == ([3.0], 3.0)
