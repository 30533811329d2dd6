"""What OpenAI demands of a request beyond its form: known names, short ids, paired tool calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.wires.openai import demands, words
from llmgate.testing.wires.wire import Json, RefusalError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

PARAMETER_NAMES = """
    audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
    max_tokens messages metadata modalities model moderation n parallel_tool_calls prediction
    presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention
    reasoning_effort response_format safety_identifier seed service_tier stop store stream
    stream_options temperature tool_choice tools top_logprobs top_p user verbosity
    web_search_options
"""
PARAMETERS = frozenset(PARAMETER_NAMES.split())
PART_NAMES = """
    file image_url input_audio refusal text type
"""
PART_FIELDS = frozenset(PART_NAMES.split())
LONGEST_ID = 40  # characters
MOST_STOPS = 4
SAID = frozenset({"audio", "function_call", "refusal", "tool_calls"})


def check_names(body: Json) -> None:
    """Raise `RefusalError` for a parameter, or a field of a part, that OpenAI does not have.

    It ignores unknown fields of a message itself.
    """
    if unknown := sorted(body.keys() - PARAMETERS):
        raise RefusalError(words.unrecognized(unknown))
    for number, message in enumerate(body["messages"]):
        content = message.get("content")
        for place, part in enumerate(content if isinstance(content, list) else []):
            check_fields(f"messages[{number}].content[{place}]", part, PART_FIELDS)


def check_options(body: Json) -> None:
    """Raise `RefusalError` for options that OpenAI does not take, or not without tools."""
    stops = body.get("stop")
    if isinstance(stops, list) and len(stops) > MOST_STOPS:
        raise RefusalError(demands.too_long_list("stop", MOST_STOPS, len(stops)))
    for name in ("parallel_tool_calls", "tool_choice"):
        if name in body and not body.get("tools"):
            raise RefusalError(demands.needs_tools(name))


def check_contents(messages: list[Json]) -> None:
    """Raise `RefusalError` for an answer without any content, and for a tool's images."""
    for number, message in enumerate(messages):
        content = message.get("content")
        parts = content if isinstance(content, list) else []
        image = any(part.get("type") == "image_url" for part in parts)
        if image and message["role"] == "tool":
            raise RefusalError(demands.image_of_a_tool(number))
        silent = SAID.isdisjoint(name for name, value in message.items() if value)
        if message["role"] == "assistant" and content is None and silent:
            raise RefusalError(demands.no_content(number))


def check_fields(place: str, value: Json, known: Collection[str]) -> None:
    """Raise `RefusalError` for a field that is not known."""
    for field in value:
        if field not in known:
            raise RefusalError(words.unknown_field(f"{place}.{field}"))


def check_ids(messages: list[Json]) -> None:
    """Raise `RefusalError` for the id of a tool call that is too long."""
    for place, call_id in ids(messages):
        if len(call_id) > LONGEST_ID:
            raise RefusalError(words.too_long_text(place, LONGEST_ID, len(call_id)))


def ids(messages: list[Json]) -> Iterator[tuple[str, str]]:
    """The ids of all tool calls and where they stand."""
    for number, message in enumerate(messages):
        for index, call in enumerate(message.get("tool_calls") or []):
            yield f"messages[{number}].tool_calls[{index}].id", str(call.get("id"))
        if message.get("tool_call_id"):
            yield f"messages[{number}].tool_call_id", str(message["tool_call_id"])


def check_pairs(messages: list[Json]) -> None:
    """Raise `RefusalError` unless every tool call has its result after it, and no other has."""
    waiting: dict[str, None] = {}
    for number, message in enumerate(messages):
        if message["role"] == "tool":
            if message.get("tool_call_id") not in waiting:
                raise RefusalError(demands.result_without_call(number))
            del waiting[message["tool_call_id"]]
        elif waiting:
            raise RefusalError(demands.call_without_result(number, list(waiting)))
        else:
            waiting = {str(call.get("id")): None for call in message.get("tool_calls") or []}
    if waiting:
        raise RefusalError(demands.call_without_result(len(messages), list(waiting)))
