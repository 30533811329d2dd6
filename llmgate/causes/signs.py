"""What each sentence of a text expresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.causes.lexicon import LEXICON
from llmgate.causes.wording import sentences

if TYPE_CHECKING:
    from llmgate.causes.lexicon import Sign


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
    places: list[tuple[int, Sign]] = []
    at = 0
    while at < len(words):
        at += read_phrase(words, at, places)
    return Sentence(frozenset(sign for _, sign in places), tuple(places))


def read_phrase(words: list[str], at: int, places: list[tuple[int, Sign]]) -> int:
    """Note what the longest phrase at this word expresses; the number of its words."""
    for phrase, signs in LEXICON.get(words[at], ()):
        length = len(phrase)
        if length == 1 or tuple(words[at : at + length]) == phrase:
            places.extend((at, sign) for sign in signs)
            return length
    return 1


def expressed(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that has been clipped and cleared of quotations."""
    return tuple(sentence for words in sentences(text) if (sentence := read(words)).signs)
