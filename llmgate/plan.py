"""`Plan`: what a call would do, told without sending anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmgate.windows import Source


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """One rung of a plan.

    ``window`` is in tokens, ``source`` says who said so (both None if nobody knows);
    ``fits`` is None in doubt, and ``why`` has the figures.
    """

    model: str
    route: str
    window: int | None
    source: Source | None
    fits: bool | None
    why: str

    def __str__(self) -> str:
        mark = {True: "fits", False: "too small", None: "to be tried"}[self.fits]
        said = f", as the {self.source} says" if self.source else ""
        return f"{self.model} ({self.route}): {mark}: {self.why}{said}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The rungs of a call in their order; ``prompt_tokens`` is given or estimated."""

    prompt_tokens: int
    rungs: tuple[PlannedRung, ...]

    def as_dict(self) -> dict[str, Any]:
        """The plan as data that `json.dumps` takes."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(str(rung) for rung in self.rungs)
