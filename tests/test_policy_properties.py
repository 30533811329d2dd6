"""Whatever the file says and the vendors do: what holds for every call."""

import copy
from collections import Counter
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import FakeTime
from ways import PLAIN, WAYS

import llmgate
from llmgate.policy.patience import LEAST
from llmgate.testing import ScriptedTransport
from llmgate.testing.scripted import completion_body
from llmgate.transport import Failure


def busy(seconds):
    """A rate limit whose vendor states a wait."""
    headers = {"retry-after": str(seconds)}
    return Failure("RateLimitError", "Too many requests", 429, headers=headers)


CUT = completion_body("", "length")
TPM = "tokens per min (TPM): Limit 30000, Requested 40000"
OUTCOMES = {
    "fine": "fine",
    "cut": CUT,
    "busy": Failure("RateLimitError", "Too many requests", 429),
    "busy for 0 s": busy(0),
    "busy for 3 s": busy(3),
    "busy for 40 s": busy(40),
    "busy for 900 s": busy(900),
    "too large for the rate": Failure("RateLimitError", TPM, 429),
    "down": Failure("ServiceUnavailableError", "overloaded", 503),
    "slow": Failure("Timeout", "timed out", 408),
    "broke": Failure("RateLimitError", "You exceeded your current quota, check your billing", 429),
    "wrong key": Failure("AuthenticationError", "Incorrect API key provided", 401),
    "gone": Failure("NotFoundError", "The model does not exist", 404),
    "blocked": Failure("ContentPolicyViolationError", "content management policy", 400),
    "mistake": Failure("BadRequestError", "temperature must be a number", 400),
    "too long": Failure("ContextWindowExceededError", "maximum context length is 4096 tokens", 400),
}
PASSING = ["rate_limit", "timeout", "unavailable"]
LASTING = ["context_window", "output_length", "quota", "auth", "not_found", "content_policy"]
# After one of these, a deployment is not asked again in the same call.
FOR_GOOD = {*LASTING, "bad_request"}
# More lines than any call has attempts.
MOST = 60

ladders = st.lists(st.sampled_from("bc"), unique=True)
kinds = st.fixed_dictionaries({"keys": st.integers(1, 3), "retries": st.integers(0, 2)})


@st.composite
def files(draw):
    """A file of four models; ``d`` is in nobody's list but that of a fallback."""
    models = {}
    for name in "abcd":
        kind = draw(kinds)
        keys = [{"api_key": f"key-{name}{at}"} for at in range(kind["keys"])]
        models[name] = {"route": f"openai/{name}", "deployments": keys, "retries": kind["retries"]}
    models["a"]["fallbacks"] = draw(
        st.dictionaries(st.sampled_from(["any", *PASSING, *LASTING]), ladders)
    )
    models["b"]["fallbacks"] = ["d"]
    on_length = draw(st.sampled_from(["climb", "return", "raise"]))
    deadline = draw(st.sampled_from([2, 30, 300]))
    return {"defaults": {"on_length": on_length, "deadline": deadline}, "models": models}


lines = st.tuples(st.sampled_from(sorted(OUTCOMES)), st.sampled_from([0, 0, 0, 0.3, 25]))
calls = st.tuples(st.lists(lines, min_size=2, max_size=10), st.sampled_from([0, 2, 400]))


@dataclass
class Told:
    """All that can be seen of one call."""

    began: float
    attempts: tuple
    heard: list
    error: Exception | None
    sent: list
    waits: list

    @property
    def done(self):
        """The attempts in which something was sent."""
        return [attempt for attempt in self.attempts if attempt.outcome != "skipped"]


class Observed(FakeTime):
    """A clock that keeps when each wait began."""

    def __init__(self):
        super().__init__()
        self.begun = []

    def sleep(self, seconds):
        """Let so many seconds pass, and keep when that was."""
        self.begun.append((self.now, seconds))
        super().sleep(seconds)


class Play:
    """A gate whose vendors go by a script, and what is seen of it from outside."""

    def __init__(self, config, way):
        self.way = way
        self.time = Observed()
        self.transport = ScriptedTransport()
        self.gate = llmgate.Gate.from_dict(
            config, transport=self.transport, timing=self.time.timing
        )
        self.heard, self.sent = [], []
        self.gate.on_attempt(self.heard.append)

    def call(self, steps, later):
        """One call, and what was seen of it; ``later`` seconds pass after it."""
        for seen in (self.heard, self.sent, self.time.begun, self.transport._lines):  # noqa: SLF001
            seen.clear()
        self.transport.script(*(self.line(*step) for step in steps + [steps[-1]] * MOST))
        messages = [{"role": "user", "content": [{"type": "text", "text": "x"}]}]
        before, began, error = copy.deepcopy(messages), self.time.now, None
        try:
            attempts = self.way(self.gate, model="a", messages=messages).attempts
        except llmgate.ApiError as raised:
            attempts, error = raised.attempts, raised
        assert messages == before
        told = Told(began, attempts, [*self.heard], error, [*self.sent], [*self.time.begun])
        self.time.now += later
        return told

    def line(self, name, seconds):
        """A line of the script that takes so many seconds, or as many as it is given."""

        def answered(request):
            self.sent.append((self.time.now, request))
            self.time.now += min(seconds, request.timeout)
            return OUTCOMES[name]

        return answered


