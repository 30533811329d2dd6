"""How near an estimate comes that no vendor and no tokenizer has helped."""

import argparse
import base64
import inspect
import json
import random
from pathlib import Path

import pytest

from llmgate.tokens import TokenEstimator
from llmgate.tokens.encodings import token_count
from llmgate.tokens.traits import ALL_TRAITS, text_traits

ROOT = Path(__file__).parent
CHANCE = random.Random(8)  # noqa: S311  (the same ones every time)
RECORDS = [
    {"id": CHANCE.randrange(10**6), "name": f"item {at}", "price": at / 7, "sold": at % 3 == 0}
    for at in range(80)
]
TEXTS = {
    "prose": (ROOT.parent / "LICENSE").read_text("utf-8"),
    "code": inspect.getsource(argparse),
    "json": json.dumps(RECORDS),
    "chinese": (ROOT / "data" / "tokens" / "modern_chinese.txt").read_text("utf-8"),
    "classics": (ROOT / "data" / "tokens" / "classics.txt").read_text("utf-8"),
    "base64": base64.b64encode(CHANCE.randbytes(9_000)).decode(),
}
ROUTES = {
    "openai/gpt-4o": "o200k_base",
    "openai/gpt-4-turbo": "cl100k_base",
    "text-completion-openai/text-davinci-003": "p50k_base",
}


def user(text):
    """Make a prompt of one message."""
    return [{"role": "user", "content": text}]


def trait(name, text):
    """Return one trait of a text."""
    return text_traits(text)[ALL_TRAITS.index(name)]


@pytest.mark.parametrize("route,encoding", ROUTES.items())
@pytest.mark.parametrize("kind", TEXTS)
def test_first_estimates(kind, route, encoding):
    """Before any answer, the estimate is within 15 % of what the encoding counts."""
    true = token_count(encoding, TEXTS[kind])
    estimate = TokenEstimator().estimate(route, user(TEXTS[kind]), {})
    assert estimate.tokens == pytest.approx(true, rel=0.15)


@pytest.mark.parametrize("route,encoding", ROUTES.items())
@pytest.mark.parametrize("kind", TEXTS)
def test_margins(kind, route, encoding):
    """The true count lies between the ends."""
    true = token_count(encoding, TEXTS[kind])
    estimate = TokenEstimator().estimate(route, user(TEXTS[kind]), {})
    assert estimate.low <= true <= estimate.high


@pytest.mark.parametrize("kind", TEXTS)
def test_upper_bound(kind):
    """No encoding makes more tokens of a text than the upper bound."""
    bound = TokenEstimator().upper_bound(user(TEXTS[kind]), {})
    counts = [token_count(encoding, TEXTS[kind]) for encoding in ROUTES.values()]
    assert max(counts) <= bound


def test_long_texts_are_judged_by_samples():
    """A text that repeats itself has its sample's traits, scaled; its bytes are exact."""
    text = "word, and " * 10_000
    assert (trait(" a", text), trait("bytes", text)) == (
        pytest.approx(20_000, rel=0.01),
        100_000,
    )


def test_characters_count_once():
    """A character of several bytes counts as its first byte, the bytes for the upper bound."""
    assert (trait("9", "開" * 5), trait("bytes", "開" * 5)) == (5, 15)


def test_surrogates_are_read():
    """Half a character, as JSON may hold it, has bytes like any other."""
    assert trait("bytes", "\ud800") == 3


def test_empty_prompt():
    """A prompt of nothing has the tokens that prime every reply."""
    assert TokenEstimator().estimate("openai/gpt-4o", [], {}).tokens == 3
