"""What has happened on a call's way: its attempts, and what is to be raised if none answers."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmgate.answer.verdict import written_tokens
from llmgate.attempt import Attempt
from llmgate.steps import Failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.answer.completion import Completion
    from llmgate.attempt import Carrier
    from llmgate.cause import Cause
    from llmgate.deployment import Deployment
    from llmgate.rungs import Rung
    from llmgate.transport import Failure
    from llmgate.windows import Window

logger = logging.getLogger("llmgate")

TOO_LONG = frozenset({"context_window", "output_length"})
LONGEST_DETAIL = 300


class Trace:
    """The attempts of one call, oldest first.

    ``hear`` is told of each; ``carrier_for`` says who carries a route, ``window_of`` how
    much a deployment holds.
    """

    def __init__(
        self,
        hear: Callable[[Attempt], None],
        carrier_for: Callable[[str], Carrier],
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

    def stands_by_size(self, model: str) -> bool:
        """Whether a model answered, or did not because the request was too long for it."""
        own = [attempt for attempt in self.attempts if attempt.model == model]
        return all(attempt.outcome == "answered" or attempt.reason in TOO_LONG for attempt in own)

    def answered(self, rung: Rung, **facts: Any) -> None:
        """The rung answered."""
        self.sent = True
        self._record(rung, outcome="answered", **facts)

    def skipped(self, rung: Rung, failure: Failure, cause: Cause) -> None:
        """Nothing was sent to the rung; its failure counts only if no other rung has one."""
        self._record(
            rung,
            outcome="skipped",
            reason=cause.reason,
            prompt_tokens=cause.prompt_tokens,
            detail=one_line(failure.message),
        )
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

    def cut(self, completion: Completion) -> None:
        """Keep an answer that was cut, if none before it was longer."""
        if (written_tokens(completion) or 0) >= self.written:
            self.partial = completion

    def _record(self, rung: Rung, **facts: Any) -> None:
        deployment = rung.deployment
        window, route = self._window_of(deployment), deployment.route
        attempt = Attempt(
            model=rung.model.name,
            deployment=deployment.index,
            route=route,
            window=window.tokens if window else None,
            carrier=self._carrier_for(route),
            **facts,
        )
        self.attempts.append(attempt)
        level = logging.WARNING if attempt.outcome == "failed" else logging.INFO
        logger.log(level, "%s", attempt)
        self._hear(attempt)

    def given_up(self) -> Failed:
        """What is to be raised: the failure of the last rung that was tried."""
        if self._last is None:
            message = "a call ends without an attempt only by a fault of llmgate's own"
            raise AssertionError(message)
        tried = [attempt for attempt in self.attempts if attempt.outcome == "failed"]
        failed = self._last
        if tried and all(attempt.reason in TOO_LONG for attempt in tried):
            failed = replace(failed, failure=self._too_long(failed.failure))
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
