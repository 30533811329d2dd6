"""What an attempt's outcome amounts to: an answer, or a failure with its cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmgate.answer.completion import Completion
from llmgate.answer.shape import MalformedAnswerError, openai_completion
from llmgate.answer.verdict import cut_short, flaw_of
from llmgate.causes.cause import Cause, cause_of
from llmgate.legacy import function_call_choice
from llmgate.policy.steps import Primed
from llmgate.transport import Answer, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmgate.config.overflow import OverflowRule


# LiteLLM's classes for what is wrong with an answer that came.
KINDS_OF_FLAWS = {
    "content_policy": "ContentPolicyViolationError",
    "unavailable": "InternalServerError",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """The attempt gave no whole answer.

    ``answer`` is what came all the same, and ``partial`` is it where the model's limits cut it.
    """

    failure: Failure
    cause: Cause
    answer: Completion | None = None

    @property
    def partial(self) -> Completion | None:
        """An answer that was cut, None if there was none."""
        return self.answer if self.cause.reason == "output_length" else None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an answer is held to: the rung's names, and what the call allows.

    ``own_limit`` gives the output that the caller allowed, in tokens, None where that was
    left open or was lowered; few answers need to know. ``accepts_cut`` says whether an
    answer that the model's limits cut is handed over. ``overflow`` are the file's rules for
    this endpoint.
    """

    model_name: str
    route: str
    legacy: bool
    own_limit: Callable[[], int | None]
    accepts_cut: bool
    overflow: Sequence[OverflowRule] = ()


def ruling_on(outcome: Answer | Primed | Failure, terms: Terms) -> Completion | Primed | Lost:
    """The whole answer, the stream that has begun, or what went wrong."""
    if isinstance(outcome, Failure):
        return Lost(outcome, cause_of(outcome, terms.overflow, terms.route))
    if isinstance(outcome, Primed) and not outcome.ended:
        return outcome
    try:
        completion, natives = whole_answer(outcome, terms)
    except MalformedAnswerError as error:
        failure = Failure("APIResponseValidationError", str(error))
        return Lost(failure, cause_of(failure))
    lost = lost_by_flaw(completion, natives, terms)
    return lost or (outcome if isinstance(outcome, Primed) else completion)


def whole_answer(outcome: Answer | Primed, terms: Terms) -> tuple[Completion, list[Any]]:
    """A whole answer, and the vendor's own finish reasons. Raises `MalformedAnswerError`."""
    if isinstance(outcome, Primed):
        assembler, cost = outcome.assembler, outcome.source.cost
        if not assembler.finished:
            message = "the stream ended before there was an answer"
            raise MalformedAnswerError(message)
        body, natives = assembler.completion(), assembler.natives
    else:
        cost = outcome.cost
        body = openai_completion(outcome.body, terms.route)
        natives = [choice.get("finish_reason") for choice in outcome.body["choices"]]
        if terms.legacy:
            body["choices"] = [function_call_choice(choice) for choice in body["choices"]]
    return Completion(body, model_name=terms.model_name, cost=cost), natives


def lost_by_flaw(completion: Completion, natives: Sequence[Any], terms: Terms) -> Lost | None:
    """What is wrong with a whole answer, None if nothing is that the caller would mind."""
    own_limit = terms.own_limit() if cut_short(completion) else None
    flaw = flaw_of(completion, natives, own_limit)
    if flaw is None:
        return None
    usage = completion.usage
    cause = Cause(flaw.reason, usage["prompt_tokens"] if usage else None)
    if flaw.reason != "output_length":
        return Lost(Failure(KINDS_OF_FLAWS[flaw.reason], flaw.detail), cause, completion)
    if terms.accepts_cut:
        return None
    return Lost(Failure("ContextWindowExceededError", flaw.detail), cause, completion)
