"""One request on its way to one rung, and what was changed of it on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmgate.request import OUTPUT_LIMITS

if TYPE_CHECKING:
    from llmgate.fit import Fit
    from llmgate.rungs import Rung
    from llmgate.transport import Request


@dataclass(frozen=True, slots=True)
class Sending:
    """A rung, its request, and a line for each change to what the caller asked for."""

    rung: Rung
    request: Request
    changes: tuple[str, ...]

    def with_output(self, verdict: Fit) -> Sending:
        """The same with the output lowered as far as the verdict says."""
        if verdict.lowered is None:
            return self
        arguments = self.request.arguments
        named = [name for name in OUTPUT_LIMITS if arguments.get(name)] or ["max_tokens"]
        lowered = {**arguments, **dict.fromkeys(named, verdict.lowered)}
        change = f"set {named[0]} to {verdict.lowered:,}: {verdict.why}"
        request = replace(self.request, arguments=lowered)
        return replace(self, request=request, changes=(*self.changes, change))
