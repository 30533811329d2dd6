"""No secret shows: whatever happens to a call, and wherever one looks afterwards."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import faulthandler
import io
import logging
import pickle
import signal
import socket
import tempfile
import traceback
import warnings

import pytest
from quoting_server import QuotingServer
from ways import WAYS

import llmgate

SECRETS = {
    "env": "sk-s3cret-of-the-environment",
    "file": "sk-s3cret-of-a-file",
    "command": "sk-s3cret-of-a-command",
    "mint": "0a1b2c3d4e5f.s3cret-that-signs",
    "call": "sk-s3cret-of-the-caller",
    "callers header": "s3cret-header-of-the-caller",
    "header": "s3cret/header of=the file",
    "basic": "dXNlcjpzM2NyZXQtb2YtYmFzaWM=",
    "keyword": "org-s3cret-of-litellm",
    "password": "s3cret-p@ssword",
    "query": "s3cret-of-the-query",
}
# Whatever of a secret is as good as the secret.
TRACES = [
    *SECRETS.values(),
    "s3cret",
    base64.b64encode(f"user:{SECRETS['password']}".encode()).decode(),
]
KEYS = {
    "env": "${SECRET_KEY}",
    "file": {"file": "${SECRET_FILE}"},
    "command": {"command": ["cat", "${SECRET_FILE}"]},
    "mint": {"mint": "zhipu", "from": "${SECRET_KEY}"},
    "call": "${SECRET_KEY}",
    "address": "${SECRET_KEY}",
}
ENDS = ("answer", "quoted", "crash", "cut", "hang", "refused", "cancelled")


@pytest.fixture(scope="module")
def address_of():
    """Where a call ends in a certain way; the address itself has a secret in it."""
    with QuotingServer() as server, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # without listening: whoever calls is refused

        def address(end, user="", query=f"?key={SECRETS['query']}"):
            port = listener.getsockname()[1] if end == "refused" else server.server_port
            path = "hang" if end == "cancelled" else end
            return f"http://{user}127.0.0.1:{port}/{path}/v1{query}"

        yield address


@pytest.fixture
def everything():
    """All that is logged, warned of, or printed meanwhile."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    root, levels = logging.getLogger(), {}
    names = ["llmgate", "LiteLLM", "httpx", "httpcore", "openai", "asyncio"]
    names += [name for name in logging.root.manager.loggerDict if name.startswith("openai.")]
    for logger in (root, *map(logging.getLogger, names)):
        levels[logger] = logger.level
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
    ):
        warnings.simplefilter("always")
        yield lambda: [*told.getvalue().splitlines(), *(str(each.message) for each in caught)]
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.fixture(params=["litellm", "direct"])
def carrier(request):
    """Each of the carriers."""
    return request.param


@pytest.fixture
def make(address_of, tmp_path, carrier):
    """Make a gate with a secret in each place that can hold one."""
    # The direct way is not for addresses that name more than a place.
    more = {"query": ""} if carrier == "direct" else {}
    user = f"user:{SECRETS['password'].replace('@', '%40')}@"

    def gate_to(kind, end):
        file = tmp_path / "key"
        file.write_text(SECRETS.get(kind, ""), "utf-8")
        environ = {
            "SECRET_KEY": SECRETS.get(kind, SECRETS["env"]),
            "SECRET_FILE": str(file),
            "SECRET_BASE": address_of(end, user if kind == "address" else "", **more),
        }
        model = {
            "route": "openai/gpt-4o-mini",
            "api_key": KEYS[kind],
            "api_base": "${SECRET_BASE}",
            "headers": {"x-team": SECRETS["header"], "x-basic": f"Basic {SECRETS['basic']}"},
            "litellm": {"organization": SECRETS["keyword"]},
            "carrier": carrier,
        }
        return llmgate.Gate.from_dict({"models": {"writer": model}}, environ=environ)

    return gate_to


def call_of(kind):
    """The keywords of a call, with the caller's own secrets if it has any."""
    call = {"model": "writer", "prompt": "x", "timeout": 0.25}
    if kind == "call":
        call["api_key"] = SECRETS["call"]
        call["extra_headers"] = {"x-caller": SECRETS["callers header"]}
    return call


