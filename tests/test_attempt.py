"""An attempt is plain data that reads as one line."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from llmgate.attempt import Attempt

FULL = Attempt(
    model="writer",
    deployment=1,
    route="openai/gpt-4o-mini",
    outcome="failed",
    reason="context_window",
    status=400,
    prompt_tokens=130_000,
    window=128_000,
    waited=0.5,
    elapsed=1.25,
    changes=("dropped seed: openai does not take it", "lowered max_tokens"),
    detail="too long",
)


def test_fields_are_the_contracts():
    """An attempt has the fields that users' code relies on."""
    assert [field.name for field in fields(Attempt)] == [
        *("model", "deployment", "route", "outcome", "reason", "status", "prompt_tokens"),
        *("window", "waited", "elapsed", "carrier", "changes", "detail"),
        *("completion_tokens", "cost"),
    ]


@pytest.mark.parametrize(
    "attempt, line",
    [
        (
            Attempt("writer", 0, "openai/m", "answered", elapsed=0.125),
            "writer (openai/m) answered, 0.12 s",
        ),
        (
            Attempt("writer", 0, "openai/m", "answered", prompt_tokens=7, window=1000),
            "writer (openai/m) answered, 7 tokens of window 1,000, 0.00 s",
        ),
        (
            Attempt("writer", 0, "openai/m", "answered", prompt_tokens=0),
            "writer (openai/m) answered, 0 tokens, 0.00 s",
        ),
        (
            Attempt("writer", 0, "openai/m", "answered", window=1000),
            "writer (openai/m) answered, window 1,000, 0.00 s",
        ),
        (
            Attempt("writer", 0, "openai/m", "skipped", "auth", detail="KEY is not set"),
            "writer (openai/m) skipped auth: KEY is not set",
        ),
        (
            Attempt("writer", 0, "openai/m", "failed", "timeout"),
            "writer (openai/m) failed timeout, 0.00 s",
        ),
        (
            FULL,
            (
                "writer[1] (openai/gpt-4o-mini) failed context_window (HTTP 400), 130,000 tokens "
                "of window 128,000, waited 0.50 s, 1.25 s: too long "
                "[dropped seed: openai does not take it; lowered max_tokens]"
            ),
        ),
    ],
)
def test_line(attempt, line):
    """An attempt reads as one line: who, how it ended, how large, how long, and why."""
    assert str(attempt) == line


def test_attempt_is_json():
    """An attempt's fields turn into JSON, and back into an attempt."""
    plain = json.loads(json.dumps(FULL.as_dict()))
    assert Attempt(**{**plain, "changes": tuple(plain["changes"])}) == FULL


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda attempt: pickle.loads(pickle.dumps(attempt))],  # noqa: S301
)
def test_attempt_is_copied_whole(copied):
    """An attempt from a copy or another process is the same."""
    assert copied(FULL) == FULL


def test_attempt_stays_as_it_is():
    """What happened cannot be changed afterwards."""
    with pytest.raises(FrozenInstanceError):
        FULL.detail = "nothing happened"
