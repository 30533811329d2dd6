"""The schema's open mappings: ``params``, ``litellm`` and ``headers``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from llmgate.calls.keywords import KNOWN_KEYWORDS, OPENAI_KEYWORDS, VENDOR_KEYWORDS
from llmgate.config import json_patterns
from llmgate.config.environment import SecretTemplate, Template, TemplateError
from llmgate.config.problems import problems, refuse
from llmgate.config.reserved import FAMILIES, RESERVED, reserved_in_litellm, reserved_in_params
from llmgate.config.texts import read_secret
from llmgate.config.tree import Path, kind, quote
from llmgate.names import Speller

Problem: TypeAlias = tuple[Path, str, bool]

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
PARAMETERS = (OPENAI_KEYWORDS | VENDOR_KEYWORDS) - set(RESERVED)
LITELLM_KEYWORDS = KNOWN_KEYWORDS - OPENAI_KEYWORDS - set(RESERVED)
VERY_SIMILAR = 0.85


def mapping(value: object) -> dict[str, object]:
    """Return a mapping of the plain tree, whose keys are text."""
    if isinstance(value, dict):
        return value
    return refuse(f"must be a mapping, as in {{name: value}}; this is {kind(value)}")


def read_params(value: object, info: ValidationInfo) -> Mapping[str, object]:
    """Validate request defaults; each text becomes a `Template`."""
    speller = speller_of(info)
    keywords = mapping(value)
    check_keywords(keywords, {key: parameter_problem(key, speller) for key in keywords})
    return {key: templated(item, Template) for key, item in keywords.items()}


def read_litellm(value: object, info: ValidationInfo) -> Mapping[str, object]:
    """Validate LiteLLM's keywords; each text becomes a `SecretTemplate`."""
    speller = speller_of(info)
    keywords = mapping(value)
    check_keywords(keywords, {key: litellm_problem(key, speller) for key in keywords})
    return {key: templated(item, SecretTemplate) for key, item in keywords.items()}


def speller_of(info: ValidationInfo) -> Speller:
    """Return the speller of the file that is being validated, which shares its budget."""
    return info.context if isinstance(info.context, Speller) else Speller()


def check_keywords(keywords: dict[str, object], wrong: dict[str, str | None]) -> None:
    """Raise what is wrong with keywords and, where the keyword is right, with their values."""
    found: list[Problem] = []
    for key, item in keywords.items():
        if text := wrong[key]:
            found.append(((key,), text, True))
        else:
            found += value_problems(item, (key,))
    if found:
        raise problems(found)


def value_problems(value: object, path: Path) -> Iterator[Problem]:
    """Find the texts and numbers in a value that no request could carry."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from value_problems(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from value_problems(item, (*path, index))
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, "must be a finite number; JSON knows no NaN and no infinity", False
    elif isinstance(value, str) and (text := template_problem(value)):
        yield path, text, False


def template_problem(text: str) -> str | None:
    """Say what is wrong with the variables in a text."""
    try:
        Template.parse(text)
    except TemplateError as error:
        return str(error)
    return None


def templated(value: object, shape: type[Template]) -> object:
    """Return a value with a template in place of each text, nested ones included."""
    if isinstance(value, str):
        return shape.parse(value)
    if isinstance(value, dict):
        return {key: templated(item, shape) for key, item in value.items()}
    if isinstance(value, list):
        return [templated(item, shape) for item in value]
    return value


def parameter_problem(keyword: str, speller: Speller) -> str | None:
    """Say what is wrong with a keyword under ``params:``."""
    if reason := reserved_in_params(keyword):
        return reason
    if keyword in PARAMETERS:
        return None
    hint = speller.hint(keyword, PARAMETERS)
    advice = hint or "; one that only this vendor knows goes under `extra_body:`"
    return f"unknown request parameter {quote(keyword)}{advice}"


def litellm_problem(keyword: str, speller: Speller) -> str | None:
    """Say what is wrong with a keyword under ``litellm:``.

    Unknown ones pass, because LiteLLM learns new ones with every release, unless they look
    like a known one misspelt. The keyword is not quoted: it might be a key in the wrong place.
    """
    if reason := reserved_in_litellm(keyword):
        return reason
    if keyword in LITELLM_KEYWORDS:
        return None
    near = speller.nearest(keyword, LITELLM_KEYWORDS, similarity=VERY_SIMILAR)
    return f"unknown keyword; did you mean {near!r}?" if near else None


def read_headers(value: object) -> Mapping[str, SecretTemplate]:
    """Validate HTTP headers, all mistakes at once; no value and no odd name is quoted."""
    read: dict[str, SecretTemplate] = {}
    found: list[Problem] = []
    names: set[str] = set()
    for name, item in mapping(value).items():
        if wrong := header_name_problem(name, names):
            found.append(((name,), wrong, True))
        names.add(name.lower())
        try:
            read[name] = read_secret(item)
        except PydanticCustomError as error:
            found.append(((name,), error.message(), False))
    if found:
        raise problems(found)
    return read


def header_name_problem(name: str, earlier: set[str]) -> str | None:
    """Say what is wrong with the name of a header."""
    if not HEADER_NAME.fullmatch(name):
        return "this is not the name of a header; write name: value, as in x-team: research"
    return "this header stands twice, in another case" if name.lower() in earlier else None


def keywords_schema(names: dict[str, object]) -> WithJsonSchema:
    """Return a mapping of keywords as JSON Schema; ``names`` is the schema of the keywords."""
    return WithJsonSchema({"type": "object", "propertyNames": names})


def without(refused: Iterable[str]) -> dict[str, object]:
    """Return as JSON Schema the names that are none of these and of no reserved family."""
    families = "|".join(family.pattern for family, _ in FAMILIES)
    return {"not": {"anyOf": [{"enum": sorted(refused)}, {"pattern": f"^({families})"}]}}


Params = Annotated[
    Mapping[str, object],
    PlainValidator(read_params),
    keywords_schema({"enum": sorted(PARAMETERS)}),
]
Keywords = Annotated[
    Mapping[str, object],
    PlainValidator(read_litellm),
    keywords_schema(without(RESERVED.keys() | OPENAI_KEYWORDS)),
]
Headers = Annotated[
    Mapping[str, SecretTemplate],
    PlainValidator(read_headers),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": json_patterns.HEADER},
            "additionalProperties": {"type": "string", "pattern": json_patterns.SECRET},
        }
    ),
]