def played(config, script, way):
    """The calls of a script, one after the other, at one gate."""
    play = Play(config, way)
    calls = [play.call(*each) for each in script]
    if way not in PLAIN.values():
        opened = [a for call in calls for a in call.done if a.reason in {None, "output_length"}]
        assert play.transport.closed == len(opened)
    return calls


def allowed(config, attempts):
    """Whether each model's turn follows from a failure of the model that was asked for."""
    lists = config["models"]["a"]["fallbacks"]
    open_to, gone = {"a"}, set()
    for attempt in attempts:
        place = attempt.model, attempt.deployment
        if attempt.model not in open_to or (attempt.outcome != "skipped" and place in gone):
            return False
        if attempt.outcome == "failed" and attempt.reason in FOR_GOOD:
            gone.add(place)
        if attempt.model == "a" and attempt.reason not in (None, "bad_request"):
            open_to |= set(ladder(lists, attempt.reason))
    return True


def ladder(lists, reason):
    """The contract's rule: the list of the reason, else the ladder for a cut, else ``any``."""
    names = [reason, *(["context_window"] if reason == "output_length" else []), "any"]
    return next((lists[name] for name in names if name in lists), [])


def hold(config, call):
    """What holds for one call."""
    ends = call.began + config["defaults"]["deadline"]
    assert tuple(call.heard) == call.attempts
    assert len(call.done) == len(call.sent) >= 1
    assert allowed(config, call.attempts)
    for (model, _), sends in Counter((a.model, a.deployment) for a in call.done).items():
        assert sends <= config["models"][model]["retries"] + 1
    for begun, seconds in call.waits:
        assert 0 < seconds <= ends - begun - LEAST + 1e-6
    for at, (begun, request) in enumerate(call.sent):
        assert 0 < request.timeout <= max(ends - begun, LEAST) + 1e-6
        assert not at or begun + LEAST <= ends + 1e-6
    mistakes = [at for at, a in enumerate(call.attempts) if a.reason == "bad_request"]
    assert mistakes in ([], [len(call.attempts) - 1])
    if call.error is None:
        assert call.attempts[-1].outcome == "answered"
    else:
        hold_of_error(config, call)


def hold_of_error(config, call):
    """What holds for a call that found no answer."""
    last, error = call.done[-1], call.error
    assert (error.reason, error.model) == (last.reason, last.model)
    assert "answered" not in {a.outcome for a in call.attempts}
    ended_at_once = last.reason == "bad_request" or (
        last.reason == "output_length" and config["defaults"]["on_length"] == "raise"
    )
    if not ended_at_once:
        asked = {(a.model, a.deployment) for a in call.done}
        late = {(a.model, a.deployment) for a in call.attempts if "not asked" in (a.detail or "")}
        rested = {
            (a.model, a.deployment) for a in call.attempts if "left alone" in (a.detail or "")
        }
        assert rested <= asked | late or "left no time" in str(error)


def story(call):
    """What is to be the same in each of the four ways."""
    return call.attempts, [seconds for _, seconds in call.waits], repr(call.error)


def pair_file(fallbacks):
    """Four models with two retries each, two keys for the one that is asked."""
    models = {name: {"route": f"openai/{name}", "api_key": "k", "retries": 2} for name in "bcd"}
    keys = [{"api_key": "k1"}, {"api_key": "k2"}]
    models["a"] = {"route": "openai/a", "deployments": keys, "retries": 2, "fallbacks": fallbacks}
    return {"defaults": {"on_length": "climb", "deadline": 300}, "models": models}


@pytest.mark.parametrize("fallbacks", [{}, {"any": ["b", "c"]}], ids=["alone", "backed"])
def test_whatever_follows_whatever_keeps_the_contract(fallbacks):
    """Each outcome, and from the second or the third attempt on each other one."""
    config = pair_file(fallbacks)
    for first, then in product(OUTCOMES, repeat=2):
        for times in (1, 2):
            steps = [(first, 0)] * times + [(then, 0)]
            (call,) = played(config, [(steps, 0)], WAYS["sync"])
            hold(config, call)


@settings(max_examples=150, derandomize=True)
@given(files(), st.lists(calls, min_size=1, max_size=3))
def test_every_call_keeps_the_contract(config, script):
    """Its end, its order, its waits, its deadline and its error are those of the table."""
    for call in played(config, script, WAYS["sync"]):
        hold(config, call)


@pytest.mark.parametrize("other", [name for name in WAYS if name != "sync"])
@settings(max_examples=60, derandomize=True)
@given(files(), st.lists(calls, min_size=1, max_size=2))
def test_all_ways_go_the_same_way(other, config, script):
    """Plain or streamed, awaited or not: the same attempts, waits and errors."""
    plain, otherwise = (played(config, script, WAYS[way]) for way in ("sync", other))
    assert list(map(story, otherwise)) == list(map(story, plain))
