"""The policy of a call: which rung next, and whether this one's answer is the answer.

No I/O: `Ladder.climb` says what to send next and is told how it ended. Sync and async,
plain and streamed calls all go this one way, driven by `llmgate.driver`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llmgate.answer.assembler import Assembler
from llmgate.answer.completion import Completion
from llmgate.answer.shape import MalformedAnswerError, openai_completion
from llmgate.answer.verdict import Flaw, cut_short, flaw_of
from llmgate.cause import Cause, cause_of
from llmgate.credentials import MissingCredentialError
from llmgate.keywords import DROPPABLE
from llmgate.legacy import function_call_choice
from llmgate.request import Target, UnusableRungError, output_asked, request_for, with_callers
from llmgate.rungs import Ended, Rung, rungs
from llmgate.steps import Failed, Primed, Send, Streaming
from llmgate.trace import Trace
from llmgate.transport import Answer, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from llmgate.attempt import Attempt
    from llmgate.call import Call
    from llmgate.registry import Registry
    from llmgate.transport import Request, Transport

Outcome = Answer | Primed | Failure
Result = Completion | Streaming | Failed


class Ladder:
    """One call on its way; ``clock`` gives seconds, ``hear`` is told of each attempt."""

    def __init__(
        self,
        call: Call,
        registry: Registry,
        transport: Transport,
        *,
        clock: Callable[[], float],
        hear: Callable[[Attempt], None],
    ) -> None:
        self.call = call
        self.registry = registry
        self.transport = transport
        self.clock = clock
        self.asked = registry.model(call.model)
        self.trace = Trace(hear, transport.carrier_for)

    def climb(self) -> Generator[Send, Outcome, Result]:
        """Try rung after rung, until one answers or none is left."""
        order = rungs(self.asked, self.registry)
        rung = next(order)
        while True:
            result = yield from self._try(rung)
            if not isinstance(result, Ended):
                return result
            try:
                rung = order.send(result)
            except StopIteration:
                return self.trace.given_up()

    def _try(self, rung: Rung) -> Generator[Send, Outcome, Result | Ended]:
        if (failure := self._no_use(rung)) is not None:
            return self._skip(rung, failure)
        dropped: frozenset[str] = frozenset()
        while True:
            try:
                request, changes = self._request(rung, dropped)
            except MissingCredentialError as error:
                return self._skip(rung, Failure("AuthenticationError", str(error)))
            except UnusableRungError as error:
                return self._skip(rung, Failure("UnsupportedParamsError", str(error)))
            started = self.clock()
            outcome = yield Send(request, self._assembler(rung) if request.stream else None)
            refused = refused_keywords(outcome, request) - dropped
            if not refused:
                facts = {"changes": changes, "elapsed": self.clock() - started}
                return self._settle(rung, outcome, facts)
            dropped |= refused

    def _no_use(self, rung: Rung) -> Failure | None:
        """Why a rung cannot do better than an answer that was cut already."""
        if self.trace.partial is None:
            return None
        cap = rung.deployment.max_output_tokens
        if cap is None or cap > self.trace.written:
            return None
        text = f"its output cap of {cap:,} tokens allows no more than was written already"
        return Failure("ContextWindowExceededError", text)

    def _request(self, rung: Rung, dropped: frozenset[str]) -> tuple[Request, tuple[str, ...]]:
        endpoint = rung.deployment.endpoint()
        first, given = self.asked.deployments[0], self.call.endpoint
        if given and rung.model is self.asked and rung.deployment.shares_place_with(first):
            endpoint = with_callers(endpoint, given)
        target = Target(
            endpoint=endpoint,
            params=rung.model.params(),
            supported=self.transport.supported(endpoint.route),
            max_output_tokens=rung.deployment.max_output_tokens,
            own_vendor=endpoint.provider == first.provider,
            stated_output_tokens=rung.deployment.stated_output_tokens,
        )
        return request_for(self.call, target, self.call.timeout or rung.model.timeout, dropped)

    def _assembler(self, rung: Rung) -> Assembler:
        call = self.call
        return Assembler(rung.deployment.route, wants_usage=call.wants_usage, legacy=call.legacy)

    def _settle(self, rung: Rung, outcome: Outcome, facts: dict[str, Any]) -> Result | Ended:
        if isinstance(outcome, Failure):
            return self._lose(rung, outcome, cause_of(outcome), facts)
        if isinstance(outcome, Primed) and not outcome.ended:
            return self._stream(rung, outcome, facts)
        try:
            completion, natives = self._completion(rung, outcome)
        except MalformedAnswerError as error:
            failure = Failure("APIResponseValidationError", str(error))
            return self._lose(rung, failure, cause_of(failure), facts)
        asked = self._asked_output(rung) if cut_short(completion) else None
        flaw = flaw_of(completion, natives, asked)
        if flaw is not None and not self._handed_over(flaw):
            return self._cut(rung, completion, flaw, facts)
        if isinstance(outcome, Primed):
            return self._stream(rung, outcome, facts)
        usage = completion.usage
        self.trace.answered(rung, prompt_tokens=usage and usage["prompt_tokens"], **facts)
        completion.attempts = tuple(self.trace.attempts)
        return completion

    def _stream(self, rung: Rung, primed: Primed, facts: dict[str, Any]) -> Streaming:
        self.trace.answered(rung, **facts)
        attempts = tuple(self.trace.attempts)
        raises = self.asked.on_length == "raise"
        return Streaming(primed, rung.model, attempts, self._asked_output(rung), raises)

    def _completion(self, rung: Rung, outcome: Answer | Primed) -> tuple[Completion, list[Any]]:
        """A whole answer, and the vendor's own finish reasons."""
        if isinstance(outcome, Primed):
            assembler, cost = outcome.assembler, outcome.source.cost
            if not assembler.finished:
                message = "the stream ended before there was an answer"
                raise MalformedAnswerError(message)
            body, natives = assembler.completion(), assembler.natives
        else:
            cost = outcome.cost
            body = openai_completion(outcome.body, rung.deployment.route)
            natives = [choice.get("finish_reason") for choice in outcome.body["choices"]]
            if self.call.legacy:
                body["choices"] = [function_call_choice(choice) for choice in body["choices"]]
        return Completion(body, model_name=rung.model.name, cost=cost), natives

    def _asked_output(self, rung: Rung) -> int | None:
        """The output that was allowed, None if it was left open or lowered for this rung."""
        asked = output_asked({**rung.model.params(), **self.call.options})
        cap = rung.deployment.max_output_tokens
        return None if asked is not None and cap is not None and asked > cap else asked

    def _handed_over(self, flaw: Flaw) -> bool:
        return flaw.reason == "output_length" and self.asked.on_length == "return"

    def _cut(
        self, rung: Rung, completion: Completion, flaw: Flaw, facts: dict[str, Any]
    ) -> Failed | Ended:
        too_long = flaw.reason == "output_length"
        if too_long:
            self.trace.cut(completion)
        kind = "ContextWindowExceededError" if too_long else "InternalServerError"
        usage = completion.usage
        cause = Cause(flaw.reason, usage["prompt_tokens"] if usage else None)
        ended = self._lose(rung, Failure(kind, flaw.detail), cause, facts)
        raises = too_long and self.asked.on_length == "raise"
        return self.trace.given_up() if raises else ended

    def _skip(self, rung: Rung, failure: Failure) -> Ended:
        cause = Cause("output_length") if self.trace.partial else cause_of(failure)
        self.trace.skipped(rung, failure, cause)
        return Ended(cause.reason, sent=False)

    def _lose(self, rung: Rung, failure: Failure, cause: Cause, facts: dict[str, Any]) -> Ended:
        self.trace.failed(rung, failure, cause, **facts)
        return Ended(cause.reason)


def refused_keywords(outcome: Outcome, request: Request) -> frozenset[str]:
    """The droppable keywords whose values LiteLLM refuses for this vendor; nothing was sent."""
    if not isinstance(outcome, Failure) or outcome.kind != "UnsupportedParamsError":
        return frozenset()
    named = set(re.findall(r"\w+", outcome.message))
    return DROPPABLE & request.arguments.keys() & named
