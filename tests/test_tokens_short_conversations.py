"""Short conversations, on the texts and tokenizers of the benchmark: what docs/ladders.md says."""

import pytest

from benchmarks.estimate import errors
from benchmarks.estimate_texts import ROUTES, counters, texts

KINDS = ("prose", "code", "json", "chinese", "base64")
BEFORE, AFTER = 0.15, 0.03
# The code is the standard library's, which each version of Python changes.
AFTER_CODE = 0.05
# The last one is nobody's: no estimate can know it before it has answered.
KNOWN = [name for name in ROUTES if name != "words"]


@pytest.fixture(scope="module")
def count():
    """Each vocabulary's tokenizer, which takes a second to read."""
    return counters()


@pytest.fixture(scope="module")
def text():
    """A text of each kind."""
    return texts()


@pytest.mark.parametrize("vocabulary", KNOWN)
@pytest.mark.parametrize("kind", KINDS)
def test_known_vocabularies(vocabulary, kind, count, text):
    """Within 15 % before the first answer of a conversation, within 3 % at each turn after it."""
    first, *others, _ = errors(ROUTES[vocabulary], count[vocabulary], text[kind])
    after = AFTER_CODE if kind == "code" else AFTER
    assert (abs(first) <= BEFORE, max(map(abs, others)) <= after) == (True, True), (first, others)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "base64"])
def test_a_vocabulary_that_nobody_knows(kind, count, text):
    """It is learnt from its vendor's answers: within 15 % before the first one, then 5 %."""
    first, *others, _ = errors(ROUTES["words"], count["words"], text[kind])
    assert (abs(first) <= BEFORE, max(map(abs, others)) <= AFTER_CODE) == (True, True)
