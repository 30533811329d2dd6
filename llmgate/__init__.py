"""One name for a model, whichever vendor serves it."""

from __future__ import annotations

import logging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from llmgate.answer.completion import Completion
    from llmgate.api_error import ApiError
    from llmgate.attempt import Attempt
    from llmgate.carriers.litellm_process import ContextWindowExceededError
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

# Each public name is imported when it is first asked for: a program that only reads a
# configuration, as the command line often does, needs nothing of a gate.
_HOMES = {
    "ApiError": "api_error",
    "AsyncStream": "stream",
    "Attempt": "attempt",
    "Completion": "answer.completion",
    "ConfigError": "errors",
    "Gate": "gate",
    "GateError": "errors",
    "InvalidCallError": "errors",
    "Mistake": "errors",
    "Plan": "plan",
    "PlannedRung": "plan",
    "Stream": "stream",
    "StreamInterruptedError": "errors",
    "UnknownModelError": "errors",
    "achatcompletion_request": "default_gate",
    "chatcompletion_request": "default_gate",
    "configure": "default_gate",
    "get_model_name": "default_gate",
}


def __getattr__(name: str) -> Any:
    """A public name, imported; LiteLLM's error class is made, which takes seconds."""
    from importlib import import_module  # noqa: PLC0415  (see `_HOMES`)

    if name == "ContextWindowExceededError":
        return import_module("llmgate.api_error").api_error_class(name)
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"llmgate.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The names of the module, those not yet imported too."""
    return sorted({*globals(), *__all__})
