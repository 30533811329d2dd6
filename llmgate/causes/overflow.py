"""Whether a vendor's words say that the prompt, or prompt and output, exceed the window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate.causes.lexicon import Sign
    from llmgate.causes.signs import Sentence

# How an overflow is known: by the window itself, by the length of what was sent, or by tokens.
Overflow: TypeAlias = Literal["window", "input", "tokens"]

ADJACENT = 6
EXCEEDING: tuple[Sign, ...] = ("exceeds", "too_long")

# What is left for the output, if more than one token is missing: -1 is a caller's own "no limit".
NEGATIVE = r"-(?!1\b)[0-9]+"
POSITIVE = r"(?:at least 1|greater than 0|positive)\b"
NEGATIVE_OUTPUT = re.compile(
    rf"max_(?:completion_|new_)?tokens\b"
    rf"(?:.{{0,40}}?{POSITIVE}.{{0,20}}?{NEGATIVE}|\W{{0,6}}{NEGATIVE}\W.{{0,20}}?{POSITIVE})",
    re.IGNORECASE,
)


def overflow_in(text: Sequence[Sentence]) -> Overflow | None:
    """How these sentences say that there is an overflow, the surest way first; None if not."""
    if any(exceeds_window(sentence) for sentence in text) or states_window(text):
        return "window"
    if any(input_too_long(sentence) or input_over_limit(sentence) for sentence in text):
        return "input"
    if any(asks_for_less(sentence) for sentence in text):
        return "input"
    if any(too_many_tokens(sentence) for sentence in text) or request_too_large(text):
        return "tokens"
    return None


def exceeds_window(sentence: Sentence) -> bool:
    """The context window is exceeded, or has no room left."""
    if sentence.any("per_time", "minimum") or only_output(sentence):
        return False
    if sentence.has("string", "field"):  # too long a name, which LiteLLM takes for an overflow
        return False
    return lacks_room(sentence) or exceeds_context(sentence) or breaks_limit(sentence)


def lacks_room(sentence: Sentence) -> bool:
    """It does not fit, and cannot be cut."""
    if sentence.has("no_room") and sentence.any("input", "tokens", "context", "window", "output"):
        return True
    return sentence.has("truncation") and not sentence.near("truncation", "things", ADJACENT)


def exceeds_context(sentence: Sentence) -> bool:
    """The context is exceeded, or exceeds something."""
    if not sentence.has("context") or sentence.any("things", "bytes", "rate", "policy"):
        return False
    return sentence.near("exceeds", "context", ADJACENT) or any(
        sentence.near("context", sign, ADJACENT) for sign in EXCEEDING
    )


def breaks_limit(sentence: Sentence) -> bool:
    """The window's own limit is exceeded."""
    if sentence.has("rate") and not sentence.any("input", "tokens"):
        return False
    return sentence.has("window") and sentence.any("exceeds", "bound", "too_long")


def only_output(sentence: Sentence) -> bool:
    """It bounds the output, and names the window at most as what the bound is below."""
    if not sentence.has("output") or sentence.any("input", "tokens"):
        return False
    return not (sentence.any("window", "context") and sentence.has("exceeds"))


def states_window(text: Sequence[Sentence]) -> bool:
    """The window is stated, and nothing else complained of but the length."""
    stated = [sentence for sentence in text if sentence.has("window") and of_window(sentence)]
    if any(sentence.any("tokens", "limit") for sentence in stated):
        return True
    return bool(stated) and any(
        sentence.any("input", "tokens")
        and sentence.any("tokens", "size", "exceeds", "too_long", "reduce")
        for sentence in text
    )


def of_window(sentence: Sentence) -> bool:
    """It is about the window, not about a rate, a minimum, the output, a name or a setting."""
    return not sentence.any("rate", "per_time", "minimum", "output", "unknown", "setting")


def input_too_long(sentence: Sentence) -> bool:
    """What was sent is too long: "prompt is too long", "too many input tokens"."""
    if not sentence.has("too_long") or other_measure(sentence):
        return False
    return sentence.near("input", "too_long", ADJACENT) or sentence.near(
        "too_long", "input", ADJACENT
    )


def input_over_limit(sentence: Sentence) -> bool:
    """What was sent is over a limit of tokens or of length."""
    if not sentence.has("input") or not sentence.any("exceeds", "bound"):
        return False
    if other_measure(sentence):
        return False
    return sentence.any("tokens", "size") or (
        sentence.has("limit") and sentence.near("input", "exceeds", 4)
    )


def asks_for_less(sentence: Sentence) -> bool:
    """It asks for a shorter prompt."""
    if other_measure(sentence) or not sentence.has("reduce"):
        return False
    if not sentence.has("input"):
        return sentence.near("reduce", "context", 2)
    return sentence.any("size", "tokens", "context") or sentence.near("reduce", "input", 2)


def too_many_tokens(sentence: Sentence) -> bool:
    """There are too many tokens, of whatever."""
    if not sentence.has("tokens") or other_measure(sentence):
        return False
    if sentence.near("too_long", "tokens", 2) or sentence.near("tokens", "too_long", 2):
        return True
    if sentence.has("exceeds"):
        return True
    # A model with such a limit, unless that is a field which the model does not take.
    bounded = sentence.has("model") and sentence.any("limit", "bound", "too_long")
    return bounded and not sentence.any("setting", "unknown")


def request_too_large(text: Sequence[Sentence]) -> bool:
    """The request is too large, and the limit is one of tokens."""
    large = any(
        sentence.has("request") and sentence.any("too_long", "exceeds") for sentence in text
    )
    return large and any(
        sentence.has("tokens") and sentence.any("limit", "bound", "reduce") for sentence in text
    )


def other_measure(sentence: Sentence) -> bool:
    """It is about a rate, a minimum, bytes, things to be counted, or a named field."""
    if sentence.any("rate", "per_time", "minimum", "money", "timeout"):
        return True
    if sentence.has("string") and sentence.has("field"):
        return True
    if sentence.has("output") and not sentence.has("input"):
        return True
    if sentence.near("things", "too_long", 2):
        return True
    if sentence.has("policy") and not sentence.any("tokens", "window"):
        return True
    return sentence.any("bytes", "things") and not sentence.any("tokens", "window")


def without_room_for_output(text: str) -> bool:
    """The output that is left for the window is a negative number of tokens."""
    return NEGATIVE_OUTPUT.search(text) is not None
