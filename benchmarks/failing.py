"""A call that fails, and one that climbs: an overflow, and then the answer of the next rung."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from benchmarks.asking import OVERFLOW, PLAIN
from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu
from llmgate import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """Beside the bare calls that each of them makes."""

    def bare_failure() -> None:
        with suppress(scene.litellm.BadRequestError):
            scene.litellm.completion(**scene.bare(OVERFLOW))

    def two_bare() -> None:
        bare_failure()
        scene.litellm.completion(**scene.bare(PLAIN))

    def failure() -> None:
        with suppress(ApiError):
            scene.gate.completion(model=OVERFLOW.wanted, **OVERFLOW.keywords)

    def climb() -> None:
        scene.gate.completion(model="climbing", **OVERFLOW.keywords)

    calls = scene.often(10)
    failing = {"litellm": cpu(bare_failure, calls), "gate": cpu(failure, calls)}
    yield Comparison("failing call", "call", failing, baseline="litellm", rounds=20)
    climbing = {"two litellm calls": cpu(two_bare, calls), "gate": cpu(climb, calls)}
    yield Comparison("climbing call", "call", climbing, baseline="two litellm calls", rounds=20)
