"""Many noisy figures told by a few: the median, and how far they spread."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from statistics import quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Half the width of a 95 % confidence interval, in standard deviations.
TWO_SIDED_95 = 1.96


@dataclass(frozen=True, slots=True)
class Figures:
    """A median, the quartiles around it, and the interval that holds the true one (95 %)."""

    median: float
    quartiles: tuple[float, float]
    interval: tuple[float, float]


def figures(samples: Sequence[float]) -> Figures:
    """The figures of some samples, of which there are at least two."""
    low, middle, high = quantiles(samples, n=4, method="inclusive")
    return Figures(middle, (low, high), interval_of(samples))


def interval_of(samples: Sequence[float]) -> tuple[float, float]:
    """The confidence interval of a median, by ranks: it supposes nothing of the noise's shape."""
    ordered, count = sorted(samples), len(samples)
    rank = max(0, floor((count - TWO_SIDED_95 * sqrt(count)) / 2))
    return ordered[rank], ordered[count - 1 - rank]


def ratios(samples: Sequence[float], baseline: Sequence[float]) -> list[float]:
    """Each round's ratio: what slows a whole round down slows both, and cancels out."""
    return [one / other for one, other in zip(samples, baseline, strict=True)]
