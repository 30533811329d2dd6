"""The values of a call's keywords: refused where they are of the wrong kind for every vendor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

from llmgate.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number; True and False are none."""
    return type(value) is int


def is_count(value: Any) -> bool:
    """Whether a value is a whole number from 0 up."""
    return is_whole(value) and value >= 0


def is_flag(value: Any) -> bool:
    """Whether a value is True or False; 0 and ``"false"`` are so often meant otherwise."""
    return isinstance(value, bool)


def is_text(value: Any) -> bool:
    """Whether a value is a text."""
    return isinstance(value, str)


def is_dict(value: Any) -> bool:
    """Whether a value is a dict."""
    return isinstance(value, dict)


def is_choice(value: Any) -> bool:
    """Whether a value is a text or a dict, as ``"auto"`` or the name of a tool in a dict."""
    return isinstance(value, str | dict)


def are_dicts(value: Any) -> bool:
    """Whether a value is a list of dicts."""
    return isinstance(value, list | tuple) and all(map(is_dict, value))


def are_texts(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list | tuple) and all(map(is_text, value))


def is_stop(value: Any) -> bool:
    """Whether a value is a text or a list of texts."""
    return is_text(value) or are_texts(value)


KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    name: (wanted, fits)
    for wanted, fits, names in (
        ("a number", is_number, "frequency_penalty presence_penalty temperature top_p"),
        ("a whole number", is_whole, "seed"),
        ("a whole number from 0 up", is_count, "max_completion_tokens max_tokens n top_logprobs"),
        ("True or False", is_flag, "logprobs parallel_tool_calls store"),
        ("a list of dicts", are_dicts, "functions tools"),
        ("a list of texts", are_texts, "modalities"),
        ("a text or a list of texts", is_stop, "stop"),
        ("a text or a dict", is_choice, "function_call tool_choice"),
        ("a text", is_text, "prompt_cache_key safety_identifier service_tier user verbosity"),
        (
            "a dict",
            is_dict,
            "audio logit_bias metadata prediction stream_options web_search_options",
        ),
    )
    for name in names.split()
}


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse the values that no vendor could read. Raises `InvalidCallError`."""
    for name, value in options.items():
        wanted, fits = KINDS.get(name, ("", None))
        if fits is not None and not fits(value):
            refuse(name, wanted, value)


def refuse(name: str, wanted: str, value: Any) -> NoReturn:
    """Refuse a value of the wrong kind."""
    message = f"{name} is {wanted}, not {type(value).__name__} {str(value)[:80]!r}"
    raise InvalidCallError(message)
