"""Estimating a prompt that grows turn by turn: what a turn costs, and how exact it is.

A turn is estimated and then learnt from, as it is when a vendor answers.
"""

from __future__ import annotations

import json
import time
from statistics import mean
from typing import TYPE_CHECKING, Any

from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu
from benchmarks.estimate_texts import (
    OPTIONS,
    ROUTES,
    conversation,
    counters,
    texts,
    true_tokens,
)
from llmgate.tokens import TokenEstimator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.comparison import Sampler

ROUTE = "openai/gpt-4o"
TURNS = 200
EARLY, LATE = range(5, 15), range(TURNS - 10, TURNS)
FLAT, FIFTIETH = 2.0, 1 / 50
# Characters a turn, for some 100,000 and 1,000,000 tokens of code in the end.
SIZES = {"100,000 tokens": 2_300, "1,000,000 tokens": 23_000}
ACCURATE_TURNS = 12
ACCURATE_SIZE = 1_500


def comparisons(scene: Any) -> Iterator[Comparison]:
    """Late turns beside early ones, a late turn beside LiteLLM's count, and how exact it is."""
    text = texts()["code"]
    for name, size in SIZES.items():
        turns = [*conversation(text * (1 + size // len(text)), size, TURNS)]
        yield growing(f"estimate, to {name}", turns, list)
        yield growing(f"estimate, to {name}, new dicts", turns, shallow)
        yield growing(f"estimate, to {name}, parsed anew", turns, parsed)
    turns = [*conversation(text, SIZES["100,000 tokens"], TURNS)]
    yield beside_litellm(scene, turns)


def shallow(messages: list[Any]) -> list[Any]:
    """New dicts around the same texts, as a gate's own checks make them."""
    return [dict(message) for message in messages]


def parsed(messages: list[Any]) -> list[Any]:
    """Everything new, as a server receives it."""
    return list(json.loads(json.dumps(messages)))


def growing(name: str, turns: list[Any], given: Callable[[list[Any]], list[Any]]) -> Comparison:
    """The last ten turns of a conversation beside the tenth and its neighbours."""
    candidates = {
        "tenth turn": span_of(turns, given, EARLY),
        f"turn {TURNS}": span_of(turns, given, LATE),
    }
    return Comparison(name, "turn", candidates, baseline="tenth turn", limit=FLAT, rounds=10)


def span_of(turns: list[Any], given: Callable[[list[Any]], list[Any]], span: range) -> Sampler:
    """A sampler of a turn among these, in a conversation that was met turn by turn."""

    def sample() -> float:
        estimator = TokenEstimator()
        for messages in turns[: span.start]:
            turn_cost(estimator, messages)
        return mean(turn_cost(estimator, given(turns[number])) for number in span)

    return sample


def turn_cost(estimator: TokenEstimator, messages: list[Any]) -> float:
    """CPU seconds for one turn: the estimate, and the count learnt."""
    started = time.process_time()
    prompt = estimator.recall(messages)
    tokens = estimator.estimate(ROUTE, prompt, OPTIONS).tokens
    estimator.learn(ROUTE, prompt, OPTIONS, tokens)
    return time.process_time() - started


def beside_litellm(scene: Any, turns: list[Any]) -> Comparison:
    """The last turns of a conversation beside LiteLLM's count of the same messages."""
    messages = turns[-1]

    def count() -> int:
        counted = scene.litellm.token_counter("gpt-4o", messages=messages, tools=OPTIONS["tools"])
        return int(counted)

    baseline = "litellm.token_counter"
    candidates = {
        baseline: cpu(count, 2),
        "estimate, and learn": span_of(turns, list, LATE),
        "the same, parsed anew": span_of(turns, parsed, LATE),
    }
    notes = (f"the prompt has {count():,} tokens by LiteLLM's count", *accuracy())
    return Comparison(
        "estimate beside LiteLLM's count", "prompt", candidates, baseline, FIFTIETH, 10, notes
    )


def accuracy() -> Iterator[str]:
    """Lines of a table: the error by tokenizer and kind of text, before and after an answer."""
    yield "error of the estimate before and after the first answer of a conversation:"
    head = ("", "before", "after: mean", "worst", "within")
    yield "{:<24} {:>8} {:>12} {:>8} {:>8}".format(*head)
    for vocabulary, count in counters().items():
        for kind, text in texts().items():
            first, *others, within = errors(ROUTES[vocabulary], count, text)
            worst, average = max(map(abs, others)), mean(map(abs, others))
            figures = f"{first:>+8.1%} {average:>12.1%} {worst:>8.1%} {within:>8.0%}"
            yield f"{vocabulary + ', ' + kind:<24} {figures}"


def errors(route: str, count: Callable[[str], int], text: str) -> list[float]:
    """Each turn's relative error; last, how many of the true counts were within the margins."""
    estimator, within = TokenEstimator(), 0
    found: list[float] = []
    for messages in conversation(text, ACCURATE_SIZE, ACCURATE_TURNS):
        true = true_tokens(route, count, messages)
        estimate = estimator.estimate(route, messages, OPTIONS)
        within += estimate.low <= true <= estimate.high
        found.append(estimate.tokens / true - 1)
        estimator.learn(route, messages, OPTIONS, true)
    return [*found, within / len(found)]
