"""What Gemini demands of a request beyond its form: known names, paired calls, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.wires.gemini import words
from llmgate.testing.wires.gemini.content import camel, field, is_signature, parts
from llmgate.testing.wires.wire import Json, RefusalError

if TYPE_CHECKING:
    from collections.abc import Collection

FIELD_NAMES = """
    cachedContent contents generationConfig model safetySettings serviceTier store
    systemInstruction toolConfig tools
"""
FIELDS = frozenset(FIELD_NAMES.split())
GENERATION_FIELD_NAMES = """
    candidateCount enableEnhancedCivicAnswers frequencyPenalty imageConfig logprobs
    maxOutputTokens mediaResolution presencePenalty responseFormat responseJsonSchema
    responseLogprobs responseMimeType responseModalities responseSchema seed speechConfig
    stopSequences temperature thinkingConfig topK topP
"""
GENERATION_FIELDS = frozenset(GENERATION_FIELD_NAMES.split())


def check_names(body: Json) -> None:
    """Raise `RefusalError` for a field that Gemini does not have."""
    check_fields("", body, FIELDS)
    check_fields(
        " at 'generation_config'", field(body, "generationConfig") or {}, GENERATION_FIELDS
    )


def check_fields(place: str, value: Json, known: Collection[str]) -> None:
    """Raise `RefusalError` for a field that is not known, in camel case or in snake case."""
    for name in value:
        if camel(name) not in known:
            raise RefusalError(words.malformed(f'Unknown name "{name}"{place}: Cannot find field.'))


def check_signatures(contents: list[Json]) -> None:
    """Raise `RefusalError` for a thought signature that this server has not given."""
    for part in (part for content in contents for part in parts(content)):
        given = field(part, "thoughtSignature")
        if given is not None and not is_signature(given):
            raise RefusalError(words.error(400, "Thought signature is not valid"))


def check_signed(contents: list[Json]) -> None:
    """Raise `RefusalError` for an unsigned call of the current turn, as Gemini 3 does.

    Of the calls that one content makes, the first is signed.
    """
    for number in range(len(contents))[::-1]:
        first = next(filter(is_call, parts(contents[number])), None)
        if first is not None and not field(first, "thoughtSignature"):
            name = str(field(first, "functionCall").get("name"))
            raise RefusalError(words.no_signature(name, number + 1))
        if any(part.get("text") for part in parts(contents[number])) and begins(contents[number]):
            return


def is_call(part: Json) -> bool:
    """Whether a part is a function call."""
    return bool(field(part, "functionCall"))


def begins(content: Json) -> bool:
    """Whether a content is the user's, with which the current turn began."""
    return bool(content.get("role", "user") == "user")


def check_pairs(contents: list[Json]) -> None:
    """Raise `RefusalError` unless each turn of calls is followed by as many responses."""
    called, before = 0, ""
    for content in contents:
        given = sum(bool(field(part, "functionResponse")) for part in parts(content))
        if given and not called:
            raise RefusalError(words.response_without_call())
        if given != called:
            raise RefusalError(words.unequal_responses())
        called = sum(bool(field(part, "functionCall")) for part in parts(content))
        role = str(content.get("role", "user"))
        if called and role == "model" and before in {"", "model"}:
            raise RefusalError(words.call_without_turn())
        before = role
    if called:
        raise RefusalError(words.unequal_responses())
