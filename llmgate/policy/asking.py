"""One rung asked: the request made for it, and sent if it may fit.

No I/O: `Asking.ask` says what to send and is told how it ended; see `llmgate.policy.ladder`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from llmgate.answer.assembler import Assembler
from llmgate.calls.keywords import DROPPABLE
from llmgate.calls.request import Target, UnusableRungError, request_for, with_callers
from llmgate.causes.cause import Cause, cause_of
from llmgate.keys.credentials import FetchedKey, MissingCredentialError
from llmgate.policy.access import Access
from llmgate.policy.rungs import Ended, Rung
from llmgate.policy.sending import Sending
from llmgate.policy.settling import Settling
from llmgate.policy.steps import Send, Unsent
from llmgate.transport import Failure

if TYPE_CHECKING:
    from collections.abc import Generator

    from llmgate.calls.call import Call
    from llmgate.models.model import Model
    from llmgate.policy.means import Means
    from llmgate.policy.patience import Patience
    from llmgate.policy.steps import Outcome, Result
    from llmgate.policy.trace import Trace
    from llmgate.sizing.fit import Fit
    from llmgate.transport import Request


class Asking:
    """How one call asks the rungs of its ladder, each with a request of its own."""

    def __init__(
        self, call: Call, means: Means, asked: Model, trace: Trace, patience: Patience
    ) -> None:
        self.call = call
        self.means = means
        self.foresight = means.foresight
        self.asked = asked
        self.trace = trace
        self.patience = patience
        self.access = Access(call, asked)
        self.settling = Settling(call, means, asked, trace)
        self.spared: Rung | None = None
        self._begun = False

    def ask(
        self, rung: Rung, after: float = 0.0, *, spare: bool = True
    ) -> Generator[Send, Outcome, Result | Ended]:
        """Ask a rung after so many seconds; ``spare`` it the request that cannot fit."""
        if (failure := self._no_use(rung, after)) is not None:
            return self.skip(rung, failure)
        dropped: frozenset[str] = frozenset()
        pause = after
        while True:
            try:
                sending = self._prepared(rung, dropped, pause)
            except MissingCredentialError as error:
                return self.skip(rung, Failure("AuthenticationError", str(error)))
            except UnusableRungError as error:
                return self.skip(rung, Failure("UnsupportedParamsError", str(error)))
            verdict = self.foresight.fit(rung.deployment, sending.request)
            if verdict.fits is False and spare and not rung.last:
                return self._spare(rung, verdict)
            sending = sending.with_output(verdict)
            began, self._begun = self.means.timing.clock() + pause, True
            outcome = yield self._send(sending, pause)
            if isinstance(outcome, Unsent):
                return self.skip(rung, outcome.failure)
            refused = refused_keywords(outcome, sending.request) - dropped
            if not refused:
                return self.settling.settle(replace(sending, after=after), outcome, began)
            dropped, pause = dropped | refused, 0.0

    def skip(self, rung: Rung, failure: Failure, cause: Cause | None = None) -> Ended:
        """Send nothing to a rung, and say why."""
        cause = cause or (Cause("output_length") if self.trace.partial else cause_of(failure))
        self.trace.skipped(rung, failure, cause)
        return Ended(cause.reason, sent=False)

    def _no_use(self, rung: Rung, after: float) -> Failure | None:
        """Why a rung need not be asked: it is too late, or it can do no better than before."""
        if self._too_late(after):
            text = f"not asked: the deadline of {self.asked.deadline:g} s has passed"
            return Failure("Timeout", text)
        if self.trace.partial is None:
            return None
        cap = rung.deployment.max_output_tokens
        if cap is None or cap > self.trace.written:
            return None
        text = f"its output cap of {cap:,} tokens allows no more than was written already"
        return Failure("ContextWindowExceededError", text)

    def _too_late(self, after: float) -> bool:
        """Whether the deadline leaves no time; the first attempt is begun with however little."""
        return not self.patience.has_time(after) if self._begun else self.patience.left(after) <= 0

    def _prepared(self, rung: Rung, dropped: frozenset[str], after: float) -> Sending:
        endpoint = rung.deployment.endpoint()
        first, given = self.asked.deployments[0], self.call.endpoint
        if given and self.access.is_meant_for(rung):
            endpoint = with_callers(endpoint, given)
        target = Target(
            endpoint=endpoint,
            params=rung.model.params(),
            supported=self.means.transport.supported(endpoint.route),
            max_output_tokens=rung.deployment.max_output_tokens,
            own_vendor=endpoint.provider == first.provider,
            stated_output_tokens=rung.deployment.stated_output_tokens,
        )
        timeout = min(self._timeout(rung.model), self.patience.left(after))
        request, changes = request_for(self.call, target, timeout, dropped)
        key = endpoint.api_key
        held = key.fresh() if isinstance(key, FetchedKey) else None
        return Sending(rung, request, changes, held=held)

    def _timeout(self, model: Model) -> float:
        """Seconds for an attempt, or between two pieces of a stream."""
        own = model.stream_timeout if self.call.stream else model.timeout
        return self.call.timeout or own

    def _send(self, sending: Sending, after: float) -> Send:
        call, request = self.call, sending.request
        if not call.stream:
            return Send(request, None, request.timeout, after)
        assembler = Assembler(
            sending.rung.deployment.route, wants_usage=call.wants_usage, legacy=call.legacy
        )
        return Send(request, assembler, self.patience.left(after), after)

    def _spare(self, rung: Rung, verdict: Fit) -> Ended:
        """Skip a rung that certainly cannot hold the request, and keep the widest in mind."""
        self.spared = self.foresight.wider(self.spared, rung)
        cause = Cause("context_window", verdict.tokens)
        return self.skip(rung, Failure("ContextWindowExceededError", verdict.why), cause)


def refused_keywords(outcome: Outcome, request: Request) -> frozenset[str]:
    """The droppable keywords whose values LiteLLM refuses for this vendor; nothing was sent."""
    if not isinstance(outcome, Failure) or outcome.kind != "UnsupportedParamsError":
        return frozenset()
    named = set(re.findall(r"\w+", outcome.message))
    return DROPPABLE & request.arguments.keys() & named
