"""One call as the caller made it: checked before anything is sent, and never modified."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from llmgate.errors import InvalidCallError
from llmgate.keywords import (
    ENDPOINT_KEYWORDS,
    GATE_KEYWORDS,
    KNOWN_KEYWORDS,
    OPENAI_KEYWORDS,
    REFUSED,
)
from llmgate.legacy import uses_functions
from llmgate.messages import checked_messages
from llmgate.names import nearest
from llmgate.secret import concealed

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBERS = frozenset({"temperature", "top_p", "presence_penalty", "frequency_penalty"})
COUNTS = frozenset({"max_tokens", "max_completion_tokens", "n", "top_logprobs"})
LISTS = frozenset({"tools", "functions", "modalities"})
FLAGS = frozenset({"logprobs", "parallel_tool_calls", "store"})


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
    def wants_usage(self) -> bool:
        """Whether the caller asked for the usage as a chunk of the stream."""
        return bool(self.options.get("stream_options", {}).get("include_usage"))

    @property
    def max_tokens(self) -> int | None:
        """The output that the caller allows, in tokens."""
        return self.options.get("max_completion_tokens") or self.options.get("max_tokens")


def checked_call(arguments: dict[str, Any]) -> Call:
    """The call that these keywords make.

    Credentials are taken out of ``arguments`` itself, so that no frame of a traceback shows them.
    Raises `InvalidCallError`, which says what to write instead.
    """
    conceal_credentials(arguments)
    endpoint = {name: arguments.pop(name) for name in ENDPOINT_KEYWORDS & arguments.keys()}
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in given:
        check_known(name)
    check_model(given.get("model"))
    options = {
        name: value
        for name, value in given.items()
        if name not in GATE_KEYWORDS and name not in {"model", "messages", "stream"}
    }
    check_options(options)
    return Call(
        model=given.get("model"),
        messages=messages_of(given),
        options=options,
        endpoint={name: value for name, value in endpoint.items() if value is not None},
        stream=checked_flag("stream", given.get("stream", False)),
        timeout=timeout_of(given),
        conversation=checked_conversation(given.get("conversation")),
    )


def conceal_credentials(arguments: dict[str, Any]) -> None:
    """Conceal, in place, what says where a request goes and with whose credentials."""
    for name in ENDPOINT_KEYWORDS & arguments.keys():
        arguments[name] = concealed(arguments[name])


def check_known(name: str) -> None:
    """Refuse a keyword that nobody knows, and those that would fight the ladder."""
    if name in REFUSED:
        message = f"{name!r} is not for a call: {REFUSED[name]}"
        raise InvalidCallError(message)
    if name not in KNOWN_KEYWORDS:
        candidate = nearest(name, OPENAI_KEYWORDS | GATE_KEYWORDS) or nearest(name, KNOWN_KEYWORDS)
        hint = f"did you mean {candidate!r}?" if candidate else "see OpenAI's API reference"
        message = f"{name!r} is no keyword of OpenAI's or LiteLLM's: {hint}"
        raise InvalidCallError(message)


def check_model(model: Any) -> None:
    """Refuse a model that is no name."""
    if model is not None and (not isinstance(model, str) or not model):
        message = f"model is a name from models.yaml, not {type(model).__name__} {model!r}"
        raise InvalidCallError(message)


def messages_of(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The conversation, from ``messages`` or from ``prompt``."""
    if "prompt" not in given:
        if "messages" not in given:
            message = "a call needs messages=[{'role': 'user', 'content': …}] or prompt='…'"
            raise InvalidCallError(message)
        return checked_messages(given["messages"])
    if "messages" in given:
        message = "give messages or prompt, not both"
        raise InvalidCallError(message)
    if not isinstance(given["prompt"], str):
        message = f"prompt is a text, not {type(given['prompt']).__name__}; see messages"
        raise InvalidCallError(message)
    return [{"role": "user", "content": given["prompt"]}]


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse values that are of the wrong kind for every vendor."""
    for name, value in options.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name in NUMBERS and not number:
            refuse(name, "a number", value)
        if name in COUNTS and (type(value) is not int or value < 0):
            refuse(name, "a whole number", value)
        if name in LISTS and not isinstance(value, list | tuple):
            refuse(name, "a list", value)
        if name in FLAGS:
            checked_flag(name, value)
        if name == "stream_options" and not isinstance(value, dict):
            refuse(name, "a dict", value)


def refuse(name: str, wanted: str, value: Any) -> NoReturn:
    """Refuse a value of the wrong kind."""
    message = f"{name} is {wanted}, not {type(value).__name__}: {str(value)[:80]!r}"
    raise InvalidCallError(message)


def checked_flag(name: str, value: Any) -> bool:
    """A truth value; ``"false"`` and 0 are none, since they are so often meant otherwise."""
    if not isinstance(value, bool):
        refuse(name, "True or False", value)
    return value


def timeout_of(given: Mapping[str, Any]) -> float | None:
    """Seconds for one attempt, under the newer name or the older one."""
    if "timeout" in given and "request_timeout" in given:
        message = "give timeout or request_timeout (its older name), not both"
        raise InvalidCallError(message)
    seconds = given.get("timeout", given.get("request_timeout"))
    if seconds is None:
        return None
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not number or not 0 < seconds < float("inf"):
        refuse("timeout", "a number of seconds above 0", seconds)
    return float(seconds)


def checked_conversation(identity: Any) -> str | None:
    """The name of a growing conversation."""
    if identity is not None and (not isinstance(identity, str) or not identity):
        refuse("conversation", "a name of your choice", identity)
    return identity
