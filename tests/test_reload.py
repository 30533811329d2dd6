"""A models.yaml that changes while its gate is at work."""

import asyncio
import itertools
import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from ways import WAYS

import llmgate
from llmgate.default_gate import default_gate
from llmgate.testing import ScriptedTransport
from llmgate.testing.scripted import answer_of
from llmgate.timing import Timing
from llmgate.transport import CarrierError, Failure

BROKEN = "models:\n  writer: {rout: openai/x}\n"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        """Return the time."""
        return self.now


def version(number):
    """A file whose two models both name its version, and whose calls never run out of time."""
    return (
        f"models:\n  writer: {{route: openai/v{number}, fallbacks: [second]}}\n"
        f"  second: {{route: openai/v{number}-second}}\n"
        "defaults: {deadline: 86400}\n"
    )


class File:
    """A models.yaml that is replaced as editors and deployments do it.

    Its times lie in the past, each change a second after the last one: no test waits for
    the file system's clock.
    """

    def __init__(self, path):
        self.path = path
        self.ticks = itertools.count(1_000_000_000)

    def write(self, text):
        """Empty the file and fill it."""
        self.path.write_text(text, encoding="utf-8")
        self.age()

    def age(self):
        """Give the file its time in the past."""
        tick = next(self.ticks)
        os.utime(self.path, (tick, tick))

    def replace(self, text):
        """Put another file in its place."""
        other = self.path.with_suffix(".new")
        other.write_text(text, encoding="utf-8")
        tick = next(self.ticks)
        os.utime(other, (tick, tick))
        other.replace(self.path)


@pytest.fixture
def file(tmp_path):
    """The first version of the file."""
    file = File(tmp_path / "models.yaml")
    file.write(version(1))
    return file


@pytest.fixture
def clock():
    """The gate's clock."""
    return Clock()


@pytest.fixture
def echo():
    """A transport that answers each request, for ever."""
    transport = ScriptedTransport()
    transport.script(*["hello"] * 2000)
    return transport


@pytest.fixture
def watched(file, clock, echo):
    """A gate that watches the file."""
    gate = llmgate.Gate.from_yaml(file.path, watch=True, timing=Timing(clock), transport=echo)
    gate.model_name("writer")
    return gate


def routes(reply):
    """The routes that were tried for an answer."""
    return [attempt.route for attempt in reply.attempts]


def route_now(gate, clock):
    """The route that a call has once the gate has looked again."""
    clock.now += 1
    return gate.explain(model="writer", prompt_tokens=1).rungs[0].route


@pytest.fixture(params=["write", "replace"])
def change(request, file):
    """Change the file in place, or by putting another one there."""
    return getattr(file, request.param)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_changed_file_serves_the_next_call(watched, change, clock, way):
    """However the file was changed, and however the call is made."""
    assert routes(way(watched, model="writer", prompt="x")) == ["openai/v1"]
    change(version(2))
    clock.now += 1
    assert routes(way(watched, model="writer", prompt="x")) == ["openai/v2"]


def test_the_file_is_looked_at_once_a_second(watched, file, clock):
    """In between the old one is in force."""
    file.replace(version(2))
    clock.now += 0.99
    before = watched.explain(model="writer", prompt_tokens=1).rungs[0].route
    clock.now += 0.01
    after = watched.explain(model="writer", prompt_tokens=1).rungs[0].route
    assert [before, after] == ["openai/v1", "openai/v2"]


def test_a_call_under_way_ends_on_what_it_began_with(file, clock):
    """The fallback of the old file answers, not that of the new one."""

    def change_and_fail(request):
        file.replace(version(2))
        clock.now += 1
        gate.model_name("writer")
        return Failure("AuthenticationError", "no", status=401)

    transport = ScriptedTransport(*[change_and_fail] * 5)
    gate = llmgate.Gate.from_yaml(file.path, watch=True, timing=Timing(clock), transport=transport)
    with pytest.raises(llmgate.ApiError) as caught:
        gate.completion(model="writer", prompt="x")
    assert {attempt.route[:9] for attempt in caught.value.attempts} == {"openai/v1"}


def test_a_broken_file_is_told_once_and_changes_nothing(watched, file, clock, caplog):
    """The warning has the mistakes with their places."""
    file.write(BROKEN)
    found = [route_now(watched, clock) for _ in range(3)]
    (said,) = [record.getMessage() for record in caplog.records]
    assert found == ["openai/v1"] * 3
    assert "models.yaml is wrong; what it said before stays in force" in said
    assert ":2:12: models.writer.rout: unknown key 'rout'; did you mean 'route'?" in said


