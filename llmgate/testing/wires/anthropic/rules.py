"""What Anthropic demands of a request beyond its form: names, paired calls, signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.testing.wires.anthropic import words
from llmgate.testing.wires.anthropic.content import blocks, signature
from llmgate.testing.wires.wire import Json, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD_NAMES = """
    cache_control container context_management inference_geo max_tokens mcp_servers messages
    metadata model output_config output_format service_tier speed stop_sequences stream system
    temperature thinking tool_choice tools top_k top_p
"""
FIELDS = frozenset(FIELD_NAMES.split())
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
ID = re.compile(r"[a-zA-Z0-9_-]+")


def check_names(body: Json) -> None:
    """Raise `RefusalError` for a field that Anthropic does not have."""
    for field in sorted(body.keys() - FIELDS):
        raise RefusalError(words.error(400, f"{field}: Extra inputs are not permitted"))


def check_blocks(messages: list[Json]) -> None:
    """Raise `RefusalError` for an empty text, a malformed id or a foreign signature."""
    for number, message in enumerate(messages):
        if not message["content"] and number < len(messages) - 1:
            raise RefusalError(words.empty_message(number))
        for index, block in enumerate(blocks(message["content"])):
            check_block(f"messages.{number}.content.{index}", block)


def check_block(place: str, block: Json) -> None:
    """Raise `RefusalError` unless the block is in order."""
    kind = block.get("type")
    if kind == "text" and not block.get("text"):
        raise RefusalError(words.error(400, "messages: text content blocks must be non-empty"))
    if kind == "text" and not str(block["text"]).strip():
        told = "messages: text content blocks must contain non-whitespace text"
        raise RefusalError(words.error(400, told))
    if kind == "tool_use" and not ID.fullmatch(str(block.get("id"))):
        told = f"{place}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
        raise RefusalError(words.error(400, told))
    if kind == "tool_use" and not isinstance(block.get("input"), dict):
        told = f"{place}.tool_use.input: Input should be a valid dictionary"
        raise RefusalError(words.error(400, told))
    if kind == "image":
        check_image(place, block.get("source") or {})
    if kind == "thinking" and block.get("signature") != signature(str(block.get("thinking"))):
        told = f"{place}: Invalid `signature` in `thinking` block"
        raise RefusalError(words.error(400, told))


def check_image(place: str, source: Json) -> None:
    """Raise `RefusalError` for an image of a format that Anthropic does not read."""
    if source.get("type") == "base64" and source.get("media_type") not in IMAGES:
        known = ", ".join(f"'{media_type}'" for media_type in IMAGES[:-1])
        told = f"{place}.image.source.base64.media_type: Input should be {known} or '{IMAGES[-1]}'"
        raise RefusalError(words.error(400, told))


def check_pairs(messages: list[Json]) -> None:
    """Raise `RefusalError` unless each tool call has its result in the very next message."""
    called: list[str] = []
    seen: set[str] = set()
    for number, message in enumerate(messages):
        given = dict(results(message))
        check_single(number, list(given.values()))
        for index, answered in given.items():
            if answered not in called:
                place = f"messages.{number}.content.{index}"
                raise RefusalError(words.result_without_call(place, answered))
        if missing := [call for call in called if call not in given.values()]:
            raise RefusalError(words.call_without_result(number - 1, missing))
        called = list(calls(message))
        if len({*called}) < len(called) or not seen.isdisjoint(called):
            told = f"messages.{number}: `tool_use` ids must be unique"
            raise RefusalError(words.error(400, told))
        seen.update(called)
    if called:
        raise RefusalError(words.call_without_result(len(messages) - 1, called))


def check_single(number: int, answered: list[str]) -> None:
    """Raise `RefusalError` for a second result of one call."""
    for call in answered:
        if answered.count(call) > 1:
            raise RefusalError(words.several_results(number, call))


def calls(message: Json) -> Iterator[str]:
    """The ids of the tool calls of a message."""
    for block in blocks(message["content"]):
        if block.get("type") == "tool_use":
            yield str(block.get("id"))


def results(message: Json) -> Iterator[tuple[int, str]]:
    """The places and ids of the tool results of a message."""
    for index, block in enumerate(blocks(message["content"])):
        if block.get("type") == "tool_result":
            yield index, str(block.get("tool_use_id"))
