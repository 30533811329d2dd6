"""The functions that need no gate of their own: one default gate for the process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal, overload

from llmgate.calls.call import conceal_credentials
from llmgate.config_file import found_config
from llmgate.gate import Gate

if TYPE_CHECKING:
    from pathlib import Path

    from llmgate.answer.completion import Completion
    from llmgate.stream import AsyncStream, Stream

# Seconds for one attempt, as in the function that this one grew out of.
DEFAULT_TIMEOUT = 60.0

_lock = threading.Lock()
_gate: Gate | None = None
_watch = False


def configure(gate: Gate | str | Path | None, *, watch: bool = False) -> None:
    """Set the default gate: a gate, the path of a models.yaml, or None to look for one anew.

    With ``watch`` the file is read again whenever it changes, as by `Gate.from_yaml`.
    """
    global _gate, _watch
    made = gate if isinstance(gate, Gate) or gate is None else Gate.from_yaml(gate, watch=watch)
    with _lock:
        _gate, _watch = made, watch


def default_gate() -> Gate:
    """The default gate, made at the first use. Raises `GateError` if there is no file."""
    global _gate  # noqa: PLW0603
    with _lock:
        if _gate is None:
            _gate = Gate.from_yaml(found_config(), watch=_watch)
        return _gate


@overload
def chatcompletion_request(*, stream: Literal[False] = False, **arguments: Any) -> Completion: ...
@overload
def chatcompletion_request(*, stream: Literal[True], **arguments: Any) -> Stream: ...
@overload
def chatcompletion_request(*, stream: bool, **arguments: Any) -> Completion | Stream: ...
def chatcompletion_request(**arguments: Any) -> Completion | Stream:
    """Ask the default gate; see `Gate.completion`. ``request_timeout`` defaults to 60 s."""
    prepare(arguments)
    result: Completion | Stream = default_gate().completion(**arguments)
    return result


@overload
async def achatcompletion_request(
    *, stream: Literal[False] = False, **arguments: Any
) -> Completion: ...
@overload
async def achatcompletion_request(*, stream: Literal[True], **arguments: Any) -> AsyncStream: ...
@overload
async def achatcompletion_request(
    *, stream: bool, **arguments: Any
) -> Completion | AsyncStream: ...
async def achatcompletion_request(**arguments: Any) -> Completion | AsyncStream:
    """Same as `chatcompletion_request`, but awaited."""
    prepare(arguments)
    result: Completion | AsyncStream = await default_gate().acompletion(**arguments)
    return result


def prepare(arguments: dict[str, Any]) -> None:
    """Set this function's own timeout, and conceal credentials in its frame, in place."""
    conceal_credentials(arguments)
    if arguments.get("timeout") is None and arguments.get("request_timeout") is None:
        arguments["request_timeout"] = DEFAULT_TIMEOUT


def get_model_name(name: str | None = None) -> str:
    """The internal name that a name or alias stands for in the default gate."""
    return default_gate().model_name(name)
