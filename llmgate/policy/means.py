"""What all calls of a gate share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.models.registry import Registry
    from llmgate.policy.conversations import Conversations
    from llmgate.policy.rests import Rests
    from llmgate.sizing.foresight import Foresight
    from llmgate.timing import Timing
    from llmgate.transport import Transport


@dataclass(frozen=True, slots=True)
class Means:
    """The models, the way to their vendors, and what is remembered from call to call."""

    registry: Registry
    transport: Transport
    foresight: Foresight
    conversations: Conversations
    rests: Rests
    timing: Timing
