"""What was tried, and how it ended: one record for each rung of a call."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Outcome = Literal["answered", "failed", "skipped"]
Carrier = Literal["litellm", "direct"]
WantedCarrier = Literal["auto", "litellm", "direct"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call. Plain data: it pickles, and `as_dict` turns into JSON.

    ``model`` is the internal name, ``deployment`` the index of its key or endpoint,
    ``route`` LiteLLM's name. ``reason`` is the cause of a failure or skip, None when
    answered; ``status`` the HTTP status. ``prompt_tokens`` is the vendor's number, else the
    estimate; ``window`` the context window in tokens, None if unknown. ``waited`` (before
    the attempt) and ``elapsed`` (in it) are seconds. ``carrier`` says who carried it.
    ``changes`` lists what was altered or dropped of the request for this rung, and
    ``detail`` says in one line, without a secret, what happened. ``completion_tokens`` and
    ``cost`` (US dollars) are those of an answer that came, also where it was no use; None
    where the vendor did not say, or nobody knows the price.
    """

    model: str
    deployment: int
    route: str
    outcome: Outcome
    reason: str | None = None
    status: int | None = None
    prompt_tokens: int | None = None
    window: int | None = None
    waited: float = 0.0
    elapsed: float = 0.0
    carrier: Carrier = "litellm"
    changes: tuple[str, ...] = ()
    detail: str = ""
    completion_tokens: int | None = None
    cost: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields as a dict that `json.dumps` takes."""
        return asdict(self)

    def __str__(self) -> str:
        name = self.model if self.deployment == 0 else f"{self.model}[{self.deployment}]"
        facts = [self._verdict(), self._size(), self._time()]
        line = f"{name} ({self.route}) " + ", ".join(fact for fact in facts if fact)
        if self.detail:
            line += f": {self.detail}"
        if self.changes:
            line += f" [{'; '.join(self.changes)}]"
        return line

    def _verdict(self) -> str:
        status = f" (HTTP {self.status})" if self.status and self.outcome == "failed" else ""
        return f"{self.outcome} {self.reason or ''}".rstrip() + status

    def _size(self) -> str:
        tokens = "" if self.prompt_tokens is None else f"{self.prompt_tokens:,} tokens"
        window = "" if self.window is None else f"window {self.window:,}"
        return " of ".join(part for part in (tokens, window) if part)

    def _time(self) -> str:
        waited = f"waited {self.waited:.2f} s, " if self.waited else ""
        return "" if self.outcome == "skipped" else f"{waited}{self.elapsed:.2f} s"
