"""`Plan`: what a call would do, told without sending anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate.attempt import Carrier
    from llmgate.sizing.windows import Source
    from llmgate.transport import CarrierChoice


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """One rung of a plan.

    ``window`` is in tokens, ``source`` says who said so (both None if nobody knows);
    ``fits`` is None in doubt, and ``why`` has the figures. ``prompt_tokens`` is the prompt as
    this rung's vendor would count it, None where nobody counted. ``carrier`` is who would carry
    the request, and ``carried`` says why it is that one.
    """

    model: str
    route: str
    window: int | None
    source: Source | None
    fits: bool | None
    why: str
    prompt_tokens: int | None = None
    carrier: Carrier = "litellm"
    carried: str = ""

    def __str__(self) -> str:
        mark = {True: "fits", False: "too small", None: "to be tried"}[self.fits]
        said = f", as the {self.source} says" if self.source else ""
        return f"{self.model} ({self.route}): {mark}: {self.why}{said}"

    @property
    def carriage(self) -> str:
        """Who would carry the request, and why, in words."""
        by = {"direct": "sent directly", "litellm": "sent through LiteLLM"}[self.carrier]
        return f"{by}, since {self.carried}" if self.carried else by


@dataclass(frozen=True, slots=True)
class Plan:
    """The rungs of a call in their order; ``prompt_tokens`` is given or estimated."""

    prompt_tokens: int
    rungs: tuple[PlannedRung, ...]

    def carried_by(self, choices: Sequence[CarrierChoice]) -> Plan:
        """The same plan with who would carry each rung's request."""
        rungs = [
            replace(rung, carrier=choice.carrier, carried=choice.why)
            for rung, choice in zip(self.rungs, choices, strict=True)
        ]
        return replace(self, rungs=tuple(rungs))

    def as_dict(self) -> dict[str, Any]:
        """The plan as data that `json.dumps` takes."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(str(rung) for rung in self.rungs)
