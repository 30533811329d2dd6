"""Whether an answer that came whole is the answer, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmgate.answer.finish import broken_off, cut_by_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmgate.config.reasons import Reason

# A vendor may count a few tokens more or fewer than it was allowed; and what one of several
# choices took is known by its characters alone.
COUNTING_SLACK, SHARING_SLACK = 0.02, 0.35


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
    if refused(completion):
        return Flaw("content_policy", f"the vendor refused the content: {natives[0]}")
    if not cut_short(completion):
        return None
    written = written_tokens(completion)
    if any(map(cut_by_window, natives)):
        return Flaw("output_length", f"the context window cut the answer{written_note(written)}")
    if asked_output is not None and reached(completion, written, asked_output):
        return None
    return Flaw("output_length", f"the model's limits cut the answer{written_note(written)}")


def refused(completion: Mapping[str, Any]) -> bool:
    """Whether the vendor's filter left nothing of the answer."""
    return all(
        choice["finish_reason"] == "content_filter" and not says_anything(choice["message"])
        for choice in completion["choices"]
    )


def says_anything(message: Mapping[str, Any]) -> bool:
    """Whether there is something in a message, be it the model's own refusal."""
    return any(message.get(name) for name in ("content", "tool_calls", "function_call", "refusal"))


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


def reached(completion: Mapping[str, Any], written: int | None, asked: int) -> bool:
    """Whether the choices that were cut are as long as the caller allowed; assumed if unknown.

    ``written`` are the tokens of all choices, which share them as they share the characters.
    """
    if written is None:
        return True
    choices = completion["choices"]
    if len(choices) == 1:
        return written >= asked * (1 - COUNTING_SLACK) - 1
    cut = [choice for choice in choices if choice["finish_reason"] == "length"]
    whole = sum(map(characters, choices))
    share = sum(map(characters, cut)) / whole if whole else len(cut) / len(choices)
    return written * share >= asked * len(cut) * (1 - SHARING_SLACK) - 1


def characters(choice: Mapping[str, Any]) -> int:
    """The characters of a choice: what it says, what it thought, and what it calls."""
    message = choice["message"]
    calls = [call.get("function", {}) for call in message.get("tool_calls") or ()]
    texts = [message.get(name) for name in ("content", "refusal", "reasoning_content")]
    texts += [call.get(name) for call in calls for name in ("name", "arguments")]
    return sum(len(text) for text in texts if isinstance(text, str))
