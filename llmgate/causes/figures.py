"""The numbers of a text, each with the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from llmgate.causes.plurals import singular
from llmgate.causes.wording import CAMEL

# Thousands are set off by commas, dots, apostrophes, underscores or spaces; 12k and 1M are short.
PIECE = re.compile(
    r"""
    (?P<number>
      (?<![\w.\-/\#]) (?> [0-9]{1,3}(?:[,.'_\ ][0-9]{3})+(?![0-9]) | [0-9]+ ) (?>\.[0-9]+)?
      (?:\s?[kKmM](?![a-zA-Z]))? (?! [\w%] | \.[0-9] | [-/:]\w )
    )
  | (?P<word> [^\W\d_]+ )
  | (?P<sign> >=|<=|[<>≥≤+] )
  | (?P<mark> [,;:()\[\]{}] | [.!?](?=\s|$) | \n )
    """,
    re.VERBOSE,
)
UNITS = {"k": 1_000, "m": 1_000_000}
SEPARATORS = re.compile(r"[,.'_ ](?=[0-9]{3})")
MOST = 40
WORDS_AFTER = 6
JOINING = frozenset({"and", "plus", "but", "while"})
OPENING = frozenset("([{")
ENDING = frozenset(".!?;\n")


@dataclass(slots=True)
class Figure:
    """A whole number, with the words before it in its sentence, back to the figure before.

    ``bracketed`` says that it stands right behind an opening bracket.
    ``after`` are the words right behind it; they also stand in ``before`` of the next figure if
    that one is ``joined`` to this. ``signs`` are the comparisons and sums among ``before``.
    """

    value: int
    before: list[str]
    joined: bool
    bracketed: bool
    after: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Scan:
    """A text on its way to figures."""

    figures: list[Figure] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    joined: bool = False
    following: bool = False
    opened: bool = False

    def number(self, text: str) -> None:
        """A number: what was gathered stands before it."""
        figure = Figure(value_of(text), self.words, self.joined, self.opened, signs=self.signs)
        self.figures.append(figure)
        self.words, self.signs = [], []
        self.joined = self.following = True
        self.opened = False

    def word(self, word: str) -> None:
        """A word: before the next figure, and behind the last one until something parts them."""
        self.words.append(word)
        self.opened = False
        if self.following:
            after = self.figures[-1].after
            self.following = word not in JOINING and len(after) < WORDS_AFTER
            if self.following:
                after.append(word)

    def sign(self, sign: str) -> None:
        """A comparison or a plus."""
        self.following = False
        self.signs.append(sign)
        self.words.append(sign)

    def mark(self, mark: str) -> None:
        """A comma, a bracket, or the end of a sentence."""
        self.following = False
        self.opened = mark in OPENING
        if mark in ENDING:
            self.words, self.joined = [], False


def figures_in(text: str) -> list[Figure]:
    """The numbers of a text, in order; those in names, versions and times are none."""
    scan = Scan()
    for found in PIECE.finditer(CAMEL.sub(" ", text)):
        kind, piece = found.lastgroup, found[0]
        if kind == "word":
            scan.word(singular(piece.lower()))
        elif kind == "mark":
            scan.mark(piece)
        elif kind == "sign":
            scan.sign(piece)
        else:
            scan.number(piece)
            if len(scan.figures) >= MOST:
                break
    return scan.figures


def value_of(text: str) -> int:
    """A number as written, without its separators and its fraction."""
    unit = UNITS.get(text[-1].lower(), 1)
    digits = SEPARATORS.sub("", text.rstrip("kKmM ").strip())
    return int(float(digits) * unit) if len(digits) < 16 else 0  # noqa: PLR2004  (no count is)
