"""Which regular expressions a file may hold."""

import re
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.config.patterns import MATCHED_CHARACTERS, pattern_problem

NESTED = "repeats a group that holds a repeat or a '|', which can take forever; write it flat"
OVERLAP = "has more than 3 open repeats (* or +), or two that overlap"
MANY = "has too many optional parts and alternatives; give several rules instead"
ESCAPE = "put a backslash before . ( ) [ ] + * ?"
SET = "has a set [...] with an unescaped [ -- && ~~ or || in it; put a backslash before"


@pytest.mark.parametrize(
    "pattern",
    [
        "ran out of room",
        r"maximum context length is \d+ tokens",
        "(too|very) (long|large)",
        "prompt.*exceeds.*limit",
        "(?i)foo",
        "(?P<n>a)(?P=n)",
        "[]a]+b[^]]*",
        r"\(\*+\)",
        "(?:ab){3}",
        "(?: of \\d+)?",
        "a{2,3}b?",
        "a{,5}{}",
        r"[\[(]x",
        "(?#comment ( )a+",
        "(?=a+)b",
    ],
)
def test_good_pattern(pattern):
    """A pattern as users write it is accepted."""
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern,expected",
    [
        ("(a+)+", NESTED),
        ("(a*)*b", NESTED),
        ("(a|a)+", NESTED),
        ("(?:a+){2}", NESTED),
        ("(a?){30}", NESTED),
        ("((((a+)))){2,}", NESTED),
        ("(a+(?#x))+", NESTED),
        ("(a+)(?#x)+", NESTED),
        ("(?i:a+)*", NESTED),
        ("(?P<n>a+)+", NESTED),
        (r"(\)+a+)+", NESTED),
        ("([)]a+)+", NESTED),
        ("a?" * 30, MANY),
        ("(a|a)" * 12, MANY),
        (".*.*x", OVERLAP),
        (r"\s*\s*x", OVERLAP),
        ("a*b*c*d*", OVERLAP),
        ("a{1,500}a{1,500}", OVERLAP),
        ("(?x)a", "must not use the verbose flag (?x)"),
        ("[[a]", SET),
        ("[a--b]", SET),
        ("[a", "has a set [...] that does not end; put a backslash before the ["),
        ("x" * 501, "is longer than 500 characters; a few of the vendor's words suffice"),
        (
            "a{99999999999}",
            f"is not a regular expression: a repeat is too large; {ESCAPE}",
        ),
        (
            "(",
            f"is not a regular expression: missing ), unterminated subpattern; {ESCAPE}",
        ),
    ],
)
def test_bad_pattern(pattern, expected):
    """A pattern that is none, or may take forever, is refused with the reason."""
    assert pattern_problem(pattern) == expected


PIECES = st.sampled_from(
    [*"ab.|()[]{}^$\\?*+-&~#, 12", "(?:", "(?i:", "(?=", "(?P<n>", "(?P=n)", r"\d", "{2,}", "{,3}"]
)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_any_pattern(pattern):
    """Whatever is accepted compiles without a warning."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        accepted = pattern_problem(pattern) is None
        compiled = re.compile(pattern, re.IGNORECASE) if accepted else None
    assert (compiled is not None, warned) == (accepted, [])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_accepted_pattern_ends(pattern):
    """Whatever is accepted ends on a text that makes backtracking patterns explode."""
    start = time.monotonic()
    if pattern_problem(pattern) is None:
        re.search(pattern + "!", "ab" * 60, re.IGNORECASE)
    assert time.monotonic() - start < 5


def test_matched_text_is_short():
    """The text that a pattern is run against is bounded."""
    assert MATCHED_CHARACTERS == 4096
