"""From cause to remedy: the one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.config.reasons import Reason


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps against a cause.

    ``deployment``: another key or endpoint of the same model may serve. ``fallback``:
    another model may serve, one of the list that models.yaml has for the cause.
    """

    deployment: bool
    fallback: bool = True


REMEDIES: dict[Reason, Remedy] = {
    "context_window": Remedy(deployment=False),
    "output_length": Remedy(deployment=False),
    "rate_limit": Remedy(deployment=True),
    "quota": Remedy(deployment=True),
    "timeout": Remedy(deployment=True),
    "unavailable": Remedy(deployment=True),
    "auth": Remedy(deployment=True),
    "not_found": Remedy(deployment=True),
    "content_policy": Remedy(deployment=False),
    "bad_request": Remedy(deployment=False, fallback=False),
}
