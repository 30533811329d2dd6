"""A model under its internal name: its deployments, defaults and fallbacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from llmgate.config.environment import MissingVariableError, expanded
from llmgate.keys.credentials import MissingCredentialError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.config.overflow import OverflowRule
    from llmgate.config.reasons import Fallbacks, Reason
    from llmgate.config.schema import OnLength
    from llmgate.models.deployment import Deployment


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One model of the file.

    ``timeout`` is in seconds for one attempt, ``stream_timeout`` between two pieces of a
    stream, ``deadline`` for a whole call that asks for this model; ``retries`` are further
    attempts at one deployment. ``sticky`` says whether a conversation stays on the rung of
    the ladder that it has grown to.
    """

    name: str
    deployments: tuple[Deployment, ...]
    fallbacks: Fallbacks
    timeout: float
    stream_timeout: float
    deadline: float
    retries: int
    on_length: OnLength
    sticky: bool
    overflow: tuple[OverflowRule, ...]
    defaults: Mapping[str, Any] = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    # Counting is one step of the interpreter, so threads need no lock for it.
    _turns: Iterator[int] = field(default_factory=count, repr=False)

    def in_turn(self) -> Iterator[Deployment]:
        """Every deployment once, beginning where the last call's turn left off."""
        if len(self.deployments) == 1:
            return iter(self.deployments)
        first = next(self._turns) % len(self.deployments)
        return iter(self.deployments[first:] + self.deployments[:first])

    def ladder(self, reason: Reason) -> tuple[str, ...]:
        """The names to try after a failure of this cause."""
        return self.fallbacks.for_reason(reason)

    def params(self) -> dict[str, Any]:
        """The request's defaults. Raises `MissingCredentialError` for a missing variable."""
        if not self.defaults:
            return {}
        try:
            plain: Any = expanded(dict(self.defaults), self.environ)
        except MissingVariableError as error:
            raise MissingCredentialError(str(error)) from None
        return dict(plain)
