"""What an unquoted word of YAML means: YAML 1.2's core schema, without its surprises.

Text stays text: dates (``2024-10-21``), sexagesimals (``12:30``), ``yes``, ``no``, ``on``,
``off``, numbers with a leading zero, in hexadecimal or in octal.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

WORDS: dict[str, Scalar] = {
    "": None,
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}

# A longer number is an identifier: as a float it would silently lose digits.
INTEGER = re.compile(r"[-+]?(?:0|[1-9](?:_?[0-9]){0,17})", re.ASCII)
FLOAT = re.compile(
    r"""
    [-+]? (?= [0-9]* [.eE] | \. [0-9] )         # a point or an exponent, or it is no float
    (?: \. [0-9]{1,40} | (?: 0 | [1-9][0-9]{0,40} ) (?: \. [0-9]{0,40} )? )
    (?: [eE] [-+]? [0-9]{1,4} )?
    """,
    re.ASCII | re.VERBOSE,
)
BOOLEANS_ELSEWHERE = re.compile(r"yes|no|on|off", re.IGNORECASE)


def resolve(word: str) -> Scalar:
    """Return the value of an unquoted word."""
    if word in WORDS:
        return WORDS[word]
    if word[0] not in "+-.0123456789":
        return word
    if INTEGER.fullmatch(word):
        return int(word.replace("_", ""))
    return float(word) if FLOAT.fullmatch(word) else word


def is_text_everywhere(word: str) -> bool:
    """Say whether every YAML reader takes this unquoted word for text.

    Editors and other tools may read YAML 1.1, in which ``on`` and ``no`` are booleans.
    """
    return isinstance(resolve(word), str) and not BOOLEANS_ELSEWHERE.fullmatch(word)
