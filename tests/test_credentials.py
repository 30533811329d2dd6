"""A key is fetched once however many wait, renewed in time, and never shown."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from test_token_life import token

from llmgate.keys.credentials import (
    BRAND_NEW,
    RETRY_AFTER,
    FetchedKey,
    KeyTimeoutError,
    MissingCredentialError,
)
from llmgate.keys.secret import Secret

SECRET = "sk-very-secret-key"
BEGIN = 1_800_000_000.0
LONG = 10.0


class Source:
    """What a key is fetched from: one outcome after the other, and how often."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.fetched = 0

    def __call__(self):
        """Fetch the next text, or fail."""
        self.fetched += 1
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Slow(Source):
    """A source that gives its outcome when it is let."""

    def __init__(self, *outcomes):
        super().__init__(*outcomes)
        self.entered, self.let = threading.Event(), threading.Event()

    def __call__(self):
        """Fetch the next text once the test says so."""
        self.entered.set()
        assert self.let.wait(LONG)
        return super().__call__()


class Clock:
    """A clock that stands until it is set."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        """Seconds since 1970."""
        return BEGIN + self.at


def hour(name, begin=0):
    """A token that lasts an hour."""
    return token({"sub": name, "iat": BEGIN + begin, "exp": BEGIN + begin + 3600})


def settled(key):
    """Wait until no fetch is under way; the key."""
    for thread in threading.enumerate():
        if thread.name == "llmgate-key":
            thread.join(LONG)
    return key


def test_key_is_fetched_once():
    """A key that does not expire is fetched at its first use, and kept."""
    source = Source(SECRET)
    key = FetchedKey(source)
    assert (key.fresh(), [key.get().reveal() for _ in range(3)], source.fetched) == (
        None,
        [SECRET] * 3,
        1,
    )


def test_key_does_not_show():
    """Neither the holder of a key nor what it holds shows it."""
    key = FetchedKey(Source(SECRET))
    key.get()
    assert SECRET not in f"{key} {key!r} {key.fresh()} {vars(key)}"


@pytest.mark.parametrize(
    "at, given, later",
    [(0, "old", "old"), (3299, "old", "old"), (3300, "old", "new"), (3540, "new", "new"),
     (3600, "new", "new"), (9999, "new", "new")],
)  # fmt: skip
def test_token_is_renewed_in_time(at, given, later):
    """A token is renewed behind its callers' backs, and only shortly before its end they wait."""
    texts = {"old": hour("old"), "new": hour("new", 20_000)}
    clock, source = Clock(), Source(*texts.values())
    key = FetchedKey(source, clock=clock)
    key.get()
    clock.at = at
    tokens = [key.get().reveal(), settled(key).get().reveal()]
    assert tokens == [texts[given], texts[later]]


def test_short_token_is_not_fetched_at_every_call():
    """A token of half a minute serves most of it."""
    clock = Clock()
    source = Source(*(token({"n": n, "exp": BEGIN + n * 25 + 30}) for n in range(9)))
    key = FetchedKey(source, clock=clock)
    for at in range(100):
        clock.at = at
        settled(key).get()
    assert source.fetched <= 5


def test_key_is_fetched_anew_where_its_source_changed():
    """A key whose version is another is fetched again."""
    source, version = Source("old", "new"), [1]
    key = FetchedKey(source, version=lambda: version[0])
    keys = [key.get().reveal(), key.get().reveal()]
    version[0] = 2
    assert [*keys, key.get().reveal()] == ["old", "old", "new"]


def test_threads_and_tasks_share_one_fetch():
    """However many threads and tasks need a key at once, it is fetched once, in one thread."""
    source = Slow(SECRET)
    key = FetchedKey(source)

    async def wait():
        tasks = [asyncio.create_task(key.aget()) for _ in range(500)]
        for _ in range(3):
            await asyncio.sleep(0)
        threads = threading.active_count()
        source.let.set()
        return threads, await asyncio.gather(*tasks)

    with ThreadPoolExecutor(8) as pool:
        others = [pool.submit(key.get) for _ in range(8)]
        assert source.entered.wait(LONG)
        before = threading.active_count()
        during, keys = asyncio.run(wait())
        keys += [each.result(LONG) for each in others]
    assert (source.fetched, during - before, set(keys)) == (1, 0, {Secret(SECRET)})


async def test_cancelled_caller_leaves_the_fetch_to_the_others():
    """Whoever stops waiting takes nothing away from those who still do."""
    source = Slow(SECRET)
    key = FetchedKey(source)
    first, second = asyncio.create_task(key.aget()), asyncio.create_task(key.aget())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    source.let.set()
    assert (first.cancelled(), await second, source.fetched) == (True, Secret(SECRET), 1)


def test_waiting_has_an_end():
    """A caller waits no longer than it wants to; the next one finds the key."""
    source = Slow(SECRET)
    key = FetchedKey(source)
    with pytest.raises(KeyTimeoutError, match=r"the key was not fetched within 0.01 s"):
        key.get(0.01)
    with pytest.raises(KeyTimeoutError):
        asyncio.run(key.aget(0.01))
    source.let.set()
    assert (key.get(), source.fetched) == (Secret(SECRET), 1)


