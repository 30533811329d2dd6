"""Reads an OpenAI request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.requests import FakeTool
from llmgate.testing.wires.openai import rules, words
from llmgate.testing.wires.wire import ANY_OBJECT, Json, Prompt, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmgate.testing.faults import Refuse

ROLES = frozenset({"developer", "system", "user", "assistant", "tool", "function"})
IMAGES = frozenset({"image_url", "input_image"})


def read(body: Any, *, strict: bool) -> Prompt:
    """What the body says. Raises `RefusalError` where OpenAI would not take it.

    ``strict`` is for OpenAI itself: many who speak its wire ignore what they do not know.
    """
    messages = checked(body)
    check_options(body)
    if strict:
        rules.check_names(body)
        rules.check_options(body)
        rules.check_contents(messages)
        rules.check_ids(messages)
    rules.check_pairs(messages)
    return Prompt(
        messages=tuple("".join(texts(message)) for message in messages),
        images=sum(part.get("type") in IMAGES for part in all_parts(messages)),
        question=question(messages),
        last_role=last_role(messages),
        max_tokens=max_tokens(body),
        tools=tuple(callable_tools(body)),
        tool_definitions=definitions(body),
        schema=schema(body),
        tool_results=tuple(content_text(message) for message in messages if is_result(message)),
    )


def checked(body: Any) -> list[Json]:
    """The messages of a body that is sound."""
    if not isinstance(body, dict):
        raise RefusalError(words.malformed())
    if not body.get("model"):
        raise RefusalError(words.error(400, "you must provide a model parameter"))
    if "messages" not in body:
        raise RefusalError(words.missing("messages"))
    messages = body["messages"]
    if not isinstance(messages, list):
        raise RefusalError(words.wrong_type("messages", "an array of objects", messages))
    if not messages:
        raise RefusalError(empty_messages())
    for number, message in enumerate(messages):
        check_message(f"messages[{number}]", message)
    return messages


def empty_messages() -> Refuse:
    """There has to be one message at least."""
    return words.error(
        400,
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
        "empty array instead.",
        param="messages",
        code="empty_array",
    )


def check_message(place: str, message: Any) -> None:
    """Raise `RefusalError` unless this is a message."""
    if not isinstance(message, dict):
        raise RefusalError(words.wrong_type(place, "an object", message))
    role = message.get("role")
    if role is None:
        raise RefusalError(words.missing(f"{place}.role"))
    if role not in ROLES:
        raise RefusalError(unknown_role(place, role))


def unknown_role(place: str, role: object) -> Refuse:
    """The role is none of OpenAI's."""
    known = "'system', 'assistant', 'user', 'function', 'tool', and 'developer'"
    return words.error(
        400,
        f"Invalid value: '{role}'. Supported values are: {known}.",
        param=f"{place}.role",
        code="invalid_value",
    )


def parts(message: Json) -> Iterator[Json]:
    """The parts of a message's content; a text is one part."""
    content = message.get("content")
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    elif isinstance(content, list):
        yield from (part for part in content if isinstance(part, dict))


def all_parts(messages: Iterable[Json]) -> Iterator[Json]:
    """The parts of all messages."""
    for message in messages:
        yield from parts(message)


def content_text(message: Json) -> str:
    """The texts of the content, joined."""
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in parts(message))


def texts(message: Json) -> Iterator[str]:
    """Every text of a message that costs tokens."""
    yield content_text(message)
    yield str(message.get("name") or "")
    yield str(message.get("reasoning_content") or "")
    calls = [call.get("function") or {} for call in message.get("tool_calls") or []]
    for called in (*calls, message.get("function_call") or {}):
        yield str(called.get("name") or "")
        yield str(called.get("arguments") or "")


def question(messages: list[Json]) -> str:
    """The text of the last user message."""
    said = [content_text(message) for message in messages if message["role"] == "user"]
    return said[-1] if said else ""


def is_result(message: Json) -> bool:
    """Whether a message is the result of a tool."""
    return message["role"] in {"tool", "function"}


def last_role(messages: list[Json]) -> str:
    """Who spoke last: ``user``, ``assistant`` or ``tool``."""
    if is_result(messages[-1]):
        return "tool"
    return "assistant" if messages[-1]["role"] == "assistant" else "user"


def max_tokens(body: Json) -> int | None:
    """The output that the request allows, in tokens."""
    param = max_tokens_param(body)
    limit = body.get(param)
    if limit is None:
        return None
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise RefusalError(words.wrong_type(param, "an integer", limit))
    if limit < 1:
        raise RefusalError(too_little_output(param, limit))
    return limit


def max_tokens_param(body: Json) -> str:
    """The name under which the request limits the output."""
    newer = "max_completion_tokens"
    return newer if body.get(newer) is not None else "max_tokens"


def too_little_output(param: str, limit: int) -> Refuse:
    """An answer has one token at least."""
    return words.error(
        400,
        f"Invalid '{param}': integer below minimum value. Expected a value >= 1, but got "
        f"{limit} instead.",
        param=param,
        code="integer_below_min_value",
    )


def check_options(body: Json) -> None:
    """Raise what Python raises where an option of the answer is misshapen."""
    choices_asked(body)
    asks_usage(body)
    int(body.get("top_logprobs") or 0)


def choices_asked(body: Json) -> int:
    """How many answers the request wants."""
    return int(body.get("n") or 1)


def asks_usage(body: Json) -> bool:
    """Whether the request wants the usage in the stream; then every chunk has the field."""
    return bool((body.get("stream_options") or {}).get("include_usage"))


def schema(body: Json) -> Json | None:
    """The schema of the JSON that the answer has to be."""
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_object":
        return ANY_OBJECT
    given = wanted.get("json_schema")
    return None if given is None else given["schema"]


def functions(body: Json) -> list[Json]:
    """The definitions of the functions, in the newer form or the older one."""
    tools = [tool.get("function") or {} for tool in body.get("tools") or []]
    return tools or list(body.get("functions") or [])


def definitions(body: Json) -> str:
    """The JSON of the tool definitions, empty where there are none."""
    tools = functions(body)
    return json.dumps(tools, ensure_ascii=False) if tools else ""


def callable_tools(body: Json) -> Iterator[FakeTool]:
    """The tools that the answer may call."""
    choice = body.get("tool_choice", body.get("function_call"))
    chosen = chosen_name(choice)
    for function in functions(body):
        if choice != "none" and chosen in {None, function.get("name")}:
            yield FakeTool(str(function.get("name")), function.get("parameters") or {})


def chosen_name(choice: Any) -> str | None:
    """The one tool that the request insists on."""
    if not isinstance(choice, dict):
        return None
    return str((choice.get("function") or choice).get("name"))