def interrupted(ask, gate, call):
    """Make a call, and end it from outside while it waits for the vendor."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        return ask(gate, **{**call, "timeout": 20})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def cancelled(way, gate, call):
    """Make an async call, and cancel its task while it waits for the vendor."""

    async def ask():
        made = gate.acompletion(**call, stream="stream" in way)
        task = asyncio.create_task(made)
        await asyncio.sleep(0.2)
        task.cancel()
        await task

    call["timeout"] = 20
    asyncio.run(ask())


def outcome_of(way, end, gate, call):
    """The reply of a call, or the exception."""
    try:
        if end == "cancelled" and way.startswith("async"):
            return cancelled(way, gate, call)
        if end == "cancelled":
            return interrupted(WAYS[way], gate, call)
        return WAYS[way](gate, **call)
    except BaseException as error:  # noqa: BLE001  (interruptions are what is looked at)
        return error


def chain(error):
    """An exception and all that stand behind it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def shown_by(error):
    """All that a debugger or a crash report shows of an exception."""
    for each in chain(error):
        yield from (str(each), repr(each), repr(each.args), repr(vars(each)))
        trace = traceback.TracebackException.from_exception(each, capture_locals=True)
        # The tests' own frames hold the secrets, which they have to search for.
        yield from (
            f"{frame.filename}:{frame.name} {frame.locals}"
            for frame in trace.stack
            if "/tests/" not in frame.filename
        )
        if isinstance(each, llmgate.ApiError | llmgate.StreamInterruptedError):
            yield repr(each.attempts)
            yield repr(pickle.dumps(each))


def shown_by_reply(reply):
    """All that can be seen of a reply."""
    yield from (repr(reply), str(reply), repr(vars(reply)), repr(reply.attempts))
    yield repr(pickle.dumps(reply))


def shown_by_gate(gate):
    """All that can be seen of a gate and its parts."""
    means = gate._means  # noqa: SLF001
    model = means.registry.model("writer")
    parts = [gate, means, means.registry, model, model.deployments[0]]
    with contextlib.suppress(Exception):
        parts.append(model.deployments[0].endpoint())
    for part in parts:
        yield from (repr(part), str(part))
    yield repr(vars(means.registry))


def stacks():
    """What a crash of the interpreter would print."""
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return file.read().decode()


def leaks(gate, outcome, everything):
    """Where a secret shows, each with its surroundings."""
    seen = shown_by_reply(outcome) if isinstance(outcome, dict) else shown_by(outcome)
    texts = [*seen, *shown_by_gate(gate), stacks(), *everything()]
    return [
        text[max(0, text.index(trace) - 300) : text.index(trace) + 60]
        for trace in TRACES
        for text in texts
        if trace in text
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", KEYS)
def test_no_secret_shows(kind, end, way, make, everything):
    """Wherever a key comes from and however its call ends, no secret shows anywhere."""
    gate = make(kind, end)
    outcome = outcome_of(way, end, gate, call_of(kind))
    assert leaks(gate, outcome, everything) == []
    # LiteLLM's async client takes no password in an address beside a key, the direct way none.
    assert isinstance(outcome, dict) == (end == "answer") or kind == "address"


MISSING = {
    "unset variable": "${NO_SUCH_KEY}",
    "no file": {"file": "${SECRET_FILE}-gone"},
    "failing command": {"command": ["sh", "-c", "cat $0; cat $0 >&2; exit 3", "${SECRET_FILE}"]},
    "talkative command": {"command": ["sh", "-c", "cat $0; echo; cat $0", "${SECRET_FILE}"]},
    "missing program": {"command": ["no-such-program-of-llmgate", "${SECRET_KEY}"]},
    "odd id and secret": {"mint": "zhipu", "from": "${SECRET_KEY}"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", MISSING)
def test_missing_key_shows_nothing(kind, way, make, everything, monkeypatch):
    """A key that is not to be had shows nothing of itself, of its command, or of the others."""
    monkeypatch.setitem(KEYS, kind, MISSING[kind])
    monkeypatch.setitem(SECRETS, kind, "sk-s3cret-that-is-no-use")
    gate = make(kind, "answer")
    outcome = outcome_of(way, "answer", gate, {**call_of(kind), "timeout": 5})
    assert leaks(gate, outcome, everything) == []
    assert (type(outcome).__name__, outcome.reason) == ("AuthenticationError", "auth")


@pytest.mark.parametrize("way", WAYS)
def test_refused_call_shows_nothing(way, make, everything):
    """A call that is refused before anything is sent does not show what it was given."""
    gate = make("call", "answer")
    outcome = outcome_of(way, "answer", gate, {**call_of("call"), "temprature": 1})
    assert leaks(gate, outcome, everything) == []
    assert isinstance(outcome, llmgate.errors.InvalidCallError)
