"""What went wrong with a call, in plain words, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.api_error import ApiError
from llmgate.cli.output import printable
from llmgate.errors import StreamInterruptedError
from llmgate.policy.trace import one_line

if TYPE_CHECKING:
    from llmgate.attempt import Attempt
    from llmgate.config import Reason
    from llmgate.errors import GateError

WORDS: dict[Reason, str] = {
    "context_window": "the prompt is too long for it",
    "output_length": "its answer was cut",
    "rate_limit": "its rate limit is reached",
    "quota": "its credit is used up",
    "timeout": "no answer came in time",
    "unavailable": "it is not available",
    "auth": "the key was refused",
    "not_found": "there is no such model",
    "content_policy": "it refused the content",
    "bad_request": "it refused the request",
}

ADVICE: dict[Reason, str] = {
    "context_window": "Shorten the prompt, or write a wider model under fallbacks.context_window.",
    "output_length": "Ask for less at once, or for a model with a larger max_output_tokens.",
    "rate_limit": "Wait a little, or write another model under fallbacks.rate_limit.",
    "quota": "See to the account at the vendor, or use another key.",
    "timeout": "Try again; a slow model wants a longer `timeout` in models.yaml.",
    "unavailable": "Try again; if the server at `api_base` is yours, see whether it runs.",
    "auth": "Check the key: `llmgate doctor` says where it comes from.",
    "not_found": "Check the name in `route`, and `api_base`.",
    "content_policy": "Put it otherwise, or ask another model.",
    "bad_request": "Change what the vendor's words name; no other model is asked for that.",
}

BROKEN_OFF = "the answer broke off: what has come is not the whole. Ask again."


def name_of(attempt: Attempt) -> str:
    """Return the model of an attempt, with the number of its deployment where that is not 0."""
    return f"{attempt.model}[{attempt.deployment}]" if attempt.deployment else attempt.model


def story_of(attempt: Attempt) -> str:
    """Return how an attempt ended without an answer, on one line."""
    detail = printable(attempt.detail)
    if attempt.outcome == "skipped":
        return f"{name_of(attempt)} is skipped: {detail}"
    return f"{name_of(attempt)}: {words_for(attempt)}: {detail}"


def words_for(attempt: Attempt) -> str:
    """Return the cause of an attempt's failure in words, with the HTTP status if there is one."""
    words = next((text for reason, text in WORDS.items() if reason == attempt.reason), "it failed")
    return f"{words} (HTTP {attempt.status})" if attempt.status else words


def conclusion(error: ApiError | GateError) -> str:
    """Return what a failed call comes to and what to do next.

    What the last attempt's line has said already is not said again.
    """
    if isinstance(error, StreamInterruptedError):
        return BROKEN_OFF
    if not isinstance(error, ApiError):
        return printable(one_line(str(error)))
    advice, said = ADVICE[error.reason], one_line(error.message.partition(": ")[2])
    if error.attempts and said == error.attempts[-1].detail:
        return f"no answer. {advice}"
    return f"no answer: {printable(said)}. {advice}"
