"""Whose key, and whose place, a rung of a call is asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.calls.call import Call
    from llmgate.models.model import Model
    from llmgate.policy.rungs import Rung


class Access:
    """What a caller gave of credentials and places, and the rungs that it is meant for."""

    def __init__(self, call: Call, asked: Model) -> None:
        self.call = call
        self.asked = asked

    def is_meant_for(self, rung: Rung) -> bool:
        """Whether a rung is the model that was asked for, at the place of its first deployment."""
        first = self.asked.deployments[0]
        return rung.model is self.asked and rung.deployment.shares_place_with(first)

    def is_callers(self, rung: Rung) -> bool:
        """Whether a rung is asked with a key or at a place of the caller's own."""
        return self.call.own_access and self.is_meant_for(rung)

    def is_callers_place(self, rung: Rung) -> bool:
        """Whether a rung is asked at a place of the caller's own."""
        return self.call.own_base and self.is_meant_for(rung)
