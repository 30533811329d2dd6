"""Candidates measured in turn, round after round, so that the machine's moods meet all alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

# Does the work once, and returns seconds for one unit of it.
Sampler: TypeAlias = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and with what.

    ``unit`` is what one figure is for ("call", "chunk"). ``baseline`` names the candidate
    that the others are measured by, None where only the figures themselves count, and
    ``limit`` is the ratio to it that the gate is to stay under. ``notes`` are facts beside
    the figures.
    """

    name: str
    unit: str
    candidates: Mapping[str, Sampler]
    baseline: str | None = None
    limit: float | None = None
    rounds: int = 30
    notes: tuple[str, ...] = ()


def tried(comparison: Comparison) -> dict[str, list[float]]:
    """Two samples of each candidate, to see that all is in order; they mean nothing."""
    return {label: [sample(), sample()] for label, sample in comparison.candidates.items()}


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
