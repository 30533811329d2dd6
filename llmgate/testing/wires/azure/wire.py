"""Azure OpenAI's wire: OpenAI's, with other addresses, another header and other words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.testing.wires.azure import words
from llmgate.testing.wires.openai.wire import OpenAIWire, bearer
from llmgate.testing.wires.openai.writing import event
from llmgate.testing.wires.wire import (
    Address,
    Event,
    Json,
    Message,
    Prompt,
    RefusalError,
    Turn,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DEPLOYMENT = re.compile(r"/openai/deployments/([^/]+)/chat/completions")
SAFE: Json = {
    kind: {"filtered": False, "severity": "safe"}
    for kind in ("hate", "self_harm", "sexual", "violence")
}
PROMPT_FILTER: Json = {
    "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": SAFE}]
}


class AzureWire(OpenAIWire):
    """``POST /openai/deployments/{name}/chat/completions`` or ``/openai/v1/chat/completions``."""

    words: Words = words

    def address(self, message: Message) -> Address | None:
        """Whom the request is for: the deployment of the path, or the model of the body."""
        address = super().address(message)
        deployment = DEPLOYMENT.search(message.path)
        if address is None or deployment is None:
            return address
        return Address(deployment[1], stream=address.stream)

    def authorize(self, message: Message, keys: Collection[str]) -> None:
        """Raise `RefusalError` unless a key, or a bearer token, is one of the keys."""
        key = message.headers.get("api-key") or bearer(message.headers)
        if key not in keys:
            raise RefusalError(words.denied())

    def read(self, message: Message) -> Prompt:
        """Read the body; the path of a deployment names the model and needs a version."""
        deployment = DEPLOYMENT.search(message.path)
        if deployment is None or not isinstance(message.body, dict):
            return super().read(message)
        if not message.query.get("api-version"):
            raise RefusalError(words.no_such_resource())
        body = {**message.body, "model": deployment[1]}
        return super().read(Message(message.path, message.query, message.headers, body))

    def plain(self, turn: Turn) -> Json:
        """The whole answer as one body, with the verdicts of the content filter."""
        body = super().plain(turn) | PROMPT_FILTER
        for choice in body["choices"]:
            choice["content_filter_results"] = SAFE
        return body

    def stream(self, turn: Turn) -> Sequence[Event]:
        """The answer as events, after one without a choice that has the filter's verdict."""
        empty: Json = {"choices": [], "created": 0, "id": "", "model": "", "object": ""}
        return (event(empty | PROMPT_FILTER, "opening"), *super().stream(turn))
