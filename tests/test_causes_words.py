"""Words that nobody need have said yet: the meaning counts, not the sentence."""

import json
from pathlib import Path

import pytest

from llmgate.causes.cause import cause_of
from llmgate.causes.lexicon import GROUPS, meanings, phrases
from llmgate.causes.signs import read
from llmgate.transport import Failure

LINES = (Path(__file__).parent / "data" / "error_words.jsonl").read_text("utf-8").splitlines()
SAYINGS = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("saying", SAYINGS, ids=[saying["text"][:60] for saying in SAYINGS])
def test_saying(saying):
    """What is said means its reason."""
    failure = Failure("APIStatusError", saying["text"], saying["status"])
    assert cause_of(failure).reason == saying["reason"]


def test_notation_of_phrases():
    """A bar stands between alternatives of one word."""
    expected = [("context", "length"), ("context", "size"), ("ctx", "length"), ("ctx", "size")]
    assert phrases("context|ctx lengths|size") == expected


def test_longest_phrase_comes_first():
    """The longest phrase that fits is the one that counts."""
    assert read(["maximum", "output", "token"]).places == ((0, "output"),)


def test_every_sign_is_expressed():
    """No group is without a phrase."""
    known = set().union(*meanings().values())
    assert known == {sign for group in GROUPS for sign in group}
