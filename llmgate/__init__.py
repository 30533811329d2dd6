"""One name for a model, whichever vendor serves it."""

from __future__ import annotations

import logging

from llmgate.answer.completion import Completion
from llmgate.api_error import ApiError
from llmgate.attempt import Attempt
from llmgate.default_gate import (
    achatcompletion_request,
    chatcompletion_request,
    configure,
    get_model_name,
)
from llmgate.errors import (
    ConfigError,
    GateError,
    InvalidCallError,
    Mistake,
    StreamInterruptedError,
    UnknownModelError,
)
from llmgate.gate import Gate
from llmgate.plan import Plan, PlannedRung
from llmgate.stream import AsyncStream, Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from llmgate.carriers.litellm_process import ContextWindowExceededError

__all__ = [
    "ApiError",
    "AsyncStream",
    "Attempt",
    "Completion",
    "ConfigError",
    "ContextWindowExceededError",
    "Gate",
    "GateError",
    "InvalidCallError",
    "Mistake",
    "Plan",
    "PlannedRung",
    "Stream",
    "StreamInterruptedError",
    "UnknownModelError",
    "achatcompletion_request",
    "chatcompletion_request",
    "configure",
    "get_model_name",
]

__version__ = "0.1.0"

# An application without logging of its own stays quiet; the attempts tell the same.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """LiteLLM's error class, made when it is first named: importing it takes seconds."""
    if name == "ContextWindowExceededError":
        from llmgate.api_error import api_error_class  # noqa: PLC0415  (imports LiteLLM)

        return api_error_class(name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
