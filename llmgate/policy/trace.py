"""What has happened on a call's way: its attempts, and what is to be raised if none answers."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmgate.answer.verdict import written_tokens
from llmgate.attempt import Attempt
from llmgate.policy.steps import Failed
from llmgate.transport import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmgate.answer.completion import Completion
    from llmgate.causes.cause import Cause
    from llmgate.models.deployment import Deployment
    from llmgate.policy.rungs import Rung
    from llmgate.sizing.windows import Window
    from llmgate.transport import CarrierChoice, Failure

logger = logging.getLogger("llmgate")

TOO_LONG = frozenset({"context_window", "output_length"})
LONGEST_DETAIL = 300


class Trace:
    """The attempts of one call, oldest first.

    ``hear`` is told of each; ``carrier_for`` says who would carry a request that was not
    sent, ``window_of`` how much a deployment holds.
    """

    def __init__(
        self,
        hear: Callable[[Attempt], None],
        carrier_for: Callable[[Endpoint], CarrierChoice],
        window_of: Callable[[Deployment], Window | None],
    ) -> None:
        self.attempts: list[Attempt] = []
        self.partial: Completion | None = None
        self._hear = hear
        self._carrier_for = carrier_for
        self._window_of = window_of
        self.sent = False
        self._last: Failed | None = None

    @property
    def written(self) -> int:
        """The tokens of the longest answer that was cut, 0 if there was none."""
        return (written_tokens(self.partial) or 0) if self.partial is not None else 0

    @property
    def stands_by_size(self) -> bool:
        """Whether the model that answered did because the request was too long for all others."""
        last = self.attempts[-1].model
        others = (attempt.reason for attempt in self.attempts if attempt.model != last)
        return all(reason in TOO_LONG for reason in others)

    def answered(self, rung: Rung, **facts: Any) -> None:
        """The rung answered."""
        self.begun(rung, **facts)
        self._tell()

    def begun(self, rung: Rung, **facts: Any) -> None:
        """The rung has begun to answer; the attempt is told when the stream is over."""
        self.sent = True
        self._record(rung, outcome="answered", **facts)

    def ended(self, **facts: Any) -> tuple[Attempt, ...]:
        """The stream of the last rung is over; returns all attempts."""
        self.attempts[-1] = replace(self.attempts[-1], **facts)
        self._tell()
        return tuple(self.attempts)

    def broke(self, failure: Failure, cause: Cause, **facts: Any) -> tuple[Attempt, ...]:
        """Same as `ended`, for a stream that broke off."""
        facts |= {"outcome": "failed", "reason": cause.reason, "status": failure.status}
        # Why it broke says more than what may be seen in the tokens that it took.
        return self.ended(**{**facts, "detail": one_line(failure.message)})

    def skipped(self, rung: Rung, failure: Failure, cause: Cause) -> None:
        """Nothing was sent to the rung; its failure counts only if no other rung has one."""
        self._record(
            rung,
            outcome="skipped",
            reason=cause.reason,
            prompt_tokens=cause.prompt_tokens,
            detail=one_line(failure.message),
        )
        self._tell()
        if self._last is None:
            self._last = Failed(failure, cause.reason, rung.model, ())

    def failed(self, rung: Rung, failure: Failure, cause: Cause, **facts: Any) -> None:
        """The rung failed."""
        self.sent = True
        self._last = Failed(failure, cause.reason, rung.model, ())
        self._record(
            rung,
            outcome="failed",
            reason=cause.reason,
            status=failure.status,
            prompt_tokens=cause.prompt_tokens,
            detail=one_line(failure.message),
            **facts,
        )
        self._tell()

    def cut(self, completion: Completion) -> None:
        """Keep an answer that was cut, if none before it was longer."""
        if (written_tokens(completion) or 0) >= self.written:
            self.partial = completion

    def _record(self, rung: Rung, **facts: Any) -> None:
        deployment = rung.deployment
        window, route = self._window_of(deployment), deployment.route
        if "carrier" not in facts:
            endpoint = Endpoint(route, carrier=deployment.carrier)
            facts["carrier"] = self._carrier_for(endpoint).carrier
        attempt = Attempt(
            model=rung.model.name,
            deployment=deployment.index,
            route=route,
            window=window.tokens if window else None,
            **facts,
        )
        self.attempts.append(attempt)

    def _tell(self) -> None:
        """Log the last attempt, which is complete, and let it be heard."""
        attempt = self.attempts[-1]
        level = logging.WARNING if attempt.outcome == "failed" else logging.INFO
        logger.log(level, "%s", attempt)
        self._hear(attempt)

    def given_up(self, deadline: float = 0.0, undone: Sequence[str] = ()) -> Failed:
        """What is to be raised: the failure of the last rung that was tried.

        ``undone`` is what the ``deadline``, in seconds, left no time for.
        """
        if self._last is None:
            message = "a call ends without an attempt only by a fault of llmgate's own"
            raise AssertionError(message)
        tried = [attempt for attempt in self.attempts if attempt.outcome == "failed"]
        failed = self._last
        if tried and all(attempt.reason in TOO_LONG for attempt in tried):
            failed = replace(failed, failure=self._too_long(failed.failure))
        if undone:
            text = f"; the deadline of {deadline:g} s left no time for {', '.join(undone)}"
            failure = replace(failed.failure, message=failed.failure.message + text)
            failed = replace(failed, failure=failure)
        partial = self.partial
        if partial is not None:
            partial.attempts = tuple(self.attempts)
        return replace(failed, attempts=tuple(self.attempts), reply=partial)

    def _too_long(self, failure: Failure) -> Failure:
        """The last vendor's words, after what the whole ladder comes to."""
        prompts = [attempt.prompt_tokens for attempt in self.attempts if attempt.prompt_tokens]
        widest = max((a for a in self.attempts if a.window), key=width, default=None)
        prompt = f"a prompt of {max(prompts):,} tokens" if prompts else "the prompt"
        text = f"{prompt} and its answer fit no model of the ladder"
        if widest is not None:
            text += f"; the widest window is {widest.window:,} tokens ({widest.model})"
        return replace(failure, message=f"{text}. Last said: {failure.message}")


def width(attempt: Attempt) -> int:
    """An attempt's window, for comparing."""
    return attempt.window or 0


def one_line(text: str) -> str:
    """A vendor's words on one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
