"""OpenAI's refusals of conversations and options that do not hold together, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.wires.openai.words import error

if TYPE_CHECKING:
    from llmgate.testing.faults import Refuse


def too_long_list(place: str, longest: int, length: int) -> Refuse:
    """A list is longer than OpenAI allows."""
    return error(
        400,
        f"Invalid '{place}': array too long. Expected an array with maximum length {longest}, "
        f"but got an array with length {length} instead.",
        param=place,
        code="array_above_max_length",
    )


def needs_tools(name: str) -> Refuse:
    """An option of tools, where there are none."""
    return error(
        400,
        f"Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified.",
        param=name,
    )


def no_content(number: int) -> Refuse:
    """An answer of earlier says nothing."""
    return error(
        400,
        "Invalid value for 'content': expected a string, got null.",
        param=f"messages.[{number}].content",
    )


def image_of_a_tool(number: int) -> Refuse:
    """A tool's result has an image."""
    return error(
        400,
        f"Invalid 'messages[{number}]'. Image URLs are only allowed for messages with role "
        "'user', but this message with role 'tool' contains an image URL.",
        param=f"messages[{number}]",
        code="invalid_value",
    )


def result_without_call(number: int) -> Refuse:
    """A tool message answers no call."""
    return error(
        400,
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
        "with 'tool_calls'.",
        param=f"messages.[{number}].role",
    )


def call_without_result(number: int, ids: list[str]) -> Refuse:
    """A tool call has no tool message."""
    return error(
        400,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(ids)}",
        param=f"messages.[{number}].role",
    )