def test_a_mended_file_is_taken(watched, file, clock):
    """After a broken version the next good one counts."""
    file.write(BROKEN)
    route_now(watched, clock)
    file.write(version(2))
    assert route_now(watched, clock) == "openai/v2"


def test_a_number_that_the_environment_spoils_is_told_too(file, clock, echo, caplog):
    """A file can be right by itself and wrong with its variables."""
    options = {"environ": {"WINDOW": "wide"}, "timing": Timing(clock), "transport": echo}
    gate = llmgate.Gate.from_yaml(file.path, watch=True, **options)
    file.write("models: {writer: {route: openai/v2, context_window: '${WINDOW}'}}")
    assert route_now(gate, clock) == "openai/v1"
    assert "WINDOW must be a whole number of tokens above 0" in caplog.text


def test_a_file_that_is_being_written_has_to_wait(watched, file, clock):
    """A beginning of a file may be a file without mistakes, so the last write has to be over."""
    file.path.write_text("models: {writer: {route: openai/half}}", encoding="utf-8")
    found = route_now(watched, clock)
    file.write(version(2))
    assert [found, route_now(watched, clock)] == ["openai/v1", "openai/v2"]


def test_a_second_change_within_one_tick_of_the_file_system_is_seen(watched, file, clock):
    """Same size, same time, same file: only the content tells."""
    moment = time.time() - 1
    file.path.write_text(version(2), encoding="utf-8")
    os.utime(file.path, (moment, moment))
    first, before = route_now(watched, clock), file.path.stat()
    file.path.write_text(version(3), encoding="utf-8")
    os.utime(file.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [first, route_now(watched, clock)] == ["openai/v2", "openai/v3"]


def test_a_file_that_is_away_for_a_moment_changes_nothing(watched, file, clock, caplog):
    """Its absence is told only if it lasts."""
    file.path.unlink()
    found = [route_now(watched, clock)]
    said_at_once = list(caplog.records)
    found += [route_now(watched, clock) for _ in range(3)]
    file.write(version(2))
    assert [*found, route_now(watched, clock)] == ["openai/v1"] * 4 + ["openai/v2"]
    assert (said_at_once, caplog.text.count("models.yaml is gone")) == ([], 1)


def test_a_swapped_link_is_followed(tmp_path, clock, echo):
    """As Kubernetes publishes a ConfigMap: the folder that the file lies in is a link."""
    for number in (1, 2):
        (tmp_path / f"data{number}").mkdir()
        File(tmp_path / f"data{number}" / "models.yaml").write(version(number))
    data, fresh = tmp_path / "..data", tmp_path / "..fresh"
    data.symlink_to("data1")
    (tmp_path / "models.yaml").symlink_to("..data/models.yaml")
    path = tmp_path / "models.yaml"
    gate = llmgate.Gate.from_yaml(path, watch=True, timing=Timing(clock), transport=echo)
    before = route_now(gate, clock)
    fresh.symlink_to("data2")
    fresh.replace(data)
    assert [before, route_now(gate, clock)] == ["openai/v1", "openai/v2"]


def test_a_relative_path_stays_what_it_was(file, clock, echo, monkeypatch, tmp_path):
    """A program that changes its working directory keeps its file."""
    monkeypatch.chdir(file.path.parent)
    gate = llmgate.Gate.from_yaml("models.yaml", watch=True, timing=Timing(clock), transport=echo)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    file.write(version(2))
    assert route_now(gate, clock) == "openai/v2"


def test_what_was_learnt_survives(file, clock):
    """A window that a vendor stated holds for its endpoint, whatever else the file says now."""
    refusal = Failure(
        "BadRequestError",
        "This model's maximum context length is 77 tokens. Your messages have 99 tokens.",
        status=400,
        code="context_length_exceeded",
    )
    transport = ScriptedTransport(refusal)
    gate = llmgate.Gate.from_yaml(file.path, watch=True, timing=Timing(clock), transport=transport)
    with pytest.raises(llmgate.ContextWindowExceededError):
        gate.completion(model="second", prompt="x")
    file.write(version(1).replace("writer", "author"))
    clock.now += 1
    (rung,) = gate.explain(model="second", prompt_tokens=1).rungs
    assert (gate.model_name("author"), rung.window, rung.source) == ("author", 77, "vendor")


def test_reload_reads_at_once(file, echo):
    """Without a watch, and without waiting for anything."""
    gate = llmgate.Gate.from_yaml(file.path, transport=echo)
    file.write(version(2))
    before = gate.explain(model="writer", prompt_tokens=1).rungs[0].route
    gate.reload()
    after = gate.explain(model="writer", prompt_tokens=1).rungs[0].route
    assert [before, after] == ["openai/v1", "openai/v2"]


def test_reload_takes_the_environment_as_it_is_now(file, echo):
    """A variable that has changed counts, though the file has not."""
    environ = {"BASE": "http://one"}
    file.write("models: {writer: {route: openai/x, api_base: '${BASE}'}}")
    gate = llmgate.Gate.from_yaml(file.path, transport=echo, environ=environ)
    gate.completion(prompt="x")
    environ["BASE"] = "http://two"
    gate.reload()
    gate.completion(prompt="x")
    assert [sent.endpoint.api_base for sent in echo.requests] == ["http://one", "http://two"]


@pytest.mark.parametrize("name", ["sync", "async"])
def test_an_async_caller_reads_the_file_in_another_thread(watched, file, clock, caplog, name):
    """Its event loop goes on meanwhile."""
    caplog.set_level(logging.INFO, logger="llmgate")
    file.write(version(2))
    clock.now += 1
    WAYS[name](watched, model="writer", prompt="x")
    (read,) = [each for each in caplog.records if "was read again" in each.getMessage()]
    assert (read.thread != threading.get_ident()) == (name == "async")


def test_reload_raises_and_keeps_the_old_file(file, echo):
    """Whoever asks for it hears of the mistakes."""
    gate = llmgate.Gate.from_yaml(file.path, transport=echo)
    file.write(BROKEN)
    with pytest.raises(llmgate.ConfigError, match="did you mean 'route'"):
        gate.reload()
    assert gate.explain(model="writer", prompt_tokens=1).rungs[0].route == "openai/v1"


def test_a_gate_of_data_has_nothing_to_reload():
    """It says so."""
    gate = llmgate.Gate.from_dict({"models": {"writer": {"route": "openai/x"}}})
    with pytest.raises(llmgate.GateError, match="made from data"):
        gate.reload()


def test_the_default_gate_watches_if_asked(file):
    """Also one that is looked for anew."""
    llmgate.configure(file.path, watch=True)
    try:
        file.write(version(2))
        plan = default_gate().explain(model="writer", prompt_tokens=1)
    finally:
        llmgate.configure(None)
    assert plan.rungs[0].route == "openai/v2"


class FastClock:
    """A second passes at every look at it, so that each call looks at the file.

    A call that the machine puts off for a while takes hours by it, and has a day.
    """

    def __init__(self):
        self.seconds = itertools.count()

    def __call__(self):
        """Return the next second."""
        return float(next(self.seconds))


class SecondAnswers(ScriptedTransport):
    """A vendor who refuses the first model's key and serves the second, for ever."""

    def send(self, request):
        """Answer, or refuse."""
        if request.endpoint.route.endswith("-second"):
            return answer_of("hello")
        raise CarrierError(Failure("AuthenticationError", "no", status=401))


def test_every_call_is_answered_by_one_version(file, caplog):
    """Sixteen threads and sixteen tasks call while the file is swapped 200 times.

    The last version is a good one: whether one that stood for 2 ms was read is chance.
    """
    caplog.set_level(logging.CRITICAL, logger="llmgate")
    options = {"timing": Timing(FastClock()), "transport": SecondAnswers()}
    gate = llmgate.Gate.from_yaml(file.path, watch=True, **options)
    over = threading.Event()

    def swap():
        for number in range(2, 203):
            file.replace(BROKEN if number % 3 == 0 else version(number))
            time.sleep(0.002)
        over.set()

    def call():
        seen = []
        while not over.is_set():
            seen.append(routes(gate.completion(model="writer", prompt="x")))
            time.sleep(0.01)
        return seen

    async def acall():
        seen = []
        while not over.is_set():
            seen.append(routes(await gate.acompletion(model="writer", prompt="x")))
            await asyncio.sleep(0.01)
        return seen

    async def acalls():
        return await asyncio.gather(*[acall() for _ in range(16)])

    with ThreadPoolExecutor(18) as pool:
        swapping = pool.submit(swap)
        calls = [pool.submit(call) for _ in range(16)]
        tasks = pool.submit(asyncio.run, acalls())
        found = [each for future in calls for each in future.result()]
        found += [each for seen in tasks.result() for each in seen]
        swapping.result()
    mixed = [tried for tried in found if tried[1] != f"{tried[0]}-second"]
    gate.model_name("writer")
    assert (mixed, len({tried[0] for tried in found}) > 5) == ([], True)
    assert gate.explain(model="writer", prompt_tokens=1).rungs[0].route == "openai/v202"
