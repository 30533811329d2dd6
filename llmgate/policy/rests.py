"""Which deployments are left alone, because they refused what they were asked.

A rest makes calls go elsewhere and refuses none: where there is nowhere else to go, the
deployment is asked all the same. When its rest is over one call probes it (a circuit breaker,
half open) while others still go elsewhere; an answer ends the matter.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.policy.remedies import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.config.reasons import Reason
    from llmgate.models.deployment import Deployment

# Seconds: a vendor that asks for more is probed all the same, in case it no longer means it.
LONGEST = 600.0
MOST_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Rest:
    """A deployment's rest: its end on the gate's clock, its cause, and who named the end.

    ``stated`` is True where the vendor did, and False where the breaker did.
    """

    until: float
    reason: Reason
    stated: bool


@dataclass(slots=True)
class Refusals:
    """What has been refused running, and who is finding out whether that is over."""

    failures: int = 0
    rest: Rest | None = None
    probe: object = None


class Rests:
    """The rests of all deployments of a gate; safe to share by threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refusals: dict[tuple[object, ...], Refusals] = {}
        # A stream that the garbage collector drops ends in the midst of whatever its thread does.
        self._lock = threading.RLock()

    def of(self, deployment: Deployment, caller: object) -> Rest | None:
        """The rest of a deployment, None where ``caller`` may ask it, maybe as its probe."""
        # Most gates have nobody at rest, and then nothing has to be looked up.
        if not self._refusals:
            return None
        with self._lock:
            refusals = self._refusals.get(deployment.identity)
            if refusals is None or refusals.rest is None:
                return None
            if self._clock() < refusals.rest.until or refusals.probe not in (None, caller):
                return refusals.rest
            refusals.probe = caller
            return None

    def end_probe(self, deployment: Deployment, caller: object) -> None:
        """The caller's call to a deployment is over, in whatever way."""
        if not self._refusals:
            return
        with self._lock:
            refusals = self._refusals.get(deployment.identity)
            if refusals is not None and refusals.probe is caller:
                refusals.probe = None

    def served(self, deployment: Deployment) -> None:
        """A deployment answered, or refused what was the request's own fault."""
        if self._refusals:
            with self._lock:
                self._refusals.pop(deployment.identity, None)

    def refused(self, deployment: Deployment, reason: Reason, stated: float | None) -> None:
        """A deployment refused; ``stated`` are the seconds for which it asked to be left alone."""
        breaker = REMEDIES[reason].breaker
        if breaker is None:
            self.served(deployment)
            return
        with self._lock:
            refusals = self._refusals.setdefault(deployment.identity, Refusals())
            refusals.failures += 1
            seconds = breaker.rest(refusals.failures) if stated is None else min(stated, LONGEST)
            if seconds > 0:
                until = self._clock() + seconds
                refusals.rest = Rest(until, reason, stated=stated is not None)
            while len(self._refusals) > MOST_REMEMBERED:
                del self._refusals[next(iter(self._refusals))]
