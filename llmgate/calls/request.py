"""One call's request for one rung: defaults, then the caller, then what the vendor takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmgate.calls.keywords import (
    CARRIER_KEYWORDS,
    DROPPABLE,
    ESSENTIAL,
    NEUTRAL,
    TOP_K_VENDORS,
    VENDOR_KEYWORDS,
)
from llmgate.legacy import tool_messages, uses_functions, with_tools
from llmgate.moving.changes import (
    UnusableRungError as UnusableRungError,  # noqa: PLC0414  (the ladder takes it from here)
)
from llmgate.moving.portable import portable, portable_tools, portable_values
from llmgate.transport import Endpoint, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.calls.call import Call

OUTPUT_LIMITS = ("max_tokens", "max_completion_tokens")

# Two names of one thing: a caller who uses either replaces a model's default for both.
PAIRS = (OUTPUT_LIMITS, ("tools", "functions"), ("tool_choice", "function_call"))
SYNONYMS = {name: other for pair in PAIRS for name, other in (pair, pair[::-1])}

# The endpoint keywords that have a field of their own; the others are LiteLLM's ``extra``.
API_BASES = ("base_url", "api_base")


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is made for: an endpoint, its model's defaults, and its limits.

    ``supported`` are the keywords that the vendor takes, None if nobody knows;
    ``own_vendor`` says whether it is the vendor of the model that was asked for.
    ``stated_output_tokens`` is the model's cap where models.yaml itself states it.
    """

    endpoint: Endpoint
    params: Mapping[str, Any]
    supported: frozenset[str] | None
    max_output_tokens: int | None
    own_vendor: bool
    stated_output_tokens: int | None = None


def request_for(
    call: Call, target: Target, timeout: float, dropped: frozenset[str] = frozenset()
) -> tuple[Request, tuple[str, ...]]:
    """The request, and what was altered or dropped of the caller's.

    ``dropped`` are keywords whose values the vendor has refused. Raises
    `UnusableRungError`.
    """
    arguments, messages = modern(merged(target.params, call.options), call.messages)
    renamed = with_known_limit(arguments, target)
    arguments, changes = supported_only(arguments, target, dropped)
    changes = [*renamed, *changes, *lowered(arguments, target.max_output_tokens)]
    arguments["messages"], moved = portable(messages, target.endpoint, own=target.own_vendor)
    if arguments.get("tools"):
        arguments["tools"], marks = portable_tools(arguments["tools"], target.endpoint)
        moved += [mark for mark in marks if mark not in moved]
    changes += [*moved, *portable_values(arguments, target.endpoint)]
    if call.stream:
        with_usage(arguments, target)
    with_limit(arguments, target)
    request = Request(target.endpoint, arguments, timeout, call.stream)
    return request, tuple(changes)


def merged(params: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """A model's defaults, and the caller's keywords over them."""
    replaced = {SYNONYMS[name] for name in options if name in SYNONYMS}
    kept = {name: value for name, value in params.items() if name not in replaced}
    return {**kept, **options}


def with_known_limit(arguments: dict[str, Any], target: Target) -> list[str]:
    """Call the output's limit as this vendor does, in place."""
    for name, other in (OUTPUT_LIMITS, OUTPUT_LIMITS[::-1]):
        if name in arguments and not takes(target, name) and takes(target, other):
            limit = arguments.pop(name)
            arguments[other] = min(limit, arguments.get(other, limit))
            return [f"sent {name} as {other}, its name at {target.endpoint.provider}"]
    return []


def modern(
    arguments: dict[str, Any], messages: list[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Functions as tools, in the request and in the conversation."""
    if uses_functions(arguments):
        arguments = with_tools(arguments)
    if any("function_call" in message or message["role"] == "function" for message in messages):
        messages = tool_messages(messages)
    return arguments, messages


def supported_only(
    arguments: Mapping[str, Any], target: Target, dropped: frozenset[str]
) -> tuple[dict[str, Any], list[str]]:
    """The keywords that the vendor takes, and a line for each of the others."""
    kept: dict[str, Any] = {}
    changes: list[str] = []
    provider = target.endpoint.provider
    for name, value in arguments.items():
        if name not in dropped and takes(target, name):
            kept[name] = value
        elif spared(name, value):
            what = f"{name}={value!r}" if name in dropped else name
            changes.append(f"dropped {what}: {provider} does not take it")
        else:
            message = f"{provider} does not take {name!r}, and without it the answer would differ"
            raise UnusableRungError(message)
    return kept, changes


def spared(name: str, value: Any) -> bool:
    """Whether the answer means the same without a keyword."""
    if name in DROPPABLE or (name in NEUTRAL and NEUTRAL[name] == value):
        return True
    return name in VENDOR_KEYWORDS and name not in ESSENTIAL


def takes(target: Target, name: str) -> bool:
    """Whether the rung's vendor takes a keyword."""
    if name in CARRIER_KEYWORDS or name in (target.supported or ()):
        return True
    if name not in VENDOR_KEYWORDS:
        return target.supported is None
    if name in target.params or (name == "top_k" and target.endpoint.provider in TOP_K_VENDORS):
        return True
    return target.own_vendor and (target.supported is None or name not in DROPPABLE)


def output_asked(arguments: Mapping[str, Any]) -> int | None:
    """The output that a request allows, in tokens; None if it leaves that open."""
    return min((arguments[name] for name in OUTPUT_LIMITS if arguments.get(name)), default=None)


def lowered(arguments: dict[str, Any], cap: int | None) -> list[str]:
    """Lower the requested output to the model's cap, in place."""
    changes = []
    for name in OUTPUT_LIMITS:
        asked = arguments.get(name)
        if cap is not None and asked is not None and asked > cap:
            arguments[name] = cap
            changes.append(f"lowered {name} from {asked} to {cap}, the model's output cap")
    return changes


def with_usage(arguments: dict[str, Any], target: Target) -> None:
    """Ask for the usage of a stream, where the vendor takes the question."""
    takes_it = target.supported is not None and "stream_options" in target.supported
    if takes_it and "stream_options" not in arguments:
        arguments["stream_options"] = {"include_usage": True}


def with_limit(arguments: dict[str, Any], target: Target) -> None:
    """State the output's limit to Anthropic, which wants one, as models.yaml knows it.

    LiteLLM would take its catalogue's, which a private or newer model may refuse.
    """
    stated = target.stated_output_tokens
    if (
        stated
        and target.endpoint.provider == "anthropic"
        and arguments.keys().isdisjoint(OUTPUT_LIMITS)
    ):
        arguments["max_tokens"] = stated


def with_callers(endpoint: Endpoint, given: Mapping[str, Any]) -> Endpoint:
    """The endpoint with the credentials and places that the caller gave for one call."""
    if not given:
        return endpoint
    given = dict(given)
    bases = [given.pop(name) for name in API_BASES if name in given]
    version = given.pop("api_version", None)
    headers = {**given.pop("headers", {}), **given.pop("extra_headers", {})}
    return replace(
        endpoint,
        api_key=given.pop("api_key", endpoint.api_key),
        api_base=bases[0].reveal() if bases else endpoint.api_base,
        api_version=version.reveal() if version else endpoint.api_version,
        headers={**endpoint.headers, **headers},
        extra={**endpoint.extra, **given},
    )
