"""The JSON of a request: OpenAI's, in the few words that a vendor has of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.carriers.direct.families import is_o_series, limits_completion
from llmgate.carriers.direct.quirks import ADDED, DEVELOPERS, NO_STREAM_OPTIONS, OLDER_LIMIT

if TYPE_CHECKING:
    from llmgate.transport import Request

# For the carrier, not for the vendor.
KEPT_BACK = frozenset({"extra_headers", "messages"})


def body_of(request: Request) -> dict[str, Any]:
    """The body as the vendor wants it; the request is left as it is."""
    endpoint, arguments = request.endpoint, request.arguments
    provider, _, model = endpoint.route.partition("/")
    body: dict[str, Any] = {
        "model": model,
        "messages": messages_for(endpoint.route, arguments["messages"]),
    }
    body |= {name: value for name, value in arguments.items() if name not in KEPT_BACK}
    if not request.stream or provider in NO_STREAM_OPTIONS:
        body.pop("stream_options", None)
    if provider in OLDER_LIMIT:
        rename(body, "max_completion_tokens", "max_tokens")
    elif "max_tokens" in body and limits_completion(endpoint.route):
        body.setdefault("max_completion_tokens", body.pop("max_tokens"))
    if provider in ADDED:
        body |= ADDED[provider]
    if request.stream:
        body["stream"] = True
    return body


def rename(body: dict[str, Any], name: str, other: str) -> None:
    """Call a keyword otherwise, in place."""
    if name in body:
        body[other] = body.pop(name)


def messages_for(route: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages: none of them with an empty field, nor with a role that is unknown here."""
    if route.partition("/")[0] in DEVELOPERS or is_o_series(route):
        return [sent(message) for message in messages]
    return [as_system(sent(message)) for message in messages]


def sent(message: dict[str, Any]) -> dict[str, Any]:
    """A message without the fields that say nothing."""
    if None not in message.values():
        return message
    return {name: value for name, value in message.items() if value is not None}


def as_system(message: dict[str, Any]) -> dict[str, Any]:
    """A developer's message as one of the system."""
    return {**message, "role": "system"} if message["role"] == "developer" else message
