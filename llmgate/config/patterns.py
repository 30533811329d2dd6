"""Which regular expressions a file may hold: those that end soon on any text.

Python's ``re`` backtracks, so some patterns take a time exponential in the text. Its parser
is private, so this reads the pattern itself, and is stricter than need be:

- a repeated group holds neither a repeat of its own nor an alternative, unlike ``(a+)+``;
- optional parts and alternatives multiply to at most ``MAX_WAYS``, unlike ``a?a?a?…``;
- there are at most ``MAX_OPEN_REPEATS`` open repeats. These are still polynomial, which the
  short text that a pattern is run against (``MATCHED_CHARACTERS``) keeps bearable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_PATTERN = 500
MAX_OPEN_REPEATS = 3
MAX_WAYS = 1000
OPEN = 10
MATCHED_CHARACTERS = 4096

TOKEN = re.compile(
    r"""
      (?P<escape> \\. )
    | (?P<set> \[ \^? \]? (?: \\. | [^\]\\] )* \] )
    | (?P<comment> \(\?\# [^)]* \) )
    | (?P<flags> \(\? [aiLmsux-]+ [:)] )
    | (?P<open> \( (?: \?: | \?> | \?= | \?! | \?<= | \?<! | \?P<\w+> | \?\(\w+\) )? )
    | (?P<reference> \(\?P=\w+\) )
    | (?P<close> \) )
    | (?P<either> \| )
    | (?P<repeat> (?: [*+?] | \{ (?P<least>[0-9]*) (?P<comma>,)? (?P<most>[0-9]*) \} ) [?+]? )
    | (?P<plain> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class Group:
    """An open group: whether its length varies, and how many alternatives it has."""

    varies: bool = False
    alternatives: int = 1


@dataclass(slots=True)
class Scan:
    """What is known of a pattern so far.

    ``atom`` is the last thing that a repeat could stand behind, ``repeated`` the atom of an
    open repeat that has just ended, and ``before`` what ``repeated`` was before ``atom``.
    """

    groups: list[Group] = field(default_factory=lambda: [Group()])
    ways: int = 1
    open_repeats: int = 0
    last_varies: bool = False
    atom: str = ""
    repeated: str = ""
    before: str = ""


def pattern_problem(pattern: str) -> str | None:
    """Say what is wrong with a regular expression; None where it is fit for use."""
    if len(pattern) > MAX_PATTERN:
        return f"is longer than {MAX_PATTERN} characters; a few of the vendor's words suffice"
    if wrong := shape_problem(pattern):
        return wrong
    try:
        re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        reason = error.msg if isinstance(error, re.error) else "a repeat is too large"
        return f"is not a regular expression: {reason}; put a backslash before . ( ) [ ] + * ?"
    return None


def shape_problem(pattern: str) -> str | None:
    """Find repeats that may take forever, and spellings that this reader does not follow."""
    scan = Scan()
    for match in TOKEN.finditer(pattern):
        if wrong := step(scan, match):
            return wrong
    return None


def step(scan: Scan, match: re.Match[str]) -> str | None:
    """Follow one token of a pattern."""
    if match["comment"]:
        return None
    if match["repeat"] and match["repeat"] != "{}":
        return repeat(scan, match) or too_many_ways(scan)
    scan.last_varies = False
    scan.atom, scan.before, scan.repeated = match[0], scan.repeated, ""
    if match["set"] or match["plain"] == "[":
        return set_problem(match[0])
    if "x" in (match["flags"] or ""):
        return "must not use the verbose flag (?x)"
    return group(scan, match)


def group(scan: Scan, match: re.Match[str]) -> str | None:
    """Follow the start of a group, its end, or the bar between two alternatives."""
    if match["open"] or (match["flags"] or "").endswith(":"):
        scan.groups.append(Group())
    elif match["either"]:
        scan.groups[-1].varies = True
        scan.groups[-1].alternatives += 1
    elif match["close"] and len(scan.groups) > 1:
        ended = scan.groups.pop()
        scan.last_varies = ended.varies
        scan.groups[-1].varies |= ended.varies
        scan.ways *= ended.alternatives
    return too_many_ways(scan)


def repeat(scan: Scan, match: re.Match[str]) -> str | None:
    """Follow a repeat of what stands before it."""
    least, most = bounds(match)
    if most != 1 and scan.last_varies:
        return "repeats a group that holds a repeat or a '|', which can take forever; write it flat"
    scan.groups[-1].varies |= least != most
    if most is not None and most - least < OPEN:
        scan.ways *= most - least + 1
        return None
    scan.open_repeats += 1
    overlaps = scan.before and (scan.before == scan.atom or "." in (scan.before, scan.atom))
    if overlaps or scan.open_repeats > MAX_OPEN_REPEATS:
        return f"has more than {MAX_OPEN_REPEATS} open repeats (* or +), or two that overlap"
    scan.repeated = scan.atom
    return None


def too_many_ways(scan: Scan) -> str | None:
    """Refuse a pattern that can match in too many ways."""
    if scan.ways <= MAX_WAYS:
        return None
    return "has too many optional parts and alternatives; give several rules instead"


def bounds(match: re.Match[str]) -> tuple[int, int | None]:
    """Return how often a repeat repeats, at least and at most; None is without end."""
    sign = match["repeat"][0]
    if sign != "{":
        return (0, 1) if sign == "?" else (int(sign == "+"), None)
    least = int(match["least"][:9] or 0)
    if not match["comma"]:
        return least, least
    return least, max(least, int(match["most"][:9])) if match["most"] else None


def set_problem(text: str) -> str | None:
    """Refuse sets whose meaning Python reserves, and of which it warns."""
    if not text.endswith("]"):
        return "has a set [...] that does not end; put a backslash before the ["
    inner = text[1:-1].removeprefix("^")
    if inner.startswith("[") or re.search(r"--|&&|~~|\|\|", inner):
        return "has a set [...] with an unescaped [ -- && ~~ or || in it; put a backslash before"
    return None
