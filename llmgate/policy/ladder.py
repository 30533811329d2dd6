"""The policy of a call: which rung next, when to ask it again, and when to give up.

No I/O: `Ladder.climb` says what to send next and is told how it ended. Sync and async,
plain and streamed calls all go this one way, driven by `llmgate.driver`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.causes.cause import Cause
from llmgate.policy.asking import Asking
from llmgate.policy.patience import Patience
from llmgate.policy.rungs import Ended, Rung, listed, rungs
from llmgate.policy.steps import Failed
from llmgate.policy.trace import Trace
from llmgate.transport import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from llmgate.attempt import Attempt
    from llmgate.calls.call import Call
    from llmgate.config.reasons import Reason
    from llmgate.policy.means import Means
    from llmgate.policy.rests import Rest
    from llmgate.policy.steps import Outcome, Result, Send

    Climb: TypeAlias = Generator[Send, Outcome, Result | Ended]


class Ladder:
    """One call on its way; ``hear`` is told of each attempt."""

    def __init__(self, call: Call, means: Means, hear: Callable[[Attempt], None]) -> None:
        self.call = call
        self.means = means
        self.asked = means.registry.model(call.model)
        self.trace = Trace(hear, means.transport.carrier_for, means.foresight.window)
        self.patience = Patience(self.asked, means.timing)
        self.asking = Asking(call, means, self.asked, self.trace, self.patience)

    def climb(self) -> Generator[Send, Outcome, Result]:
        """Try rung after rung, and again what may yet serve, until one answers or none is left."""
        if (begin := self._grown_to()) is not None:
            self._stay_on(begin)
        result = yield from self._walk(rungs(self.asked, self.means.registry, begin))
        while isinstance(result, Ended) and not result.final:
            again = self.patience.next()
            if again is None:
                break
            result = yield from self._again(*again)
        # An estimate saves calls and refuses none: where it would, the widest rung decides.
        spared = self.asking.spared
        if isinstance(result, Ended) and spared is not None and not self.trace.sent:
            result = yield from self.asking.ask(spared, spare=False)
        if isinstance(result, Ended):
            undone = [] if result.final else self.patience.undone()
            return self.trace.given_up(self.asked.deadline, undone)
        if not isinstance(result, Failed):
            self._keep()
        return result

    def _walk(self, order: Generator[Rung, Ended, None]) -> Climb:
        """Ask rung after rung; a walk over no rung at all ends as unavailable."""
        result: Result | Ended = Ended("unavailable", sent=False)
        try:
            rung = next(order)
            while True:
                result = yield from self._step_on(rung)
                if not isinstance(result, Ended):
                    return result
                rung = order.send(result)
        except StopIteration:
            return result

    def _step_on(self, rung: Rung) -> Climb:
        """Ask a rung, unless it rests and others may answer."""
        rests, after = self.means.rests, 0.0
        rest = None if self.asking.access.is_callers(rung) else rests.of(rung.deployment, self)
        if rest is not None:
            pause = max(0.0, rest.until - self.means.timing.clock()) if rest.stated else 0.0
            if self._has_other(rung, rest.reason) or self.patience.sooner(pause):
                return self._pass_over(rung, rest)
            after = pause if self.patience.has_time(pause) else 0.0
        try:
            return (yield from self._persist(rung, after))
        finally:
            rests.end_probe(rung.deployment, self)

    def _persist(self, rung: Rung, after: float) -> Climb:
        """Ask a rung, and again for as long as that comes before asking another one."""
        result = yield from self.asking.ask(rung, after)
        while isinstance(result, Ended):
            self.patience.failed(rung, result)
            pause = self.patience.at_once(rung, result)
            if pause is None:
                break
            result = yield from self.asking.ask(rung, pause)
        return result

    def _again(self, rung: Rung, pause: float) -> Climb:
        """Ask a rung once more; what it says now may open a list that was not tried yet."""
        result = yield from self._persist(rung, pause)
        if isinstance(result, Ended) and rung.model is self.asked and not result.final:
            tried = {attempt.model for attempt in self.trace.attempts}
            names = [name for name in self.asked.ladder(result.reason) if name not in tried]
            if names:
                result = yield from self._walk(listed(names, self.means.registry))
        return result

    def _has_other(self, rung: Rung, reason: Reason) -> bool:
        """Whether another deployment or model may answer in place of a rung."""
        if len(rung.model.deployments) > 1:
            return True
        return bool(self.asked.ladder(reason)) if rung.model is self.asked else not rung.last

    def _pass_over(self, rung: Rung, rest: Rest) -> Ended:
        self.patience.rested(rung, rest)
        seconds = max(0.0, rest.until - self.means.timing.clock())
        who = "its vendor asked for it" if rest.stated else "it failed before"
        text = f"left alone for {seconds:.2g} s more: {who}"
        return self.asking.skip(rung, Failure("", text), Cause(rest.reason))

    def _grown_to(self) -> str | None:
        """The rung that the conversation has grown to, None if it fits a lower one again."""
        conversation, asked, foresight = self.call.conversation, self.asked, self.means.foresight
        if conversation is None or not asked.sticky:
            return None
        rung, names = self.means.conversations.rung(conversation, asked.name), [asked.name]
        if rung is None or rung not in (ladder := asked.ladder("context_window")):
            return None
        names += ladder[: ladder.index(rung)]
        arguments = {**self.call.options, "messages": self.call.messages}
        lower = [self.means.registry.model(name).deployments[0] for name in names]
        easily = any(foresight.fits_easily(each, arguments) for each in lower)
        return None if easily else rung

    def _stay_on(self, name: str) -> None:
        text = f"the conversation has outgrown it and stays on {name}"
        left = Rung(self.asked, self.asked.deployments[0], last=False)
        self.asking.skip(left, Failure("ContextWindowExceededError", text))
        self.asking.spared = left

    def _keep(self) -> None:
        """Remember the model that answered, unless it stood in for one that was only down."""
        conversation, asked = self.call.conversation, self.asked.name
        if conversation is not None and self.trace.stands_by_size:
            self.means.conversations.keep(conversation, asked, self.trace.attempts[-1].model)
