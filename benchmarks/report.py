"""The outcome: a table for people, and every figure as JSON."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from benchmarks.figures import figures, ratios
from llmgate import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.comparison import Comparison, Limit
    from benchmarks.figures import Figures

PACKAGES = (
    "httpcore", "httpx", "langchain-openai", "litellm", "openai", "orjson", "pydantic",
    "pydantic-ai-slim", "pyyaml",
)  # fmt: skip
HEAD = ("", "per", "median", "quartiles", "ratio", "quartiles", "95 % interval")
LAYOUT = "{:<32} {:<7} {:>11} {:>21} {:>7} {:>15} {:>15}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A comparison and its samples, in seconds, by candidate."""

    comparison: Comparison
    samples: dict[str, list[float]]

    @property
    def limited(self) -> str:
        """The candidate that the limit is for: the first one beside the baseline."""
        others = (label for label in self.samples if label != self.comparison.baseline)
        return next(others)

    def ratio(self, label: str) -> Figures | None:
        """How a candidate compares with the baseline, None for the baseline itself."""
        baseline = self.comparison.baseline
        return None if baseline in {None, label} else self.beside(label, baseline)

    def beside(self, label: str, other: str) -> Figures:
        """How a candidate compares with another one."""
        return figures(ratios(self.samples[label], self.samples[other]))


def lines(outcome: Outcome) -> list[str]:
    """The lines of the table for one comparison."""
    comparison = outcome.comparison
    rows = [row(outcome, label) for label in comparison.candidates]
    held = [held_line(outcome, limit) for limit in comparison.limits]
    return [comparison.name, *rows, *held, *(f"  {note}" for note in comparison.notes)]


def held_line(outcome: Outcome, limit: Limit) -> str:
    """What a candidate is held to, and what it takes."""
    ratio = outcome.beside(limit.label, limit.beside).median
    word = "within" if ratio <= limit.ratio else "OVER"
    return f"  {limit.label} takes {ratio:.3f} of {limit.beside}: {word} {limit.ratio:.3f}"


def heading() -> str:
    """The table's first line."""
    return LAYOUT.format(*HEAD)


def row(outcome: Outcome, label: str) -> str:
    """One candidate's line."""
    found, ratio = figures(outcome.samples[label]), outcome.ratio(label)
    cells = ["", "", ""]
    if ratio is not None:
        cells = [
            f"{ratio.median:.3f}",
            between(f"{ratio.quartiles[0]:.3f}", f"{ratio.quartiles[1]:.3f}"),
            between(f"{ratio.interval[0]:.3f}", f"{ratio.interval[1]:.3f}"),
        ]
    spread = between(time_text(found.quartiles[0]), time_text(found.quartiles[1]))
    facts = [f"  {label}", outcome.comparison.unit, time_text(found.median), spread]
    return LAYOUT.format(*facts, *cells).rstrip()


def between(low: str, high: str) -> str:
    """Two ends of a range."""
    return f"{low} - {high}"


def time_text(seconds: float) -> str:
    """Seconds in the unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def as_json(outcomes: list[Outcome]) -> dict[str, Any]:
    """Everything that was measured, and with what; nothing of where."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "packages": {"llmgate": __version__, **dict(installed())},
        "cores": os.cpu_count(),
        "outcomes": [outcome_json(outcome) for outcome in outcomes],
    }


def installed() -> Iterator[tuple[str, str]]:
    """The packages that count, as far as they are installed."""
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            yield name, version(name)


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """One comparison: samples in microseconds, and the ratio of each round's."""
    comparison, samples = outcome.comparison, outcome.samples
    return {
        "name": comparison.name,
        "unit": comparison.unit,
        "baseline": comparison.baseline,
        "limits": [limit_json(outcome, limit) for limit in comparison.limits],
        "notes": list(comparison.notes),
        "candidates": {label: candidate_json(outcome, label) for label in samples},
    }


def limit_json(outcome: Outcome, limit: Limit) -> dict[str, Any]:
    """What a candidate is held to, and what it takes."""
    ratio = round(outcome.beside(limit.label, limit.beside).median, 4)
    return {"candidate": limit.label, "beside": limit.beside, "limit": limit.ratio, "ratio": ratio}


def candidate_json(outcome: Outcome, label: str) -> dict[str, Any]:
    """One candidate's figures."""
    found, ratio = figures(outcome.samples[label]), outcome.ratio(label)
    shown = {
        "median_us": micro(found.median),
        "quartiles_us": [micro(end) for end in found.quartiles],
        "samples_us": [micro(seconds) for seconds in outcome.samples[label]],
    }
    if ratio is not None:
        shown["ratio"] = round(ratio.median, 4)
        shown["ratio_quartiles"] = [round(end, 4) for end in ratio.quartiles]
        shown["ratio_interval_95"] = [round(end, 4) for end in ratio.interval]
    return shown


def micro(seconds: float) -> float:
    """Microseconds, with as many digits as mean something."""
    return round(seconds * 1e6, 2)
