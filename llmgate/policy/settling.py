"""What came of a rung that was asked: ruled on, recorded, and told to what later calls go by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from llmgate.calls.request import merged, output_asked
from llmgate.policy.access import Access
from llmgate.policy.retry_after import stated_wait
from llmgate.policy.ruling import Lost, Terms, ruling_on
from llmgate.policy.rungs import Ended, Rung
from llmgate.policy.steps import Primed, Streaming

if TYPE_CHECKING:
    from llmgate.attempt import Attempt
    from llmgate.calls.call import Call
    from llmgate.causes.cause import Cause
    from llmgate.models.model import Model
    from llmgate.policy.means import Means
    from llmgate.policy.sending import Sending
    from llmgate.policy.steps import Failed, Result, StreamEnd
    from llmgate.policy.trace import Trace
    from llmgate.transport import Answer, Failure


class Settling:
    """How one call takes what its rungs gave."""

    def __init__(self, call: Call, means: Means, asked: Model, trace: Trace) -> None:
        self.call = call
        self.means = means
        self.foresight = means.foresight
        self.asked = asked
        self.trace = trace
        self.access = Access(call, asked)

    def settle(
        self, sending: Sending, outcome: Answer | Primed | Failure, began: float
    ) -> Result | Ended:
        """Record how it ended, and say what follows; ``began`` is of the gate's clock."""
        rung, terms = sending.rung, self._terms(sending)
        ruling = ruling_on(outcome, terms)
        request = sending.request
        carrier = self.means.transport.carrier_for(request.endpoint, request.arguments).carrier
        facts = {
            "carrier": carrier,
            "changes": sending.changes,
            "elapsed": self.means.timing.clock() - began,
            "waited": sending.after,
        }
        if isinstance(ruling, Lost):
            return self._lose(sending, ruling, facts)
        if isinstance(ruling, Primed):
            self.trace.begun(rung, **facts)
            attempts, raises = tuple(self.trace.attempts), self.asked.on_length == "raise"
            finished = partial(self._finished, sending, began)
            return Streaming(ruling, rung.model, attempts, terms.own_limit, raises, finished)
        self._served(rung)
        said = self.foresight.heard(rung.deployment, sending, ruling.usage)
        self.trace.answered(rung, **facts, **billed(ruling.usage, ruling.cost), **said)
        ruling.attempts = tuple(self.trace.attempts)
        return ruling

    def _finished(self, sending: Sending, began: float, end: StreamEnd) -> tuple[Attempt, ...]:
        """A stream that had begun is over: complete its attempt."""
        facts = {
            "elapsed": self.means.timing.clock() - began,
            **billed(end.usage, end.cost),
            **self.foresight.heard(sending.rung.deployment, sending, end.usage),
        }
        if end.cause is not None and end.failure is not None:
            self._refused(sending, end.failure, end.cause)
            return self.trace.broke(end.failure, end.cause, **facts)
        self._served(sending.rung)
        return self.trace.ended(**facts)

    def _served(self, rung: Rung) -> None:
        """Let later calls know; what the caller's own key was good for says nothing of ours."""
        if not self.access.is_callers(rung):
            self.means.rests.served(rung.deployment)

    def _terms(self, sending: Sending) -> Terms:
        model = sending.rung.model
        return Terms(
            model_name=model.name,
            route=sending.rung.deployment.route,
            legacy=self.call.legacy,
            own_limit=partial(self._own_limit, sending),
            accepts_cut=self.asked.on_length == "return",
            overflow=model.overflow,
        )

    def _own_limit(self, sending: Sending) -> int | None:
        asked = output_asked(merged(sending.rung.model.params(), self.call.options))
        return asked if asked == output_asked(sending.request.arguments) else None

    def _lose(self, sending: Sending, lost: Lost, facts: dict[str, Any]) -> Failed | Ended:
        rung, cause = sending.rung, lost.cause
        if cause.window is not None and not self.access.is_callers_place(rung):
            self.foresight.learn_window(rung.deployment, cause.window)
        renewed = cause.reason == "auth" and sending.let_go()
        retry_after = self._refused(sending, lost.failure, cause, renewed=renewed)
        if lost.answer is not None:
            facts |= billed(lost.answer.usage, lost.answer.cost)
        self.trace.failed(rung, lost.failure, cause, **facts)
        if lost.partial is not None:
            self.trace.cut(lost.partial)
            if self.asked.on_length == "raise":
                return self.trace.given_up()
        return Ended(cause.reason, retry_after=retry_after, curable=cause.curable, renewed=renewed)

    def _refused(
        self, sending: Sending, failure: Failure, cause: Cause, *, renewed: bool = False
    ) -> float | None:
        """Let later calls know; returns the seconds for which the vendor asked to be left alone.

        A caller's own key or own haste, or a key that is let go, tells nothing of the deployment.
        """
        rung, retry_after = sending.rung, stated_wait(failure)
        hasty = cause.reason == "timeout" and sending.request.timeout < self._own_timeout(rung)
        if cause.curable and not (hasty or self.access.is_callers(rung) or renewed):
            self.means.rests.refused(rung.deployment, cause.reason, retry_after)
        return retry_after

    def _own_timeout(self, rung: Rung) -> float:
        return rung.model.stream_timeout if self.call.stream else rung.model.timeout


def billed(usage: dict[str, Any] | None, cost: float | None) -> dict[str, Any]:
    """What an attempt says of the answer that was paid for."""
    return {"completion_tokens": usage["completion_tokens"] if usage else None, "cost": cost}
