"""One request on its way to one rung, and what was changed of it on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from llmgate.calls.request import OUTPUT_LIMITS
from llmgate.keys.credentials import FetchedKey

if TYPE_CHECKING:
    from llmgate.keys.secret import Secret
    from llmgate.policy.rungs import Rung
    from llmgate.sizing.fit import Fit
    from llmgate.tokens.conversations import Conversation
    from llmgate.transport import Request


@dataclass(frozen=True, slots=True)
class Sending:
    """A rung, its request, and a line for each change to what the caller asked for.

    ``after`` are the seconds that were waited before it, ``held`` the key in hand where keys
    are fetched, ``prompt`` its messages as they were when they were last measured.
    """

    rung: Rung
    request: Request
    changes: tuple[str, ...]
    after: float = 0.0
    held: Secret | None = None
    prompt: Conversation | None = field(default=None, repr=False)

    def let_go(self) -> bool:
        """Forget the key that was refused; whether another one is to be had."""
        key = self.request.endpoint.api_key
        return isinstance(key, FetchedKey) and self.held is not None and key.discard(self.held)

    def with_output(self, verdict: Fit) -> Sending:
        """The same with the output lowered as far as the verdict says."""
        if verdict.lowered is None:
            return self if verdict.prompt is None else replace(self, prompt=verdict.prompt)
        arguments = self.request.arguments
        named = [name for name in OUTPUT_LIMITS if arguments.get(name)] or ["max_tokens"]
        lowered = {**arguments, **dict.fromkeys(named, verdict.lowered)}
        change = f"set {named[0]} to {verdict.lowered:,}: {verdict.why}"
        request = replace(self.request, arguments=lowered)
        changes = (*self.changes, change)
        return replace(self, request=request, changes=changes, prompt=verdict.prompt)
