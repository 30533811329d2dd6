"""`Completion`: OpenAI's dict, and beside it who answered, what was tried, what it cost."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

    from llmgate.attempt import Attempt


class Completion(dict[str, Any]):
    """An answer: a dict of exactly OpenAI's ``chat.completion`` fields.

    ``attempts`` is the trace of the call, oldest first; ``model_name`` the internal name
    that answered; ``cost`` US dollars for all that was billed, None where unknown.
    """

    attempts: tuple[Attempt, ...]
    model_name: str | None
    cost: float | None

    def __init__(
        self,
        body: dict[str, Any],
        *,
        attempts: tuple[Attempt, ...] = (),
        model_name: str | None = None,
        cost: float | None = None,
    ) -> None:
        super().__init__(body)
        self.attempts = attempts
        self.model_name = model_name
        self.cost = cost

    @property
    def message(self) -> dict[str, Any]:
        """The first choice's message, ready to be appended to the conversation.

        Empty where a broken-off answer had none yet.
        """
        choices = self["choices"]
        return choices[0]["message"] if choices else {}

    @property
    def text(self) -> str:
        """The first choice's text, empty if it has none."""
        return self.message.get("content") or ""

    @property
    def tool_calls(self) -> list[dict[str, Any]]:
        """The first choice's tool calls, empty if it has none."""
        return self.message.get("tool_calls") or []

    @property
    def finish_reason(self) -> str | None:
        """The first choice's finish reason."""
        choices = self["choices"]
        return choices[0]["finish_reason"] if choices else None

    @property
    def usage(self) -> dict[str, Any] | None:
        """The tokens that the vendor counted, None if it said nothing."""
        usage: dict[str, Any] | None = self["usage"]
        return usage

    def to_openai(self) -> ChatCompletion:
        """The answer as the openai package's own object.

        Built as that package builds it, unchecked: a broken-off answer has no finish reason.
        """
        from openai.types.chat import ChatCompletion  # noqa: PLC0415  (0.8 s to import)

        return ChatCompletion.construct(**copy.deepcopy(dict(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (dict(self), self.attempts, self.model_name, self.cost)


def _rebuilt(
    body: dict[str, Any],
    attempts: tuple[Attempt, ...],
    model_name: str | None,
    cost: float | None,
) -> Completion:
    return Completion(body, attempts=attempts, model_name=model_name, cost=cost)
