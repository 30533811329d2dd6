"""The order of a call's rungs: deployments in turn, then the list that the cause names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.policy.remedies import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from llmgate.config.reasons import Reason
    from llmgate.models.deployment import Deployment
    from llmgate.models.model import Model
    from llmgate.models.registry import Registry


@dataclass(frozen=True, slots=True)
class Rung:
    """One deployment of one model, as a step of the ladder.

    ``last`` says that no other model comes after it where this one is too small.
    """

    model: Model
    deployment: Deployment
    last: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a rung ended without an answer; ``sent`` is False where nothing went out.

    ``retry_after`` are the seconds for which the vendor asked to be left alone, None if it
    did not; ``curable`` is False where no wait can help, and ``renewed`` is True where the key
    that was refused has been let go, and another one is to be had.
    """

    reason: Reason
    sent: bool = True
    retry_after: float | None = None
    curable: bool = True
    renewed: bool = False

    @property
    def final(self) -> bool:
        """Whether no other model is to be asked: the caller's own mistake stays one."""
        return self.sent and not REMEDIES[self.reason].fallback


def rungs(
    asked: Model, registry: Registry, begin: str | None = None
) -> Generator[Rung, Ended, None]:
    """Each rung of a call; it is told how the last one ended.

    The list is chosen by the first model's last failure, and is flat: each of its models
    that fails gives way to the next, save for a mistake of the caller's. A conversation
    begins at the model of the ladder that it has grown to, if that is given.
    """
    names = asked.ladder("context_window")
    if begin in names:
        names = names[names.index(begin) :]
    else:
        ended = yield from in_turn(asked, last=not names)
        if ended.final:
            return
        names = asked.ladder(ended.reason)
    yield from listed(names, registry)


def listed(names: Sequence[str], registry: Registry) -> Generator[Rung, Ended, None]:
    """The rungs of a list of fallbacks."""
    for left, name in zip(range(len(names))[::-1], names, strict=True):
        ended = yield from in_turn(registry.model(name), last=not left)
        if ended.final:
            return


def in_turn(model: Model, *, last: bool) -> Generator[Rung, Ended, Ended]:
    """The deployments of one model, for as long as another one may help."""
    ended = Ended("unavailable", sent=False)
    for deployment in model.in_turn():
        latest = yield Rung(model, deployment, last)
        # What was refused now says more than what was passed over.
        ended = latest if latest.sent or not ended.sent else ended
        if not REMEDIES[latest.reason].deployment:
            break
    return ended
