"""An estimate from a calibration and, where there is one, the vendor's own count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.tokens.calibration import difference
from llmgate.tokens.estimate import UNBOUNDED, Estimate, between

if TYPE_CHECKING:
    from llmgate.tokens.calibration import Calibration, Vector
    from llmgate.tokens.conversations import Anchor


def estimated(
    calibration: Calibration, kinds: Vector, upper: int, anchor: Anchor | None
) -> Estimate:
    """The estimate of a prompt, which begins with what the anchor counted, if there is one."""
    if anchor is None:
        tokens, margin = calibration.tokens(kinds), calibration.margin(kinds)
        return between(tokens, margin, upper, "estimate")
    new = difference(kinds, anchor.kinds)
    if not any(new):
        return Estimate(anchor.tokens, anchor.tokens, anchor.tokens, "vendor")
    tokens, margin = anchor.tokens + calibration.tokens(new), calibration.margin(new)
    # The vendor's own count may be above what was taken for the upper bound.
    ceiling = upper if upper == UNBOUNDED else max(upper, round(tokens))
    return between(tokens, margin, ceiling, "vendor")
