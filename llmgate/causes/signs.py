"""What each sentence of a text expresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.causes.lexicon import LEXICON
from llmgate.causes.wording import sentences

if TYPE_CHECKING:
    from llmgate.causes.lexicon import Branch, Sign


@dataclass(frozen=True, slots=True)
class Sentence:
    """The signs of a sentence, and at which word each of them stands."""

    signs: frozenset[Sign]
    places: tuple[tuple[int, Sign], ...]

    def has(self, *signs: Sign) -> bool:
        """Whether all of these are expressed."""
        return self.signs.issuperset(signs)

    def any(self, *signs: Sign) -> bool:
        """Whether one of these is expressed."""
        return not self.signs.isdisjoint(signs)

    def near(self, first: Sign, then: Sign, words: int) -> bool:
        """Whether the one sign follows the other after at most so many words."""
        starts = [place for place, sign in self.places if sign == first]
        ends = [place for place, sign in self.places if sign == then]
        return any(0 <= end - start <= words for start in starts for end in ends[:8])


def read(words: list[str]) -> Sentence:
    """The sentence that these words are."""
    places = places_in(words)
    return Sentence(frozenset([sign for _, sign in places]), tuple(places))


def places_in(words: list[str]) -> list[tuple[int, Sign]]:
    """What these words express, and at which of them."""
    places: list[tuple[int, Sign]] = []
    at, length, find = 0, len(words), LEXICON.get
    while at < length:
        branch = find(words[at])
        at = at + 1 if branch is None else read_phrase(branch, words, at, places)
    return places


def signs_at(words: list[str], at: int) -> list[Sign]:
    """What the phrase expresses that begins at this word."""
    places: list[tuple[int, Sign]] = []
    branch = LEXICON.get(words[at])
    if branch is not None:
        read_phrase(branch, words, at, places)
    return [sign for _, sign in places]


def read_phrase(
    branch: Branch | None, words: list[str], at: int, places: list[tuple[int, Sign]]
) -> int:
    """Note what the longest phrase at this word expresses; the place behind it."""
    found: tuple[Sign, ...] = ()
    end = ahead = at + 1
    while branch is not None:
        if branch.signs is not None:
            found, end = branch.signs, ahead
        if ahead == len(words):
            break
        branch = branch.following.get(words[ahead])
        ahead += 1
    places.extend([(at, sign) for sign in found])
    return end


def expressed(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that has been clipped and cleared of quotations."""
    return tuple(sentence for words in sentences(text) if (sentence := read(words)).signs)
