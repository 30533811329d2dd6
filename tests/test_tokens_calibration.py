"""The vendor's own counts correct the estimates."""

import json

import pytest

from llmgate.tokens import Estimate, TokenEstimator
from llmgate.tokens.encodings import token_count

WORDS = "The harbour was quiet in the morning, and the boats lay still beside the wall. "
CODE = "def total(values: list[int]) -> int:\n    return sum(value * 2 for value in values)\n"
CHINESE = "上个星期五下午我们小组在会议室里讨论新系统上线以后遇到的几个问题。"
RECORD = json.dumps({"id": 48213, "name": "Li Wei", "paid": True, "price": 19.95}) + ",\n"
ROUTE = "mistral/mistral-large-latest"
COUNTERS = {
    "a quarter of the bytes": lambda text: len(text.encode()) // 4,
    "a third of the characters": lambda text: len(text) // 3 + len(text.encode()) // 9,
    "o200k and a half": lambda text: round(1.5 * token_count("o200k_base", text)),
    "cl100k": lambda text: token_count("cl100k_base", text),
}


def said(text):
    """Make a message."""
    return {"role": "user", "content": text}


def counted(count, messages):
    """Count a prompt as a vendor does with this tokenizer."""
    return sum(4 + count(message["content"]) for message in messages)


def test_known_prompt_is_the_vendors_count():
    """A prompt that the vendor counted has no other size."""
    estimator, prompt = TokenEstimator(), [said(WORDS * 100)]
    estimator.learn(ROUTE, prompt, {}, 1_234)
    assert estimator.estimate(ROUTE, prompt, {}) == Estimate(1_234, 1_234, 1_234, "vendor")


def test_vendors_count_and_more_words():
    """500 words after a prompt of 90,000 tokens make it some 90,700, give or take a few."""
    estimator, prompt = TokenEstimator(), [said(WORDS * 5_000)]
    estimator.learn(ROUTE, prompt, {}, 90_000)
    estimate = estimator.estimate(ROUTE, [*prompt, said(WORDS * 35)], {})
    assert 90_400 < estimate.low <= 90_630 <= estimate.high < 90_900


@pytest.mark.parametrize("count", COUNTERS.values(), ids=COUNTERS.keys())
@pytest.mark.parametrize("text", [WORDS, CODE, CHINESE, RECORD])
def test_after_the_first_answer(text, count):
    """After the first answer, each estimate is within 3 %, whatever the tokenizer."""
    estimator, prompt, errors = TokenEstimator(), [said(text * 40)], []
    for turn in range(8):
        true = counted(count, prompt)
        errors.append(abs(estimator.estimate(ROUTE, prompt, {}).tokens / true - 1))
        estimator.learn(ROUTE, prompt, {}, true)
        prompt = [*prompt, said(text * (10 + turn))]
    assert max(errors[1:]) < 0.03


def test_routes_learn_from_other_conversations():
    """What one conversation taught of a tokenizer serves the next."""
    count, estimator = COUNTERS["o200k and a half"], TokenEstimator()
    first, second = [said(WORDS * 50)], [said(WORDS * 70)]
    estimator.learn(ROUTE, first, {}, counted(count, first))
    true = counted(count, second)
    assert estimator.estimate(ROUTE, second, {}).tokens == pytest.approx(true, rel=0.05)


def test_routes_do_not_learn_from_each_other():
    """One vendor's counts say nothing of another's."""
    prompt, fresh, taught = [said(WORDS * 50)], TokenEstimator(), TokenEstimator()
    taught.learn(ROUTE, prompt, {}, 2_000)
    other = "gemini/gemini-2.5-pro"
    assert taught.estimate(other, prompt, {}) == fresh.estimate(other, prompt, {})


def test_kinds_of_text_have_ratios_of_their_own():
    """A vendor that is dear for Chinese is not taken for dear in English."""
    estimator, english = TokenEstimator(), COUNTERS["cl100k"]
    for size in (20, 40, 60, 80):
        words, signs = [said(WORDS * size)], [said(CHINESE * size)]
        estimator.learn(ROUTE, words, {}, counted(english, words))
        estimator.learn(ROUTE, signs, {}, 3 * counted(english, signs))
    prompt = [said(WORDS * 55)]
    true = counted(english, prompt)
    assert estimator.estimate(ROUTE, prompt, {}).tokens == pytest.approx(true, rel=0.03)


@pytest.mark.parametrize("nonsense", [0, -5, 1, 10_000_000, None, "many", True, float("nan")])
def test_counts_that_cannot_be(nonsense):
    """A count that cannot be this prompt's is not believed."""
    estimator, prompt = TokenEstimator(), [said(WORDS * 50)]
    before = estimator.estimate(ROUTE, prompt, {})
    estimator.learn(ROUTE, prompt, {}, nonsense)
    assert estimator.estimate(ROUTE, prompt, {}) == before


def test_edited_beginning():
    """A vendor's count of a conversation says nothing of one whose beginning was edited."""
    estimator, prompt = TokenEstimator(), [said(WORDS * 90), said(WORDS)]
    estimator.learn(ROUTE, prompt, {}, 2_000)
    edited = [said(WORDS), said(WORDS), said("And now?")]
    assert estimator.estimate(ROUTE, edited, {}).source == "estimate"


def test_other_tools_after_the_count():
    """Tools that were added after the vendor's count are added to it."""
    estimator, prompt = TokenEstimator(), [said(WORDS * 90)]
    estimator.learn(ROUTE, prompt, {}, 1_500)
    tool = {"type": "function", "function": {"name": "look", "description": WORDS}}
    estimate = estimator.estimate(ROUTE, prompt, {"tools": [tool]})
    assert 1_515 < estimate.tokens < 1_560
