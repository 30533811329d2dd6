"""Reads a Gemini request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.requests import FakeTool
from llmgate.testing.wires.gemini import rules, words
from llmgate.testing.wires.gemini.content import field, parts, said
from llmgate.testing.wires.wire import ANY_OBJECT, Json, Prompt, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROLES = frozenset({"user", "model", "function", "tool"})


def read(body: Any, *, signed: bool = False) -> Prompt:
    """What the body says. Raises `RefusalError` where Gemini would not take it.

    ``signed`` says that it is a model which wants its calls back with their signatures.
    """
    contents = checked(body)
    candidates_asked(body)
    rules.check_names(body)
    rules.check_signatures(contents)
    rules.check_pairs(contents)
    if signed:
        rules.check_signed(contents)
    system = "".join(texts(field(body, "systemInstruction") or {}))
    everything = [part for content in contents for part in parts(content)]
    return Prompt(
        messages=(*([system] if system else []), *("".join(texts(c)) for c in contents)),
        images=sum(
            bool(field(part, "inlineData") or field(part, "fileData")) for part in everything
        ),
        question=question(contents),
        last_role=last_role(contents),
        max_tokens=max_tokens(body),
        tools=tuple(callable_tools(body)),
        tool_definitions=definitions(body),
        schema=schema(generation(body)),
        tool_results=tuple(results(everything)),
    )


def checked(body: Any) -> list[Json]:
    """The contents of a body that is sound."""
    if not isinstance(body, dict):
        raise RefusalError(words.malformed('Unknown name "": Root element must be a message.'))
    contents = body.get("contents")
    if isinstance(contents, dict):
        contents = [contents]
    if not contents or not isinstance(contents, list):
        raise RefusalError(words.no_contents())
    for number, content in enumerate(contents):
        check_content(number, content)
    return contents


def check_content(number: int, content: Any) -> None:
    """Raise `RefusalError` unless this is a content."""
    if not isinstance(content, dict):
        told = f"Invalid value at 'contents[{number}]' (type.googleapis.com/google.ai.Content)"
        raise RefusalError(words.error(400, told))
    if content.get("role", "user") not in ROLES:
        raise RefusalError(words.error(400, "Please use a valid role: user, model."))
    if not content.get("parts"):
        place = f"* GenerateContentRequest.contents[{number}].parts"
        told = f"{place}: contents.parts must not be empty.\n"
        raise RefusalError(words.error(400, told))


def texts(content: Json) -> Iterator[str]:
    """Every text of a content that costs tokens."""
    for part in parts(content):
        yield str(part.get("text") or "")
        for name in ("functionCall", "functionResponse"):
            if value := field(part, name):
                yield str(value.get("name") or "")
                arguments = value.get("args") or value.get("response") or {}
                yield json.dumps(arguments, ensure_ascii=False)


def question(contents: list[Json]) -> str:
    """The text of the last user content that has one."""
    spoken = [said(content) for content in contents if content.get("role", "user") == "user"]
    return next((text for text in reversed(spoken) if text), "")


def results(everything: Iterable[Json]) -> Iterator[str]:
    """The results of tools: their text where there is one, else their JSON."""
    for part in everything:
        if value := field(part, "functionResponse"):
            response = value.get("response") or {}
            told = next((v for v in response.values() if isinstance(v, str)), None)
            yield json.dumps(response, ensure_ascii=False) if told is None else told


def last_role(contents: list[Json]) -> str:
    """Who spoke last: ``user``, ``assistant`` or ``tool``."""
    if any(field(part, "functionResponse") for part in parts(contents[-1])):
        return "tool"
    return "assistant" if contents[-1].get("role") == "model" else "user"


def generation(body: Json) -> Json:
    """The settings of the answer."""
    return field(body, "generationConfig") or {}


def candidates_asked(body: Json) -> int:
    """How many answers the request wants."""
    return int(field(generation(body), "candidateCount") or 1)


def max_tokens(body: Json) -> int | None:
    """The output that the request allows, in tokens."""
    limit = field(generation(body), "maxOutputTokens")
    if limit is None:
        return None
    if not isinstance(limit, int) or isinstance(limit, bool):
        told = "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32)"
        raise RefusalError(words.error(400, told))
    if limit < 1:
        raise RefusalError(words.error(400, "max_output_tokens must be positive"))
    return limit


def schema(settings: Json) -> Json | None:
    """The schema of the JSON that the answer has to be."""
    given = field(settings, "responseSchema") or field(settings, "responseJsonSchema")
    as_json = field(settings, "responseMimeType") == "application/json"
    return given or (ANY_OBJECT if as_json else None)


def functions(body: Json) -> list[Json]:
    """The declarations of the functions."""
    tools = body.get("tools") or []
    declared = (field(tool, "functionDeclarations") or [] for tool in tools)
    return [function for functions in declared for function in functions]


def definitions(body: Json) -> str:
    """The JSON of the tool definitions, empty where there are none."""
    declared = functions(body)
    return json.dumps(declared, ensure_ascii=False) if declared else ""


def callable_tools(body: Json) -> Iterator[FakeTool]:
    """The tools that the answer may call."""
    config = field(field(body, "toolConfig"), "functionCallingConfig") or {}
    allowed = field(config, "allowedFunctionNames")
    for function in functions(body):
        if config.get("mode") != "NONE" and (not allowed or function.get("name") in allowed):
            schema = field(function, "parameters") or field(function, "parametersJsonSchema")
            yield FakeTool(str(function.get("name")), schema or {})
