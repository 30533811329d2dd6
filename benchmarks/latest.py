"""The figures of the latest run, as its file has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.capacity import COUNTS, NAME

FILE = Path(__file__).parent / "results" / "latest.json"
MICRO = 1e-6

Figures = dict[str, Any]


def latest() -> Figures:
    """Everything that the run wrote."""
    figures: Figures = json.loads(FILE.read_text(encoding="utf-8"))
    return figures


def outcome(figures: Figures, name: str) -> Figures | None:
    """One comparison, None where the run did not make it."""
    return next((each for each in figures["outcomes"] if each["name"] == name), None)


def seconds(found: Figures, label: str) -> float:
    """A candidate's median."""
    return float(found["candidates"][label]["median_us"]) * MICRO


def cores(figures: Figures) -> dict[str, list[tuple[int, float]]]:
    """By client, the cores that so many streams take; empty where it was not measured."""
    taken: dict[str, list[tuple[int, float]]] = {}
    for count in COUNTS:
        if found := outcome(figures, NAME.format(count)):
            for label in found["candidates"]:
                taken.setdefault(label, []).append((count, seconds(found, label)))
    return taken


def streams_a_core(figures: Figures) -> dict[str, float]:
    """By client, the streams that one core carries, by the largest number that was tried."""
    return {label: points[-1][0] / points[-1][1] for label, points in cores(figures).items()}
