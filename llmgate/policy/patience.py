"""What waiting can still do for one call: its retries, under its deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.policy.backoff import LONGEST, backoff
from llmgate.policy.remedies import REMEDIES

if TYPE_CHECKING:
    from llmgate.models.deployment import Deployment
    from llmgate.models.model import Model
    from llmgate.policy.rests import Rest
    from llmgate.policy.rungs import Ended, Rung
    from llmgate.timing import Timing

# Seconds: with less, no vendor answers, and a request would only be paid for.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Chance:
    """A rung that may serve after all, from ``ready`` on, in seconds of the gate's clock."""

    rung: Rung
    ready: float


class Patience:
    """The retries of one call to ``asked``.

    Its deadline begins with the first request: what a process does once, such as importing
    LiteLLM, takes nothing of it.
    """

    def __init__(self, asked: Model, timing: Timing) -> None:
        self._asked = asked
        self._clock = timing.clock
        self._random = timing.random
        self._ends: float | None = None
        self._failures: dict[Deployment, int] = {}
        self._chances: dict[Deployment, Chance] = {}
        self._renewed: set[Deployment] = set()

    def left(self, after: float = 0.0) -> float:
        """Seconds that the deadline leaves after a wait."""
        now = self._clock()
        if self._ends is None:
            self._ends = now + self._asked.deadline
        return self._ends - now - after

    def has_time(self, after: float = 0.0) -> bool:
        """Whether an attempt that is begun after a wait can end in time."""
        return self.left(after) >= LEAST

    def failed(self, rung: Rung, ended: Ended) -> None:
        """Take note of how a rung ended."""
        self._chances.pop(rung.deployment, None)
        if not ended.sent:
            return
        failures = self._failures[rung.deployment] = self._failures.get(rung.deployment, 0) + 1
        if REMEDIES[ended.reason].retry and ended.curable and failures <= rung.model.retries:
            # Who states no seconds at all would else be asked without a pause.
            pause = ended.retry_after or backoff(failures, self._random)
            self._chances[rung.deployment] = Chance(rung, self._clock() + pause)

    def rested(self, rung: Rung, rest: Rest) -> None:
        """A rung was passed over because it rests; it is asked before the call gives up."""
        ready = rest.until if rest.stated else self._clock()
        self._chances[rung.deployment] = Chance(rung, ready)

    def at_once(self, rung: Rung, ended: Ended) -> float | None:
        """Seconds after which to ask the same rung again, before any other; None for not.

        A wait that a vendor asked for is not slept through while others may answer, and a key
        is renewed once.
        """
        if ended.renewed and rung.deployment not in self._renewed:
            self._renewed.add(rung.deployment)
            return 0.0
        chance = self._chances.get(rung.deployment)
        if chance is None or REMEDIES[ended.reason].retry != "first":
            return None
        pause = self._pause(chance)
        if pause > LONGEST or not self.has_time(pause):
            return None
        del self._chances[rung.deployment]
        return pause

    def sooner(self, pause: float) -> bool:
        """Whether a rung that was asked or passed over is to be asked before such a pause ends."""
        return any(self._pause(chance) < pause for chance in self._chances.values())

    def next(self) -> tuple[Rung, float] | None:
        """The rung to ask again when all have failed, and after how many seconds.

        The model that was asked for comes before its fallbacks, if waiting can help it; not
        where that takes longer than any backoff, and another one is ready before.
        """
        for chance in sorted(self._chances.values(), key=self._order):
            pause = self._pause(chance)
            if self.has_time(pause):
                del self._chances[chance.rung.deployment]
                return chance.rung, pause
        return None

    def undone(self) -> list[str]:
        """What the deadline left no time for, in words."""
        return [
            f"asking {chance.rung.model.name} again after {self._pause(chance):.3g} s"
            for chance in self._chances.values()
            if not self.has_time(self._pause(chance))
        ]

    def _pause(self, chance: Chance) -> float:
        return max(0.0, chance.ready - self._clock())

    def _order(self, chance: Chance) -> tuple[bool, bool, float]:
        long = self._pause(chance) > LONGEST
        return long, not long and chance.rung.model is not self._asked, chance.ready
