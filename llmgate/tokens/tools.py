"""What a request carries beside its messages: tools, the choice among them, and schemas.

OpenAI does not publish how its models see tools. What users found is a namespace of
TypeScript types, which the published counters agree on; other vendors' models see JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.tokens.pieces import json_pieces
from llmgate.tokens.plain import OPAQUE
from llmgate.tokens.traits import other_traits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.tokens.pieces import Piece

# The options that a model reads.
READ = ("tools", "functions", "response_format", "tool_choice", "function_call")
DEFINITIONS = ("tools", "functions")
TOOLSET = other_traits(toolset=1)
CHOICE = other_traits(framing=7)
PRIMING = other_traits(framing=3)  # every reply begins with three tokens of the prompt's
DEEPEST = 24
SCALARS = {"string": "string", "boolean": "boolean", "null": "null"}
NUMBERS = dict.fromkeys(("integer", "number"), "number")


def option_pieces(options: Mapping[str, Any], *, namespace: bool) -> Iterator[Piece]:
    """The pieces of plain options; ``namespace``: whether tools are TypeScript to the model."""
    yield PRIMING
    for name, value in options.items():
        if value is None:
            continue
        if name in DEFINITIONS and value:
            yield TOOLSET
        if name in DEFINITIONS and namespace and type(value) is list and value:
            yield namespace_text(value)
            yield from (piece for piece in json_pieces(value) if type(piece) is tuple)
        elif name in DEFINITIONS or name == "response_format":
            yield from json_pieces(value)
        elif type(value) is dict:
            yield CHOICE
            yield from json_pieces(value.get("function", value))


def namespace_text(tools: list[Any]) -> str:
    """The tools as a namespace of TypeScript."""
    lines = ["namespace functions {", ""]
    for tool in tools:
        function = tool.get("function", tool) if type(tool) is dict else None
        if type(function) is dict:
            lines += [*comment(function), *function_lines(function), ""]
    return "\n".join([*lines, "} // namespace functions"])


def function_lines(function: Mapping[str, Any]) -> list[str]:
    """One function's type."""
    name = text_of(function.get("name"))
    body = property_lines(function.get("parameters", function.get("input_schema")), DEEPEST)
    if not body:
        return [f"type {name} = () => any;"]
    return [f"type {name} = (_: {{", *body, "}) => any;"]


def property_lines(schema: Any, depth: int) -> list[str]:
    """The lines of an object's properties."""
    properties = schema.get("properties") if type(schema) is dict else None
    if type(properties) is not dict or depth == 0:
        return []
    required = schema.get("required")
    named = required if type(required) is list else []
    lines = []
    for name, value in properties.items():
        mark = "" if name in named else "?"
        lines += [*comment(value), f"{name}{mark}: {type_text(value, depth - 1)},"]
    return lines


def comment(schema: Any) -> list[str]:
    """The line of a description, if there is one."""
    description = schema.get("description") if type(schema) is dict else None
    return [f"// {text_of(description)}"] if description else []


def type_text(schema: Any, depth: int) -> str:
    """A JSON schema as a type of TypeScript."""
    if type(schema) is not dict or depth <= 0:
        return "any"
    kind, choices = schema.get("type"), schema.get("enum")
    if type(choices) is list and choices:
        return " | ".join(f'"{text_of(choice)}"' for choice in choices)
    if kind == "array":
        return f"{type_text(schema.get('items'), depth - 1)}[]"
    if kind == "object":
        return "\n".join(["{", *property_lines(schema, depth), "}"])
    return (SCALARS | NUMBERS).get(kind, "any") if type(kind) is str else "any"


def text_of(value: Any) -> str:
    """A plain value as text."""
    return "" if value is OPAQUE else str(value)
