"""Whether an answer that came whole is the answer, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmgate.answer.finish import broken_off, cut_by_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmgate.config.reasons import Reason

# A vendor may count a few tokens more or fewer than it was allowed.
COUNTING_SLACK = 0.02


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an answer is not the answer."""

    reason: Reason
    detail: str


def flaw_of(
    completion: Mapping[str, Any], natives: Iterable[Any], asked_output: int | None
) -> Flaw | None:
    """What is wrong with a whole answer, None if nothing is.

    ``natives`` are the vendor's own finish reasons; ``asked_output`` is the output that the
    caller allowed, in tokens, None if it was left open or lowered for this model.
    """
    natives = list(natives)
    for native in natives:
        if broken_off(native):
            return Flaw("unavailable", f"the vendor broke the answer off: {native}")
    if not cut_short(completion):
        return None
    written = written_tokens(completion)
    if any(map(cut_by_window, natives)):
        return Flaw("output_length", f"the context window cut the answer{written_note(written)}")
    if asked_output is not None and reached(written, asked_output):
        return None
    return Flaw("output_length", f"the model's limits cut the answer{written_note(written)}")


def cut_short(completion: Mapping[str, Any]) -> bool:
    """Whether a limit of whatever kind ended the answer."""
    return any(choice["finish_reason"] == "length" for choice in completion["choices"])


def written_tokens(completion: Mapping[str, Any]) -> int | None:
    """The output's tokens as the vendor counted them."""
    usage = completion["usage"]
    return usage["completion_tokens"] if usage else None


def written_note(written: int | None) -> str:
    """How much of it there was, where that is known."""
    return "" if written is None else f" after {written:,} tokens"


def reached(written: int | None, asked: int) -> bool:
    """Whether the answer is as long as the caller allowed; taken for granted if unknown."""
    return written is None or written >= asked * (1 - COUNTING_SLACK) - 1
