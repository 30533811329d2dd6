"""One call as the caller made it: checked before anything is sent, and never modified."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmgate.calls.keywords import (
    ENDPOINT_KEYWORDS,
    GATE_KEYWORDS,
    KNOWN_KEYWORDS,
    REFUSED,
)
from llmgate.calls.messages import checked_messages
from llmgate.calls.options import check_options, is_flag, is_number, refuse
from llmgate.errors import InvalidCallError
from llmgate.keys.secret import Secret, concealed
from llmgate.legacy import uses_functions
from llmgate.names import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = frozenset({"api_base", "api_key", "api_version", "base_url"})
HEADERS = frozenset({"extra_headers", "headers"})
KEY_HEADERS = frozenset({"api-key", "authorization", "x-api-key", "x-goog-api-key"})
BASES = frozenset({"api_base", "base_url"})

ACCEPTED = KNOWN_KEYWORDS - REFUSED.keys()
NO_OPTIONS = GATE_KEYWORDS | {"messages", "model", "stream"}

# Of each two, a call has one.
EXCLUSIVE = (
    ("messages", "prompt", "'prompt' is short for one user message"),
    ("timeout", "request_timeout", "'request_timeout' is its older name"),
    ("api_base", "base_url", "'base_url' is its other name"),
    ("tools", "functions", "'functions' is the older form"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A checked call.

    ``options`` are the keywords that shape the answer; ``endpoint`` those that say where
    to and with whose credentials, their texts concealed. ``timeout`` is in seconds.
    """

    model: str | None
    messages: list[dict[str, Any]] = field(repr=False)
    options: Mapping[str, Any] = field(repr=False)
    endpoint: Mapping[str, Any]
    stream: bool = False
    timeout: float | None = None
    conversation: str | None = None

    @property
    def legacy(self) -> bool:
        """Whether the caller used functions, the older form of tools."""
        return uses_functions(self.options)

    @property
    def own_access(self) -> bool:
        """Whether the caller gave a key or a place; other headers than a key's are neither."""
        if self.endpoint.keys() - HEADERS:
            return True
        given = (self.endpoint[name] for name in HEADERS & self.endpoint.keys())
        return any(header.lower() in KEY_HEADERS for headers in given for header in headers)

    @property
    def own_base(self) -> bool:
        """Whether the caller said where to send the request."""
        return not BASES.isdisjoint(self.endpoint)

    @property
    def wants_usage(self) -> bool:
        """Whether the caller asked for the usage as a chunk of the stream."""
        return bool(self.options.get("stream_options", {}).get("include_usage"))

    @property
    def max_tokens(self) -> int | None:
        """The output that the caller allows, in tokens."""
        return self.options.get("max_completion_tokens") or self.options.get("max_tokens")


def checked_call(arguments: dict[str, Any]) -> Call:
    """The call that these keywords make.

    Credentials are concealed in ``arguments`` itself, so that no frame of a traceback shows them.
    Raises `InvalidCallError`, which says what to write instead.
    """
    conceal_credentials(arguments)
    if not ACCEPTED.issuperset(arguments):
        for name, value in arguments.items():
            check_known(name, value)
    given = {name: value for name, value in arguments.items() if value is not None}
    check_exclusive(given)
    endpoint = {name: given.pop(name) for name in ENDPOINT_KEYWORDS.intersection(given)}
    check_endpoint(endpoint)
    check_model(given.get("model"))
    options = {name: value for name, value in given.items() if name not in NO_OPTIONS}
    check_options(options)
    return Call(
        model=given.get("model"),
        messages=messages_of(given),
        options=options,
        endpoint=endpoint,
        stream=checked_flag("stream", given.get("stream", False)),
        timeout=timeout_of(given),
        conversation=checked_conversation(given.get("conversation")),
    )


def conceal_credentials(arguments: dict[str, Any]) -> None:
    """Conceal, in place, what says where a request goes and with whose credentials."""
    for name in ENDPOINT_KEYWORDS.intersection(arguments):
        arguments[name] = concealed(arguments[name])


def check_known(name: str, value: Any) -> None:
    """Refuse a keyword that nobody knows, and those that would fight the ladder."""
    if name in REFUSED:
        if value is None:
            return
        message = f"{name!r} is not for a call: {REFUSED[name]}"
        raise InvalidCallError(message)
    if name not in KNOWN_KEYWORDS:
        candidate = nearest(name, KNOWN_KEYWORDS | REFUSED.keys())
        hint = f"did you mean {candidate!r}?" if candidate else "see OpenAI's API reference"
        message = f"{name!r} is no keyword of OpenAI's or LiteLLM's: {hint}"
        raise InvalidCallError(message)


def check_exclusive(given: Mapping[str, Any]) -> None:
    """Refuse two keywords that say the same."""
    for name, other, why in EXCLUSIVE:
        if name in given and other in given:
            message = f"give {name!r} or {other!r}, not both: {why}"
            raise InvalidCallError(message)


def check_endpoint(given: Mapping[str, Any]) -> None:
    """Refuse credentials and places of the wrong kind; no message shows one."""
    for name in TEXTS.intersection(given):
        if not isinstance(given[name], Secret):
            message = f"{name} is a text, not {type(given[name]).__name__}"
            raise InvalidCallError(message)
    for name in HEADERS.intersection(given):
        headers = given[name]
        texts = isinstance(headers, dict) and all(
            isinstance(key, str) and isinstance(value, Secret) for key, value in headers.items()
        )
        if not texts:
            message = f"{name} is a dict of texts, as in {{'x-team': 'research'}}"
            raise InvalidCallError(message)


def check_model(model: Any) -> None:
    """Refuse a model that is no name."""
    if model is not None and (not isinstance(model, str) or not model):
        message = (
            f"model is a name from models.yaml, not {type(model).__name__} {str(model)[:80]!r}"
        )
        raise InvalidCallError(message)


def messages_of(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The conversation, from ``messages`` or from ``prompt``."""
    if "prompt" not in given:
        if "messages" not in given:
            message = "a call needs messages=[{'role': 'user', 'content': …}] or prompt='…'"
            raise InvalidCallError(message)
        return checked_messages(given["messages"])
    if not isinstance(given["prompt"], str):
        message = f"prompt is a text, not {type(given['prompt']).__name__}; see messages"
        raise InvalidCallError(message)
    return [{"role": "user", "content": given["prompt"]}]


def checked_flag(name: str, value: Any) -> bool:
    """A value that has to be True or False."""
    if not is_flag(value):
        refuse(name, "True or False", value)
    return bool(value)


def timeout_of(given: Mapping[str, Any]) -> float | None:
    """Seconds for one attempt, under the newer name or the older one."""
    seconds = given.get("timeout", given.get("request_timeout"))
    if seconds is None:
        return None
    if not is_number(seconds) or seconds <= 0:
        refuse("timeout", "a number of seconds above 0", seconds)
    return float(seconds)


def checked_conversation(identity: Any) -> str | None:
    """The name of a growing conversation."""
    if identity is not None and (not isinstance(identity, str) or not identity):
        refuse("conversation", "a name of your choice", identity)
    return identity
