"""The nearest known word to a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMILAR = 0.6
LONGEST_WORD = 100


def nearest(word: str, known: Iterable[str], *, similarity: float = SIMILAR) -> str | None:
    """Return the known word closest to ``word``, or None where none is close.

    Case does not count, and ``-`` equals ``_``. ``similarity`` runs from 0 (anything) to 1
    (equal); words over 100 characters have no neighbours, which bounds the work.
    """
    if len(word) > LONGEST_WORD:
        return None
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(fold(name), name)
    found = get_close_matches(fold(word), folded, n=1, cutoff=similarity)
    return folded[found[0]] if found else None


def fold(word: str) -> str:
    """Return ``word`` in the form in which words are compared."""
    return word.casefold().replace("-", "_")


@dataclass(slots=True)
class Speller:
    """Finds nearest words again and again, within a bounded amount of work.

    A file may hold thousands of names and as many misspelt ones, and comparing each with
    each takes minutes. After ``budget`` comparisons there are no more hints, only mistakes.
    """

    budget: int = 100_000
    answers: dict[tuple[str, frozenset[str], float], str | None] = field(default_factory=dict)

    def nearest(
        self, word: str, known: frozenset[str], *, similarity: float = SIMILAR
    ) -> str | None:
        """Do what the function `nearest` does, until the budget is spent; then return None."""
        question = word, known, similarity
        if question not in self.answers:
            affordable = self.budget > 0
            self.budget -= len(known)
            found = nearest(word, known, similarity=similarity) if affordable else None
            self.answers[question] = found
        return self.answers[question]

    def hint(self, word: str, known: frozenset[str]) -> str:
        """Return ``; did you mean 'x'?`` for the nearest word, or an empty text."""
        found = self.nearest(word, known)
        return f"; did you mean {found!r}?" if found else ""
