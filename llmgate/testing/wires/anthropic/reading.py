"""Reads an Anthropic request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.requests import FakeTool
from llmgate.testing.wires.anthropic import options, rules, words
from llmgate.testing.wires.anthropic.content import all_blocks, blocks, is_result, said
from llmgate.testing.wires.wire import Json, Prompt, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRED = ("model", "messages", "max_tokens")
ROLES = frozenset({"user", "assistant"})


def read(body: Any) -> Prompt:
    """What the body says. Raises `RefusalError` where Anthropic would not take it."""
    messages = checked(body)
    rules.check_names(body)
    rules.check_blocks(messages)
    rules.check_pairs(messages)
    options.check_options(body)
    system = "".join(text for block in blocks(body.get("system")) for text in texts(block))
    spoken = ["".join(t for block in blocks(m["content"]) for t in texts(block)) for m in messages]
    everything = list(all_blocks(messages))
    return Prompt(
        messages=(*([system] if system else []), *spoken),
        images=sum(block.get("type") == "image" for block in everything),
        question=question(messages),
        last_role=last_role(messages),
        max_tokens=body["max_tokens"],
        tools=tuple(callable_tools(body)),
        tool_definitions=json.dumps(body["tools"], ensure_ascii=False) if body.get("tools") else "",
        schema=schema(body),
        tool_results=tuple(said(block.get("content")) for block in everything if is_result(block)),
    )


def checked(body: Any) -> list[Json]:
    """The messages of a body that is sound."""
    if not isinstance(body, dict):
        raise RefusalError(words.malformed("Input should be an object"))
    for field in REQUIRED:
        if field not in body:
            raise RefusalError(words.missing(field))
    limit, messages = body["max_tokens"], body["messages"]
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise RefusalError(words.error(400, "max_tokens: Input should be a valid integer"))
    if limit < 1:
        raise RefusalError(
            words.error(400, "max_tokens: Input should be greater than or equal to 1")
        )
    if not isinstance(messages, list):
        raise RefusalError(words.error(400, "messages: Input should be a valid list"))
    if not messages:
        raise RefusalError(words.error(400, "messages: at least one message is required"))
    for number, message in enumerate(messages):
        check_message(f"messages.{number}", message)
    return messages


def check_message(place: str, message: Any) -> None:
    """Raise `RefusalError` unless this is a message."""
    if not isinstance(message, dict):
        raise RefusalError(words.error(400, f"{place}: Input should be a valid dictionary"))
    for field in ("role", "content"):
        if field not in message:
            raise RefusalError(words.missing(f"{place}.{field}"))
    if message["role"] not in ROLES:
        told = f"{place}.role: Input should be 'user' or 'assistant'"
        raise RefusalError(words.error(400, told))


def texts(block: Json) -> Iterator[str]:
    """Every text of a block that costs tokens."""
    yield str(block.get("text") or block.get("thinking") or "")
    if block.get("type") == "tool_use":
        yield str(block.get("name") or "")
        yield json.dumps(block.get("input") or {}, ensure_ascii=False)
    if is_result(block):
        yield said(block.get("content"))


def question(messages: list[Json]) -> str:
    """The text of the last user message that has one."""
    spoken = [said(message["content"]) for message in messages if message["role"] == "user"]
    return next((text for text in reversed(spoken) if text), "")


def last_role(messages: list[Json]) -> str:
    """Who spoke last: ``user``, ``assistant`` or ``tool``."""
    last = messages[-1]
    if any(is_result(block) for block in blocks(last["content"])):
        return "tool"
    return str(last["role"])


def schema(body: Json) -> Json | None:
    """The schema of the JSON that the answer has to be."""
    output = body.get("output_format") or (body.get("output_config") or {}).get("format") or {}
    return output.get("schema")


def callable_tools(body: Json) -> Iterator[FakeTool]:
    """The tools that the answer may call."""
    choice = body.get("tool_choice") or {}
    chosen = choice.get("name")
    for tool in body.get("tools") or []:
        if choice.get("type") != "none" and chosen in {None, tool.get("name")}:
            yield FakeTool(str(tool.get("name")), tool.get("input_schema") or {})
