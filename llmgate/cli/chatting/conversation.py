"""A conversation as data: its history, and which model it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from llmgate.answer.completion import Completion

# Stands at the end of an answer that is not whole, for the model that reads it later.
STOPPED = "[The user stopped this answer here.]"
BROKEN = "[The answer broke off here.]"


class Conversation:
    """What was said so far; questions that got no answer are not in it.

    ``name`` keeps it on the rung that it has grown to; see ``conversation=`` of a call.
    """

    def __init__(self, model: str, system: str | None = None) -> None:
        self.model = model
        self._system = [{"role": "system", "content": system}] if system else []
        self._before = 0
        self.clear()

    def clear(self) -> None:
        """Begin anew, with the same model and the same instructions."""
        self.name = uuid4().hex
        self.question: str | None = None
        self.messages: list[dict[str, Any]] = []

    def asking(self, question: str) -> list[dict[str, Any]]:
        """Return the messages of a call that asks a question now."""
        self.question, self._before = question, len(self.messages)
        return [*self._system, *self.messages, {"role": "user", "content": question}]

    def answered(self, reply: Completion) -> None:
        """Keep the question and its answer, for whichever model is asked next."""
        self._keep(reply.message)

    def ended_early(self, reply: Completion | None, mark: str) -> bool:
        """Keep what had come of an answer, marked; return whether there was anything of it."""
        if reply is None or not reply.text:
            return False
        self._keep({"role": "assistant", "content": f"{reply.text}\n\n{mark}"})
        return True

    def again(self) -> str | None:
        """Take back the last question, and its answer if it had one; None if there is none."""
        question, self.question = self.question, None
        if question is not None:
            del self.messages[self._before :]
        return question

    def _keep(self, answer: dict[str, Any]) -> None:
        self.messages += [{"role": "user", "content": self.question}, answer]
