"""The attempts of a conversation as a table, from each reply's ``attempts``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate import Attempt, Completion

GREEN, RED, DIM = "\033[32m", "\033[31m", "\033[2m"
WIDTH = 44  # columns for an attempt's outcome; a line has 80


def print_table(replies: Sequence[Completion]) -> None:
    """Print a line for each attempt of each turn, and who answered how often."""
    print(f"\nturn  tokens  {'attempts':{WIDTH + 14}} seconds")
    for turn, reply in enumerate(replies, 1):
        tokens = reply.usage["prompt_tokens"] if reply.usage else 0
        start = f"{turn:4} {tokens:7,}"
        for attempt in reply.attempts:
            print(start, line(attempt))
            start = " " * len(start)
    turns = Counter(reply.model_name for reply in replies)
    print("\nAnswered:", ", ".join(f"{name} {count} turns" for name, count in turns.items()))


def line(attempt: Attempt) -> str:
    """One attempt: how it ended, its model, the route or the reason, its seconds."""
    answered = attempt.outcome == "answered"
    mark = painted("✓", GREEN) if answered else painted("✗", RED)
    outcome = attempt.route if answered else f"{attempt.reason}: {why(attempt)}"
    shown = outcome if len(outcome) <= WIDTH else outcome[: WIDTH - 1] + "…"
    column = f"{shown:{WIDTH}}"
    painted_column = column if answered else painted(column, DIM)
    return f" {mark} {attempt.model:12} {painted_column} {attempt.elapsed:6.2f}"


def why(attempt: Attempt) -> str:
    """The numbers, where they say it all; else the vendor's words."""
    tokens, window = attempt.prompt_tokens, attempt.window
    if tokens and window and tokens > window:
        return f"{tokens:,} > {window:,} tokens"
    return attempt.detail


def painted(text: str, colour: str) -> str:
    """The text in colour, where a person reads it and wants colours."""
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"{colour}{text}\033[0m" if wanted else text
