"""Figures that are compared: ``199759 + 8192 > 200000``, ``208310 tokens > 200000 maximum``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from llmgate.causes.figures import Figure

GREATER = frozenset({">", ">=", "≥"})

# Between a figure and its comparison there may be a name: ``n_keep: 13055 >= n_ctx: 4096``.
NEAR = 4


def compared(
    figures: list[Figure], *, of_prompt: bool
) -> list[tuple[Literal["prompt", "output", "window", "total"], int]]:
    """What the figures of the first comparison are; none if there is none.

    Unless it is ``of_prompt``, a single figure may be the sum of prompt and output.
    """
    for at in range(1, len(figures)):
        if not follows(figures[at], GREATER):
            continue
        bigger, limit = figures[at - 1], figures[at]
        if at > 1 and follows(bigger, frozenset("+")):
            summed = figures[at - 2]
            return [("prompt", summed.value), ("output", bigger.value), ("window", limit.value)]
        return [("prompt" if of_prompt else "total", bigger.value), ("window", limit.value)]
    return []


def follows(figure: Figure, signs: frozenset[str]) -> bool:
    """Whether a figure stands behind one of these signs, which stands behind another figure."""
    return len(figure.signs) == 1 and figure.signs[0] in signs and len(figure.before) <= NEAR
