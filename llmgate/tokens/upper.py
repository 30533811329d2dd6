"""The cheapest bound of all: no tokenizer makes more tokens of a text than it has bytes."""

from __future__ import annotations

from operator import mul
from typing import TYPE_CHECKING

from llmgate.tokens.estimate import UNBOUNDED
from llmgate.tokens.traits import ALL_TRAITS, OPAQUE

if TYPE_CHECKING:
    from llmgate.tokens.traits import Traits

# Tokens: the dearest tariff of any vendor's for what is no text, see `families`.
DEAREST = {
    "bytes": 1, "framing": 4, "toolset": 600, "images": 2_833, "tiles": 5_667, "patches": 2.46,
    "claude": 1.2, "gemini": 1, "audio": 40, "pages": 3_000,
}  # fmt: skip
UPPER = tuple(DEAREST.get(name, 0) for name in ALL_TRAITS)


def upper_of(traits: Traits) -> int:
    """Tokens that a prompt of these traits cannot exceed; `UNBOUNDED` if some are unknown."""
    return UNBOUNDED if traits[OPAQUE] else round(sum(map(mul, UPPER, traits)))
