"""What the cause of a failure is: the one place that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.causes.statuses import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate.causes.evidence import Evidence
    from llmgate.config.overflow import OverflowRule
    from llmgate.config.reasons import Reason
    from llmgate.transport import Failure

__all__ = ["KINDS", "Cause", "cause_of"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an attempt failed, and the numbers that the vendor stated, in tokens.

    ``window`` is what the model holds, ``requested_tokens`` the output that was asked for;
    each is None where the vendor did not say it, or not clearly. ``curable`` is False for a
    rate that one request alone exceeds: no wait makes it smaller.
    """

    reason: Reason
    prompt_tokens: int | None = None
    window: int | None = None
    requested_tokens: int | None = None
    curable: bool = True


def cause_of(failure: Failure, rules: Sequence[OverflowRule] = (), route: str = "") -> Cause:
    """The cause of a failure; ``rules`` are the endpoint's own words for an overflow.

    ``route`` is LiteLLM's route of the model that was asked: its name is no evidence.
    """
    # Words and patterns in many languages, which only a failure needs.
    from llmgate.causes.evidence import evidence_of  # noqa: PLC0415
    from llmgate.causes.numbers import stated_in  # noqa: PLC0415
    from llmgate.causes.rates import exceeded_alone  # noqa: PLC0415
    from llmgate.causes.reasons import reason_of  # noqa: PLC0415

    evidence = evidence_of(failure, route)
    reason = reason_of(evidence, failure.kind)
    if reason != "context_window" and not any(fits(rule, failure, evidence) for rule in rules):
        return Cause(reason, curable=reason != "rate_limit" or not exceeded_alone(evidence.said))
    stated = stated_in(evidence)
    return Cause("context_window", stated.prompt, stated.window, stated.output)


def fits(rule: OverflowRule, failure: Failure, evidence: Evidence) -> bool:
    """Whether a rule of the user's fits a failure: its message, or what else was said in it."""
    said = "\n".join([*evidence.said, *evidence.named])
    return rule.fits(failure.status, failure.message) or rule.fits(failure.status, said)
