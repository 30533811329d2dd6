"""Every phrase of the vocabulary, word after word, with what it expresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Literal, TypeAlias

from llmgate.causes.plurals import singular
from llmgate.causes.vocabulary_lengths import LIMITS, MEASURES, OUTPUTS, RELATIONS, SUBJECTS
from llmgate.causes.vocabulary_reasons import NEUTRAL, REASONS

Sign: TypeAlias = Literal[
    "input",
    "request",
    "tokens",
    "size",
    "window",
    "context",
    "output",
    "limit",
    "too_long",
    "exceeds",
    "bound",
    "reduce",
    "no_room",
    "truncation",
    "things",
    "bytes",
    "field",
    "string",
    "unknown",
    "minimum",
    "setting",
    "rate",
    "per_time",
    "money",
    "paying",
    "allowance",
    "later",
    "overloaded",
    "auth",
    "model",
    "missing",
    "no_model",
    "policy",
    "bad_request",
    "timeout",
]

Phrase: TypeAlias = tuple[str, ...]

GROUPS = (SUBJECTS, LIMITS, OUTPUTS, RELATIONS, MEASURES, REASONS)


def phrases(notation: str) -> list[Phrase]:
    """Every phrase that a notation stands for."""
    parts = [[singular(word) for word in part.split("|")] for part in notation.split()]
    return list(product(*parts))


def implied(sign: Sign, phrase: Phrase) -> set[Sign]:
    """What a phrase for the window says besides: that it is a maximum, and one of tokens."""
    if sign != "window":
        return set()
    words: dict[str, Sign] = {"max": "limit", "maximum": "limit", "token": "tokens"}
    return {words[word] for word in phrase if word in words}


@dataclass(slots=True)
class Branch:
    """The words that may follow here, and what the phrase that ends here expresses, if any."""

    following: dict[str, Branch] = field(default_factory=dict)
    signs: tuple[Sign, ...] | None = None


def meanings() -> dict[Phrase, set[Sign]]:
    """What each phrase expresses."""
    signs: dict[Phrase, set[Sign]] = {p: set() for line in NEUTRAL for p in phrases(line)}
    for group in GROUPS:
        for sign, lines in group.items():
            for phrase in {phrase for line in lines for phrase in phrases(line)}:
                signs.setdefault(phrase, set()).update({sign}, implied(sign, phrase))
    return signs


def lexicon() -> dict[str, Branch]:
    """Every phrase, to be followed word by word."""
    root = Branch()
    for phrase, signs in meanings().items():
        branch = root
        for word in phrase:
            branch = branch.following.setdefault(word, Branch())
        branch.signs = tuple(sorted(signs))
    return root.following


LEXICON = lexicon()
