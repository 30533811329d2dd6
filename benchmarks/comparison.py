"""Candidates measured in turn, round after round, so that the machine's moods meet all alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

# Does the work once, and returns seconds for one unit of it.
Sampler: TypeAlias = Callable[[], float]


# The candidates that a comparison's limit is for.
GATES = ("gate", "llmgate")


@dataclass(frozen=True, slots=True)
class Limit:
    """The ratio to another candidate that a candidate is to stay under."""

    label: str
    beside: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and with what.

    ``unit`` is what one figure is for ("call", "chunk"). ``baseline`` names the candidate
    that the others are measured by, None where only the figures themselves count, and
    ``limit`` is the ratio to it that the gate is to stay under; ``held`` is what else candidates
    are held to, also beside others. ``notes`` are facts beside the figures.
    """

    name: str
    unit: str
    candidates: Mapping[str, Sampler]
    baseline: str | None = None
    limit: float | None = None
    rounds: int = 30
    notes: tuple[str, ...] = ()
    held: tuple[Limit, ...] = ()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Everything that candidates are held to."""
        baseline, ratio = self.baseline, self.limit
        if baseline is None or ratio is None:
            return self.held
        gates = [label for label in GATES if label in self.candidates]
        return (*self.held, *(Limit(label, baseline, ratio) for label in gates))


def tried(comparison: Comparison) -> dict[str, list[float]]:
    """One sample of each candidate, twice, to see that all is in order; they mean nothing."""
    return {label: [sample()] * 2 for label, sample in comparison.candidates.items()}


def measured(comparison: Comparison) -> dict[str, list[float]]:
    """Each candidate's samples, in seconds, one a round."""
    for sample in comparison.candidates.values():
        sample()
    samples: dict[str, list[float]] = {label: [] for label in comparison.candidates}
    gc.collect()
    # What lives already (LiteLLM above all) is no candidate's garbage.
    gc.freeze()
    for number in range(comparison.rounds):
        for label, seconds in one_round(comparison, number).items():
            samples[label].append(seconds)
    gc.unfreeze()
    return samples


def one_round(comparison: Comparison, number: int) -> dict[str, float]:
    """Every candidate twice, there and back; another one begins in the next round."""
    labels = list(comparison.candidates)
    first = number % len(labels)
    there = labels[first:] + labels[:first]
    taken = dict.fromkeys(labels, 0.0)
    for label in [*there, *reversed(there)]:
        gc.collect()
        taken[label] += comparison.candidates[label]() / 2
    return taken
