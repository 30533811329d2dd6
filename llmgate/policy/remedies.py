"""From cause to remedy: the one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from llmgate.config.reasons import Reason

# When the same deployment is asked again: before any other, or after all others have failed.
Retry: TypeAlias = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class Breaker:
    """When a refused deployment is left alone: after so many ``failures`` running.

    It rests for ``shortest`` seconds, twice as long after each further failure, and for
    ``longest`` at the most.
    """

    failures: int
    shortest: float
    longest: float

    def rest(self, failures: int) -> float:
        """Seconds of rest after so many failures running, 0 where it need not rest yet."""
        if failures < self.failures:
            return 0.0
        return min(self.shortest * 2.0 ** min(failures - self.failures, 30), self.longest)


# A passing trouble shows by repeating itself; a bad key is one at once, and stays one.
SHAKY = Breaker(failures=3, shortest=5.0, longest=60.0)
BUSY = Breaker(failures=1, shortest=1.0, longest=60.0)
CLOSED = Breaker(failures=1, shortest=30.0, longest=300.0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps against a cause.

    ``deployment``: another key or endpoint of the same model may serve. ``fallback``:
    another model may serve, one of the list that models.yaml has for the cause. ``retry``:
    the same deployment may serve after a wait, and when that is tried. ``breaker``: when
    calls to come leave the deployment alone, None where it did nothing wrong.
    """

    deployment: bool
    fallback: bool = True
    retry: Retry | None = None
    breaker: Breaker | None = None


REMEDIES: dict[Reason, Remedy] = {
    "context_window": Remedy(deployment=False),
    "output_length": Remedy(deployment=False),
    "rate_limit": Remedy(deployment=True, retry="last", breaker=BUSY),
    "quota": Remedy(deployment=True, breaker=CLOSED),
    "timeout": Remedy(deployment=True, retry="first", breaker=SHAKY),
    "unavailable": Remedy(deployment=True, retry="first", breaker=SHAKY),
    "auth": Remedy(deployment=True, breaker=CLOSED),
    "not_found": Remedy(deployment=True, breaker=CLOSED),
    "content_policy": Remedy(deployment=False),
    "bad_request": Remedy(deployment=False, fallback=False),
}
