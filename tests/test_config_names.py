"""The nearest known word."""

import pytest

from llmgate.names import Speller, nearest

KNOWN = ["context_window", "max_output_tokens", "route", "retries", "Writer"]


@pytest.mark.parametrize(
    "word,expected",
    [
        ("contxt_window", "context_window"),
        ("context-window", "context_window"),
        ("ROUTE", "route"),
        ("rotue", "route"),
        ("retry", "retries"),
        ("writer", "Writer"),
        ("zzz", None),
        ("", None),
        ("route" * 30, None),
    ],
)
def test_nearest(word, expected):
    """The nearest word is found whatever its case and hyphens; a far one is not."""
    assert nearest(word, KNOWN) == expected


def test_nothing_is_near_where_nothing_is_known():
    """Without known words there is no nearest one."""
    assert nearest("route", []) is None


def test_budget():
    """A speller answers until its budget is spent, and then repeats what it said."""
    speller = Speller(budget=1)
    known = frozenset(KNOWN)
    answers = [speller.hint(word, known) for word in ("rout", "retres", "rout")]
    assert answers == ["; did you mean 'route'?", "", "; did you mean 'route'?"]
