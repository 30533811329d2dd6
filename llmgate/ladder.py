"""The policy of a call: which rung next, and what to send it.

No I/O: `Ladder.climb` says what to send next and is told how it ended. Sync and async,
plain and streamed calls all go this one way, driven by `llmgate.driver`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from llmgate.answer.assembler import Assembler
from llmgate.answer.completion import Completion
from llmgate.cause import Cause, cause_of
from llmgate.credentials import MissingCredentialError
from llmgate.keywords import DROPPABLE
from llmgate.request import (
    Target,
    UnusableRungError,
    merged,
    output_asked,
    request_for,
    with_callers,
)
from llmgate.ruling import Lost, Terms, ruling_on
from llmgate.rungs import Ended, Rung, rungs
from llmgate.sending import Sending
from llmgate.steps import Failed, Primed, Send, Streaming
from llmgate.trace import Trace
from llmgate.transport import Answer, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from llmgate.attempt import Attempt
    from llmgate.call import Call
    from llmgate.conversations import Conversations
    from llmgate.fit import Fit
    from llmgate.foresight import Foresight
    from llmgate.registry import Registry
    from llmgate.transport import Request, Transport

Outcome = Answer | Primed | Failure
Result = Completion | Streaming | Failed


@dataclass(frozen=True, slots=True)
class Means:
    """What all calls of a gate share; ``clock`` gives seconds."""

    registry: Registry
    transport: Transport
    foresight: Foresight
    conversations: Conversations
    clock: Callable[[], float]


class Ladder:
    """One call on its way; ``hear`` is told of each attempt."""

    def __init__(self, call: Call, means: Means, hear: Callable[[Attempt], None]) -> None:
        self.call = call
        self.means = means
        self.foresight = means.foresight
        self.asked = means.registry.model(call.model)
        self.trace = Trace(hear, means.transport.carrier_for, self.foresight.window)
        self.spared: Rung | None = None

    def climb(self) -> Generator[Send, Outcome, Result]:
        """Try rung after rung, until one answers or none is left."""
        if (begin := self._grown_to()) is not None:
            self._stay_on(begin)
        order = rungs(self.asked, self.means.registry, begin)
        rung = next(order)
        while True:
            result = yield from self._try(rung)
            if not isinstance(result, Ended):
                self._keep(rung)
                return result
            try:
                rung = order.send(result)
            except StopIteration:
                break
        # An estimate saves calls and refuses none: where it would, the widest rung decides.
        if self.spared is not None and not self.trace.sent:
            result = yield from self._try(self.spared, spare=False)
            if not isinstance(result, Ended):
                return result
        return self.trace.given_up()

    def _try(self, rung: Rung, *, spare: bool = True) -> Generator[Send, Outcome, Result | Ended]:
        if (failure := self._no_use(rung)) is not None:
            return self._skip(rung, failure)
        dropped: frozenset[str] = frozenset()
        while True:
            try:
                sending = self._prepared(rung, dropped)
            except MissingCredentialError as error:
                return self._skip(rung, Failure("AuthenticationError", str(error)))
            except UnusableRungError as error:
                return self._skip(rung, Failure("UnsupportedParamsError", str(error)))
            verdict = self.foresight.fit(rung.deployment, sending.request)
            if verdict.fits is False and spare and not rung.last:
                return self._spare(rung, verdict)
            sending = sending.with_output(verdict)
            started = self.means.clock()
            outcome = yield Send(sending.request, self._assembler(rung))
            refused = refused_keywords(outcome, sending.request) - dropped
            if not refused:
                return self._settle(sending, outcome, self.means.clock() - started)
            dropped |= refused

    def _grown_to(self) -> str | None:
        """The rung that the conversation has grown to, None if it fits a lower one again."""
        conversation, asked = self.call.conversation, self.asked
        if conversation is None or not asked.sticky:
            return None
        rung, names = self.means.conversations.rung(conversation, asked.name), [asked.name]
        if rung is None or rung not in (ladder := asked.ladder("context_window")):
            return None
        names += ladder[: ladder.index(rung)]
        arguments = {**self.call.options, "messages": self.call.messages}
        lower = [self.means.registry.model(name).deployments[0] for name in names]
        easily = any(self.foresight.fits_easily(each, arguments) for each in lower)
        return None if easily else rung

    def _stay_on(self, name: str) -> None:
        text = f"the conversation has outgrown it and stays on {name}"
        left = Rung(self.asked, self.asked.deployments[0], last=False)
        self._skip(left, Failure("ContextWindowExceededError", text))

    def _keep(self, rung: Rung) -> None:
        """Remember the rung that answered, unless it stood in for one that was only down."""
        conversation, asked = self.call.conversation, self.asked.name
        if conversation is not None and self.trace.stands_by_size(asked):
            self.means.conversations.keep(conversation, asked, rung.model.name)

    def _no_use(self, rung: Rung) -> Failure | None:
        """Why a rung cannot do better than an answer that was cut already."""
        if self.trace.partial is None:
            return None
        cap = rung.deployment.max_output_tokens
        if cap is None or cap > self.trace.written:
            return None
        text = f"its output cap of {cap:,} tokens allows no more than was written already"
        return Failure("ContextWindowExceededError", text)

    def _prepared(self, rung: Rung, dropped: frozenset[str]) -> Sending:
        endpoint = rung.deployment.endpoint()
        first, given = self.asked.deployments[0], self.call.endpoint
        if given and rung.model is self.asked and rung.deployment.shares_place_with(first):
            endpoint = with_callers(endpoint, given)
        target = Target(
            endpoint=endpoint,
            params=rung.model.params(),
            supported=self.means.transport.supported(endpoint.route),
            max_output_tokens=rung.deployment.max_output_tokens,
            own_vendor=endpoint.provider == first.provider,
            stated_output_tokens=rung.deployment.stated_output_tokens,
        )
        timeout = self.call.timeout or rung.model.timeout
        return Sending(rung, *request_for(self.call, target, timeout, dropped))

    def _assembler(self, rung: Rung) -> Assembler | None:
        call = self.call
        if not call.stream:
            return None
        return Assembler(rung.deployment.route, wants_usage=call.wants_usage, legacy=call.legacy)

    def _settle(self, sending: Sending, outcome: Outcome, elapsed: float) -> Result | Ended:
        rung, terms = sending.rung, self._terms(sending)
        ruling = ruling_on(outcome, terms)
        facts = {"changes": sending.changes, "elapsed": elapsed}
        if isinstance(ruling, Lost):
            return self._lose(sending, ruling, facts)
        if isinstance(ruling, Primed):
            self.trace.answered(rung, **facts)
            attempts, raises = tuple(self.trace.attempts), self.asked.on_length == "raise"
            heard = partial(self.foresight.heard, rung.deployment, sending.request.arguments)
            return Streaming(ruling, rung.model, attempts, terms.own_limit, raises, heard)
        said = self.foresight.heard(rung.deployment, sending.request.arguments, ruling.usage)
        self.trace.answered(rung, **facts, **said)
        ruling.attempts = tuple(self.trace.attempts)
        return ruling

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
        if cause.window is not None and cause.reason == "context_window":
            self.foresight.learn_window(rung.deployment, cause.window)
        self.trace.failed(rung, lost.failure, cause, **facts)
        if lost.partial is not None:
            self.trace.cut(lost.partial)
            if self.asked.on_length == "raise":
                return self.trace.given_up()
        return Ended(cause.reason)

    def _skip(self, rung: Rung, failure: Failure, cause: Cause | None = None) -> Ended:
        cause = cause or (Cause("output_length") if self.trace.partial else cause_of(failure))
        self.trace.skipped(rung, failure, cause)
        return Ended(cause.reason, sent=False)

    def _spare(self, rung: Rung, verdict: Fit) -> Ended:
        """Skip a rung that certainly cannot hold the request, and keep the widest in mind."""
        self.spared = self.foresight.wider(self.spared, rung)
        cause = Cause("context_window", verdict.tokens)
        return self._skip(rung, Failure("ContextWindowExceededError", verdict.why), cause)


def refused_keywords(outcome: Outcome, request: Request) -> frozenset[str]:
    """The droppable keywords whose values LiteLLM refuses for this vendor; nothing was sent."""
    if not isinstance(outcome, Failure) or outcome.kind != "UnsupportedParamsError":
        return frozenset()
    named = set(re.findall(r"\w+", outcome.message))
    return DROPPABLE & request.arguments.keys() & named
