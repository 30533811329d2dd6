"""Mistral's wire: OpenAI's, with demands of its own on a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.wires.mistral import rules
from llmgate.testing.wires.openai.wire import OpenAIWire

if TYPE_CHECKING:
    from llmgate.testing.wires.wire import Message, Prompt


class MistralWire(OpenAIWire):
    """``POST …/chat/completions``."""

    def __init__(self) -> None:
        super().__init__(strict=False)

    def read(self, message: Message) -> Prompt:
        """Read the body. Raises `RefusalError` where Mistral would not take it."""
        prompt = super().read(message)
        rules.check_conversation(message.body["messages"])
        return prompt
