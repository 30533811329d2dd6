"""Every phrase of the vocabulary by its first word, with what it expresses."""

from __future__ import annotations

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
    "minimum",
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


def lexicon() -> dict[str, tuple[tuple[Phrase, frozenset[Sign]], ...]]:
    """By its first word, every phrase with what it expresses; the longest first."""
    signs: dict[Phrase, set[Sign]] = {p: set() for line in NEUTRAL for p in phrases(line)}
    for group in GROUPS:
        for sign, lines in group.items():
            for phrase in {phrase for line in lines for phrase in phrases(line)}:
                signs.setdefault(phrase, set()).update({sign}, implied(sign, phrase))
    by_first: dict[str, list[tuple[Phrase, frozenset[Sign]]]] = {}
    for phrase, meant in sorted(signs.items(), key=lambda item: -len(item[0])):
        by_first.setdefault(phrase[0], []).append((phrase, frozenset(meant)))
    return {first: tuple(entries) for first, entries in by_first.items()}


LEXICON = lexicon()
