"""What an estimate says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal, TypeAlias

Source: TypeAlias = Literal["bytes", "estimate", "tokenizer", "vendor"]

# Tokens: the high end of a prompt in which something could not be read.
UNBOUNDED = sys.maxsize
# A vendor that counts so many times fewer tokens than there surely were has cut the prompt;
# tokenizers alone differ by less.
SILENT_CUT = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A prompt's size in tokens, and between which ends the true one is believed to lie.

    ``source`` is what it rests on: the size in bytes alone, the look of the text, the
    encoding that OpenAI publishes, or the vendor's own count of the conversation so far.
    """

    tokens: int
    low: int
    high: int
    source: Source

    def settles(self, limit: int) -> bool:
        """Whether the prompt certainly fits, or certainly does not fit, into so many tokens."""
        return self.high <= limit or limit < self.low

    def was_cut_to(self, counted: int) -> bool:
        """Whether a vendor counted so few tokens that it must have cut the prompt."""
        return counted * SILENT_CUT < self.low


def between(tokens: float, margin: float, upper: int, source: Source) -> Estimate:
    """An estimate with a margin to either side, all in tokens, and never above ``upper``."""
    high = upper if upper == UNBOUNDED else min(round(tokens + margin), upper)
    middle = min(max(round(tokens), 0), high)
    low = min(max(round(tokens - margin), 0), middle)
    return Estimate(middle, low, high, source)
