"""The schema's texts: routes, addresses, keys, names, choices and flags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from llmgate.config import json_patterns
from llmgate.config.environment import SecretTemplate, Template, TemplateError
from llmgate.config.problems import refuse
from llmgate.config.tree import kind, quote
from llmgate.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

AnyTemplate = TypeVar("AnyTemplate", bound=Template)

ROUTE = re.compile(r"[^/\s]+/\S+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
BARE_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*|os\.environ/.*", re.ASCII)

# Who makes the models whose names begin so: it turns "gpt-4o" into a route to copy.
MAKERS = {
    "chatgpt": "openai", "claude": "anthropic", "command": "cohere", "deepseek": "deepseek",
    "gemini": "gemini", "gpt": "openai", "grok": "xai", "mistral": "mistral", "o1": "openai",
    "o3": "openai", "o4": "openai",
}  # fmt: skip


def parsed(shape: type[AnyTemplate], value: str) -> AnyTemplate:
    """Return the template that a text spells, its mistakes told as the schema's."""
    try:
        return shape.parse(value)
    except TemplateError as error:
        text = str(error)
    return refuse(text)


def one_line(value: object) -> str:
    """Return a text of one line; the message never quotes it, for it may be a key."""
    if not isinstance(value, str):
        advice = "; put quotes round it" if isinstance(value, int | float) else ""
        return refuse(f"must be text; this is {kind(value)}{advice}")
    if not value or value.isspace():
        return refuse("must not be empty")
    if value.endswith("\n"):
        return refuse("ends in a line break; write the text on one line, or use '>-'")
    if CONTROL.search(value):
        return refuse("must be one line, without control characters")
    return value


def credential_text(value: object) -> str:
    """Return a text that can stand in a header of an HTTP request."""
    text = one_line(value)
    if not text.isascii():
        return refuse("has a character outside ASCII in it, which no key or header may have")
    if text != text.strip():
        return refuse("has a blank at its start or end; remove it")
    return text


def read_text(value: object) -> Template:
    """Validate a text of one line, in which variables may stand."""
    return parsed(Template, one_line(value))


def read_secret(value: object) -> SecretTemplate:
    """Validate a key or the value of a header."""
    text = credential_text(value)
    if BARE_VARIABLE.fullmatch(text):
        return refuse("write a variable of the environment as ${NAME}")
    return parsed(SecretTemplate, text)


def read_api_base(value: object) -> SecretTemplate:
    """Validate the address of an endpoint, which may hold a password."""
    template = parsed(SecretTemplate, credential_text(value))
    if not template.missing({}) and not is_address(template.expand({})):
        return refuse("must be an address that begins with https:// or http://")
    return template


def is_address(text: str) -> bool:
    """Say whether a text is an HTTP address with a host."""
    return bool(re.fullmatch(r"https?://[^/\s]\S*", text, re.IGNORECASE))


def read_route(value: object) -> Template:
    """Validate a route, as far as it is known before the environment is."""
    template = parsed(Template, one_line(value))
    if not template.missing({}) and (wrong := route_problem(template.expand({}))):
        return refuse(wrong)
    return template


def route_problem(route: str) -> str | None:
    """Say what is wrong with a route, variables replaced; None where nothing is."""
    if ROUTE.fullmatch(route):
        return None
    if "/" in route.strip("/"):
        return "must be provider/model without blanks, as in openai/gpt-4o"
    if "/" in route:
        return f"{quote(route)} is only half a route; write provider/model, as in openai/gpt-4o"
    maker = next((MAKERS[start] for start in MAKERS if route.startswith(start)), "provider")
    example = quote(f"{maker}/{route}")
    return f"{quote(route)} names no provider; write provider/model, as in {example}"


def read_name(value: object) -> str:
    """Validate the name of a model or an alias."""
    text = one_line(value)
    if text != text.strip():
        return refuse("must not have a blank at its start or end")
    if "${" in text:
        return refuse("must be written out; variables do not stand in names")
    return text


def read_flag(value: object) -> bool:
    """Validate a boolean."""
    if isinstance(value, bool):
        return value
    return refuse(f"must be true or false, without quotes; this is {kind(value)}")


def read_version(value: object) -> int:
    """Validate the version of the file's format."""
    if type(value) is int and value == 1:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return refuse(f"version {value} is not supported; this llmgate reads version 1")
    return refuse("must be the number 1, without quotes")


def one_of(words: Iterable[str]) -> BeforeValidator:
    """Return a validator that takes these words, with a hint for a misspelt one."""
    known = tuple(words)

    def read(value: object) -> object:
        if value in known:
            return value
        if not isinstance(value, str):
            return refuse(f"must be one of {', '.join(known)}; this is {kind(value)}")
        near = nearest(value, known)
        hint = f"; did you mean {near!r}?" if near else ""
        return refuse(f"{quote(value)} is none of {', '.join(known)}{hint}")

    return BeforeValidator(read)


def spelt(pattern: str) -> WithJsonSchema:
    """Return a text of this spelling as JSON Schema."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


Text = Annotated[Template, PlainValidator(read_text), spelt(json_patterns.TEXT)]
SecretText = Annotated[SecretTemplate, PlainValidator(read_secret), spelt(json_patterns.SECRET)]
ApiBase = Annotated[SecretTemplate, PlainValidator(read_api_base), spelt(json_patterns.ADDRESS)]
Route = Annotated[Template, PlainValidator(read_route), spelt(json_patterns.ROUTE)]
Name = Annotated[str, PlainValidator(read_name), spelt(json_patterns.NAME_TEXT)]
Names = Annotated[tuple[Name, ...], Field(strict=False, json_schema_extra={"uniqueItems": True})]
Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Version = Annotated[
    int, PlainValidator(read_version), WithJsonSchema({"type": "integer", "const": 1})
]
