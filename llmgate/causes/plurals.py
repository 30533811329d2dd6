"""Words without the plural's s, so that a phrase is written once."""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 3


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """The word without a final s; what is no plural ("this") is shortened as well."""
    if len(word) < SHORTEST or word[-1] != "s" or word[-2] == "s":
        return word
    return word[:-1]
