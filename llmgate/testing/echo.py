"""What a fake model says when nobody tells it what to say.

It calls the first tool that it may call, unless it has just been given a tool's result;
else it repeats the end of the question, so that every answer can be matched to its question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.testing.answers import FakeAnswer, FakeToolCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.testing.requests import FakeRequest

ECHOED = 80  # characters

SAMPLES: Mapping[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "null": None,
}


def echo(request: FakeRequest) -> FakeAnswer:
    """The default answer."""
    tail = request.text[-ECHOED:]
    if request.tools and request.last_role != "tool":
        tool = request.tools[0]
        arguments = sample(tool.parameters, tail)
        return FakeAnswer(tool_calls=(FakeToolCall(tool.name, arguments),))
    if request.last_role == "tool":
        return FakeAnswer(f"The tool said: {request.tool_results[-1][-ECHOED:]}. You said: {tail}")
    return FakeAnswer(f"You said: {tail}")


def sample(schema: Mapping[str, Any], text: str) -> Any:
    """A value that fits a JSON schema; its strings are the text."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = str(schema.get("type", "object" if "properties" in schema else "string")).lower()
    if kind == "object":
        properties = schema.get("properties") or {}
        return {name: sample(inner, text) for name, inner in properties.items()}
    return SAMPLES.get(kind, text)
