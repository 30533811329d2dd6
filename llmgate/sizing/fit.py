"""Whether a request fits a model, as far as an estimate can tell.

The estimate may save a call and never refuses one: only what certainly does not fit is
skipped, and in doubt the vendor decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.sizing.windows import Window
    from llmgate.tokens.conversations import Conversation

UNKNOWN = "nobody knows its window"

# An answer of a quarter of what was asked for is still worth having, one of 200 tokens is not.
SENSIBLE_SHARE = 4
SENSIBLE_OUTPUT = 256


@dataclass(frozen=True, slots=True)
class Size:
    """A prompt's tokens: the best guess, and the bounds that the truth lies between."""

    tokens: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Fit:
    """The verdict. ``fits`` is None in doubt; ``why`` has the figures.

    ``lowered`` is the output in tokens with which it fits, None if none had to be lowered;
    ``tokens`` is the prompt's size, None if nobody counted, and ``prompt`` its messages as
    they were then.
    """

    fits: bool | None
    why: str
    lowered: int | None = None
    tokens: int | None = None
    prompt: Conversation | None = field(default=None, repr=False, compare=False)


def exactly(tokens: int) -> Size:
    """The size of a prompt whose tokens are known."""
    return Size(tokens, tokens, tokens)


def fit(size: Size, window: Window, output: int | None) -> Fit:
    """Whether a prompt of this size, with this much output in tokens, fits a window."""
    room, prompt = window.tokens, words_for(size)
    if size.low > room:
        verdict = Fit(fits=False, why=f"{prompt} exceed its window of {room:,}")
    elif not window.with_output or output is None:
        verdict = fits_alone(size, room, prompt)
    elif size.high + output <= room:
        why = f"{prompt} and {output:,} of output fit its window of {room:,}"
        verdict = Fit(fits=True, why=why)
    else:
        verdict = with_less_output(size, room, output, prompt)
    return replace(verdict, tokens=size.tokens)


def words_for(size: Size) -> str:
    """A prompt's tokens in words."""
    return f"{'' if size.low == size.high else 'about '}{size.tokens:,} tokens"


def fits_alone(size: Size, room: int, prompt: str) -> Fit:
    """The verdict where the prompt alone counts against the window."""
    fits = True if size.high <= room else None
    return Fit(fits, f"{prompt} {'fit' if fits else 'may fit'} its window of {room:,}")


def with_less_output(size: Size, room: int, output: int, prompt: str) -> Fit:
    """The verdict where the prompt may fit, but not surely with all of the output."""
    left = room - size.high
    if left >= max(SENSIBLE_OUTPUT, output // SENSIBLE_SHARE):
        why = f"{prompt} leave {left:,} of its window of {room:,} for output, not {output:,}"
        return Fit(fits=True, why=why, lowered=left)
    why = f"{prompt} and {output:,} of output"
    if size.low + output > room:
        return Fit(fits=False, why=f"{why} exceed its window of {room:,}")
    return Fit(None, f"{why} may fit its window of {room:,}")
