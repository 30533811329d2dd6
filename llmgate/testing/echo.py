"""What a fake model says when nobody tells it what to say.

It calls the first tool that it may call, unless it has just been given a tool's result;
else it repeats the end of the question, so that every answer can be matched to its question.
A request for JSON gets a value that fits its schema.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.answers import FakeAnswer, FakeToolCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.testing.requests import FakeRequest

ECHOED = 80  # characters

SAMPLES: Mapping[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "null": None}


def echo(request: FakeRequest) -> FakeAnswer:
    """The default answer."""
    tail = request.text[-ECHOED:]
    if request.tools and request.last_role != "tool":
        tool = request.tools[0]
        return FakeAnswer(tool_calls=(FakeToolCall(tool.name, sample(tool.parameters, tail)),))
    if request.schema is not None:
        return FakeAnswer(json.dumps(sample(request.schema, tail), ensure_ascii=False))
    if request.last_role == "tool":
        return FakeAnswer(f"The tool said: {request.tool_results[-1][-ECHOED:]}. You said: {tail}")
    return FakeAnswer(f"You said: {tail}")


def sample(schema: Mapping[str, Any], text: str) -> Any:
    """A value that fits a JSON schema; its strings are the text."""
    return sampled(schema, text, schema.get("$defs") or {})


def sampled(schema: Mapping[str, Any], text: str, named: Mapping[str, Any]) -> Any:
    """A value that fits a part of a schema, whose other parts have names.

    A part that is inside itself ends with a null.
    """
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        others = {other: named[other] for other in named if other != name}
        return sampled(named[name], text, others) if name in named else None
    if choices := schema.get("enum"):
        return choices[0]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return sampled(choices[0], text, named)
    kind = kind_of(schema)
    if kind == "object":
        properties = schema.get("properties") or {}
        return {name: sampled(inner, text, named) for name, inner in properties.items()}
    if kind == "array":
        return [sampled(schema.get("items") or {}, text, named)]
    return SAMPLES.get(kind, text)


def kind_of(schema: Mapping[str, Any]) -> str:
    """The type of the values, in JSON schema's word or in Gemini's capitals."""
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return str(kind[0] if isinstance(kind, list) else kind).lower()