def test_failed_fetch_is_tried_again():
    """A fetch that failed leaves nothing behind: the next call fetches."""
    key = FetchedKey(Source(MissingCredentialError("not yet"), SECRET))
    with pytest.raises(MissingCredentialError, match="not yet"):
        key.get()
    assert key.get().reveal() == SECRET


async def test_each_caller_has_an_error_of_its_own():
    """Callers that wait for one fetch do not share the exception, which each of them raises."""
    source = Slow(MissingCredentialError("no key"))
    key = FetchedKey(source)
    waiting = [asyncio.create_task(key.aget()) for _ in range(2)]
    await asyncio.sleep(0)
    source.let.set()
    errors = await asyncio.gather(*waiting, return_exceptions=True)
    assert ([str(each) for each in errors], len(set(map(id, errors)))) == (["no key"] * 2, 2)


def test_unforeseen_failure_reaches_its_callers():
    """A fault of a fetch's own is raised where the key was wanted, and the next call fetches."""
    key = FetchedKey(Source(ZeroDivisionError(), SECRET))
    with pytest.raises(ZeroDivisionError):
        key.get()
    assert key.get().reveal() == SECRET


def test_old_token_is_used_while_it_lives(caplog):
    """Where renewing fails, the old token serves to its very end, and the log says so."""
    clock, broken = Clock(), MissingCredentialError("the key command vault failed")
    old, new = hour("old"), hour("new", 3600)
    key = FetchedKey(Source(old, broken, broken, new), clock=clock)
    key.get()
    given = []
    with caplog.at_level(logging.WARNING, "llmgate"):
        for clock.at in (3550, 3555, 3550 + RETRY_AFTER, 3599, 3600):
            given.append(settled(key).get().reveal())
    assert given == [old, old, old, new, new]
    assert [record.getMessage() for record in caplog.records] == [
        "the key command vault failed; the key that was fetched before is used while it lasts"
    ] * 2


def test_expired_token_is_not_used():
    """Where renewing fails and the old token is over, there is no key."""
    clock = Clock()
    key = FetchedKey(Source(hour("old"), MissingCredentialError("gone")), clock=clock)
    key.get()
    clock.at = 3600
    with pytest.raises(MissingCredentialError, match="gone"):
        key.get()


def test_source_without_a_newer_token_keeps_the_old_end():
    """A command that prints its token from a cache does not make it younger."""
    clock = Clock()
    source = Source(*[hour("cached")] * 40)
    key = FetchedKey(source, clock=clock)
    for at in range(0, 3600, 10):
        clock.at = at
        settled(key).get()
    held, clock.at = key._held.life.end - BEGIN, 3600  # noqa: SLF001
    assert (held, key.fresh(), source.fetched < 20) == (3600, None, True)


def test_refused_key_is_forgotten():
    """A key that was refused is fetched anew, and another try makes sense."""
    clock = Clock()
    key = FetchedKey(Source("revoked", "new"), clock=clock)
    revoked = key.get()
    clock.at = BRAND_NEW
    assert (key.discard(revoked), key.fresh(), key.get().reveal()) == (True, None, "new")


def test_brand_new_key_stays():
    """A key that was refused right after it was fetched is wrong, and would be so again."""
    clock = Clock()
    key = FetchedKey(Source("wrong"), clock=clock)
    wrong = key.get()
    clock.at = BRAND_NEW - 1
    assert (key.discard(wrong), key.fresh()) == (False, wrong)


def test_refused_key_that_another_caller_has_renewed():
    """A key that is no longer the current one is not forgotten twice; another try makes sense."""
    clock = Clock()
    key = FetchedKey(Source("revoked", "new"), clock=clock)
    revoked = key.get()
    clock.at = BRAND_NEW
    key.discard(revoked)
    new = key.get()
    assert (key.discard(revoked), key.fresh()) == (True, new)


def test_discarded_key_is_no_reserve():
    """A refused key is not fallen back upon where the fetch fails."""
    clock = Clock()
    key = FetchedKey(Source("revoked", MissingCredentialError("gone")), clock=clock)
    revoked = key.get()
    clock.at = BRAND_NEW
    key.discard(revoked)
    with pytest.raises(MissingCredentialError, match="gone"):
        key.get()


FORKED = """
import os, threading
from llmgate.keys.credentials import FetchedKey

entered, let, fetched = threading.Event(), threading.Event(), []

def fetch():
    fetched.append(os.getpid())
    entered.set()
    assert len(fetched) > 1 or let.wait(20)
    return f"key-of-{len(fetched)}"

key = FetchedKey(fetch)
waiting = threading.Thread(target=key.get)
waiting.start()
entered.wait(20)
with key._lock:
    child = os.fork()
if child == 0:
    print(key.get(10).reveal(), flush=True)
    os._exit(0)
os.waitpid(child, 0)
let.set()
waiting.join()
print(key.get(10).reveal())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_fork_in_the_middle_of_a_fetch():
    """A process forked while a key is fetched, and its lock held, fetches its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["key-of-2", "key-of-1"]
