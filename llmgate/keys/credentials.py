"""`FetchedKey`: a key that is fetched when it is needed, kept, and renewed in time.

A fetch has a thread of its own, so whoever waits for it (threads and tasks alike) may give
up, be cancelled or be interrupted, and the others get the key all the same.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakSet

from llmgate.keys.secret import Secret
from llmgate.keys.token_life import Life, aged, life_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

logger = logging.getLogger("llmgate")

# Seconds before a renewal that failed is tried again, while the old key lives.
RETRY_AFTER = 10.0
# Seconds for which a key is brand-new: fetched again, it would be the same.
BRAND_NEW = 10.0


class MissingCredentialError(Exception):
    """A credential is not to be had; the message names the variable, file or command."""


class KeyTimeoutError(MissingCredentialError):
    """A credential was not to be had in time."""


@dataclass(frozen=True, slots=True)
class Held:
    """A key in hand; ``version`` is its source's, ``fetched`` is in seconds since 1970."""

    key: Secret
    version: object
    fetched: float
    life: Life


class FetchedKey:
    """A key that is fetched once however many callers wait; safe for threads, tasks and forks.

    ``fetch`` returns its text or raises `MissingCredentialError`; ``version`` returns
    something that differs once the text does, and is cheap. ``clock`` gives seconds since 1970.

    A key that grows old is renewed behind its callers' backs; they wait only for one that is
    about to expire. While the old one lives, a renewal that fails is a warning in the log.
    """

    def __init__(
        self,
        fetch: Callable[[], str],
        version: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._fetch = fetch
        self._version = version
        self._clock = clock
        self._held: Held | None = None
        self._flight: Future[Secret | str] | None = None
        self._not_before = 0.0
        self._lock = threading.Lock()
        _keys.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def fresh(self) -> Secret | None:
        """The key in hand, None where `get` would have to wait for one."""
        key, due = self._standing()
        if key is not None and due:
            self._join()
        return key

    def get(self, within: float | None = None) -> Secret:
        """The key, fetched if need be.

        Raises `MissingCredentialError`, and after ``within`` seconds `KeyTimeoutError`.
        """
        if (known := self.fresh()) is not None:
            return known
        with in_time(within):
            outcome = self._join().result(within)
        return key_or_raise(outcome)

    async def aget(self, within: float | None = None) -> Secret:
        """Same as `get`, but awaited; no thread waits meanwhile."""
        if (known := self.fresh()) is not None:
            return known
        flight = asyncio.wrap_future(self._join())
        with in_time(within):
            outcome = await asyncio.wait_for(flight, within)
        return key_or_raise(outcome)

    def discard(self, refused: Secret) -> bool:
        """Forget a key that a vendor refused; whether another try will have another key.

        ``refused`` is the key that was sent: what `fresh` gave before the call. It is
        forgotten unless it is brand-new, for then a fetch would bring the same again and the
        answer is False. Where it is no longer the current one, somebody else has renewed it,
        and the answer is True.
        """
        with self._lock:
            held = self._held
            if held is None or held.key != refused:
                return True
            if self._clock() - held.fetched < BRAND_NEW:
                return False
            self._held = None
            return True

    def _standing(self) -> tuple[Secret | None, bool]:
        """The key that can be used now, and whether a fetch is due."""
        held, now = self._held, self._clock()
        if held is None or now >= held.life.end:
            return None, True
        if now < self._not_before:
            return held.key, False
        if now >= held.life.wait or held.version != self._version():
            return None, True
        return held.key, now >= held.life.renew

    def _join(self) -> Future[Secret | str]:
        """The fetch under way, begun if there is none and none has just ended."""
        with self._lock:
            if self._flight is not None:
                return self._flight
            flight: Future[Secret | str] = Future()
            # Running: whoever stops waiting for it cannot cancel it.
            flight.set_running_or_notify_cancel()
            key, due = self._standing()
            if key is not None and not due:
                flight.set_result(key)
                return flight
            fly = partial(self._fly, flight)
            threading.Thread(target=fly, name="llmgate-key", daemon=True).start()
            self._flight = flight
            return flight

    def _fly(self, flight: Future[Secret | str]) -> None:
        try:
            outcome = self._fetched()
        except BaseException as error:  # noqa: BLE001  (whoever waits has to hear of it)
            self._land()
            flight.set_exception(error)
        else:
            self._land()
            flight.set_result(outcome)

    def _land(self) -> None:
        with self._lock:
            self._flight = None

    def _fetched(self) -> Secret | str:
        version = self._version()
        try:
            text = self._fetch()
        except MissingCredentialError as error:
            why = str(error)
        else:
            return self._hold(Secret(text), version)
        return self._outlived(why)

    def _hold(self, key: Secret, version: object) -> Secret:
        with self._lock:
            now, before = self._clock(), self._held
            if before is not None and before.key == key:
                # Its source has no newer one yet: it ends when it ended before.
                life = aged(before.life.end, now)
            else:
                life = life_of(key.reveal(), now)
            self._held = Held(key, version, now, life)
        return key

    def _outlived(self, why: str) -> Secret | str:
        """The old key while it lives, else why there is none."""
        with self._lock:
            held, now = self._held, self._clock()
            if held is None or now >= held.life.end:
                return why
            self._not_before = now + RETRY_AFTER
        logger.warning("%s; the key that was fetched before is used while it lasts", why)
        return held.key

    def after_fork(self) -> None:
        """In a new process: the thread of a fetch under way has stayed in the old one."""
        self._lock = threading.Lock()
        self._flight = None


_keys: WeakSet[FetchedKey] = WeakSet()


def forget_flights() -> None:
    """See to the keys of a process that was just forked."""
    for key in _keys:
        key.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_flights)


@contextmanager
def in_time(seconds: float | None) -> Generator[None]:
    """Tell a time-out as that of a key; the fetch goes on, and is there for the next call."""
    try:
        yield
    except TimeoutError:
        message = f"the key was not fetched within {seconds:g} s"
        raise KeyTimeoutError(message) from None


def key_or_raise(outcome: Secret | str) -> Secret:
    """What a fetch came to: each of its callers gets an exception of its own."""
    if isinstance(outcome, str):
        raise MissingCredentialError(outcome)
    return outcome
