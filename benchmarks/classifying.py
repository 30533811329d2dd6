"""Naming the cause of a failure: of real vendors' errors, and of a hostile megabyte."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu
from llmgate.carriers.vendor_failure import refusal
from llmgate.causes.cause import cause_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.transport import Failure

CORPUS = Path(__file__).parent.parent / "tests" / "data" / "provider_errors.jsonl"
MEGABYTE = 1_000_000
TRIES = 5

# Each is hard on some part of the reading: patterns, quotations, JSON, numbers, languages.
HOSTILE = (
    " ", "\n", '"', "'a ", "{", '[{"a":', '\\"', "1", "1,000 ", "1 > ", ". ", "a", "aB", "é",
    "<html><a ", "http://", "request_id=", "status ", "token limit ", "max_tokens at least 1 ",
    "maximum context length ", "上下文长度", "превышает ", "[{'role': 'user', 'content': '",
)  # fmt: skip


def comparisons(_: object) -> Iterator[Comparison]:
    """CPU seconds for one error: the median, the 95th percentile and the worst that we know."""
    errors = sorted(real(), key=cost)
    picked = {
        "median error": errors[len(errors) // 2],
        "95th percentile": errors[len(errors) * 95 // 100],
    }
    candidates = {label: cpu(partial(cause_of, error), 100) for label, error in picked.items()}
    worst = max(hostile(), key=cost)
    candidates["hostile megabyte"] = cpu(partial(cause_of, worst), 5)
    notes = ("to stay under 200 us, and under 5 ms for the megabyte",)
    yield Comparison("naming a cause", "error", candidates, rounds=20, notes=notes)


def real() -> Iterator[Failure]:
    """The failures of the corpus."""
    for line in CORPUS.read_text("utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        body = entry["body"]
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        yield refusal(entry["status"], text, entry["headers"])


def hostile() -> Iterator[Failure]:
    """A megabyte of each hostile text, bare and as the message of an error."""
    for piece in HOSTILE:
        text = piece * (MEGABYTE // len(piece.encode()))
        yield refusal(400, text, {})
        yield refusal(400, json.dumps({"error": {"message": text}}), {})


def cost(failure: Failure) -> float:
    """CPU seconds, the least of a few tries."""
    return min(timed(failure) for _ in range(TRIES))


def timed(failure: Failure) -> float:
    """CPU seconds for one classification."""
    started = time.process_time()
    cause_of(failure)
    return time.process_time() - started
