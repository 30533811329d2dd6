"""The carrier that speaks OpenAI's wire itself: `DirectCarrier`.

Imported when it is asked for, since the tables beside it need no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmgate.carriers.direct.carrier import DirectCarrier

__all__ = ["DirectCarrier"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from llmgate.carriers.direct.carrier import DirectCarrier  # noqa: PLC0415

    return DirectCarrier
