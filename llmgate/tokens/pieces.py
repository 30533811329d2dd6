"""A message taken apart: the texts in it, and the traits of what is no text.

All is plain, see `llmgate.tokens.plain`. What is of no known kind counts as its JSON, so that
an extension of a vendor's costs something rather than nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from llmgate.tokens.media import audio_traits, file_traits, image_traits
from llmgate.tokens.plain import OPAQUE
from llmgate.tokens.traits import Traits, other_traits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Piece: TypeAlias = str | Traits

# OpenAI's published count of chat messages: 3 tokens a message and 1 for the role; 1 for a
# name. A tool call is framed like a message.
MESSAGE = other_traits(framing=4)
NAME = other_traits(framing=1)
TOOL_CALL = other_traits(framing=3)
UNREADABLE = other_traits(opaque=1)

# They carry no text that a model reads; ids, marks, and signatures over other fields.
UNREAD = frozenset(
    {
        *("annotations", "cache_control", "provider_specific_fields", "role", "type"),
        *("call_id", "id", "index", "is_error", "status", "tool_call_id", "tool_use_id"),
        "signature",
    }
)


def pieces_of(message: Any) -> Iterator[Piece]:
    """The pieces of a message, its framing included."""
    yield MESSAGE
    if type(message) is not dict:
        yield from json_pieces(message)
        return
    for key, value in message.items():
        if key in UNREAD or value is None:
            continue
        # Thinking that is there in blocks is there a second time as a text.
        if key == "reasoning_content" and message.get("thinking_blocks"):
            continue
        yield from FIELDS.get(key, json_pieces)(value)


def content_pieces(content: Any) -> Iterator[Piece]:
    """The pieces of a content: a text, or a list of parts."""
    if type(content) is list or type(content) is tuple:
        for part in content:
            yield from part_pieces(part)
    else:
        yield from json_pieces(content)


def part_pieces(part: Any) -> Iterator[Piece]:
    """The pieces of one part of a content, OpenAI's or Claude's."""
    kind = part.get("type") if type(part) is dict else None
    reader = PARTS.get(kind) if type(kind) is str else None
    if reader is not None:
        yield reader(part)
    elif type(part) is dict:
        yield from field_pieces(part)
    else:
        yield from json_pieces(part)


def field_pieces(part: Mapping[str, Any]) -> Iterator[Piece]:
    """The pieces of a part whose fields are texts, contents or JSON."""
    for key, value in part.items():
        if key not in UNREAD and value is not None:
            yield from content_pieces(value) if key == "content" else json_pieces(value)


def name_pieces(name: Any) -> Iterator[Piece]:
    """The pieces of the speaker's name."""
    yield NAME
    yield from json_pieces(name)


def call_pieces(calls: Any) -> Iterator[Piece]:
    """The pieces of tool calls."""
    for call in calls if type(calls) is list or type(calls) is tuple else [calls]:
        yield TOOL_CALL
        function = call.get("function", call) if type(call) is dict else call
        if type(function) is dict:
            yield from field_pieces(function)
        else:
            yield from json_pieces(function)


def thinking_pieces(blocks: Any) -> Iterator[Piece]:
    """The pieces of thinking blocks, signatures not."""
    yield from content_pieces(blocks)


def audio_reference(_: Any) -> Iterator[Piece]:
    """The pieces of an earlier answer's sound, of which only an id is sent."""
    yield audio_traits(None, None)


def json_pieces(value: Any) -> Iterator[Piece]:
    """A text as it is; anything else as its JSON."""
    if type(value) is str:
        yield value
    elif value is OPAQUE:
        yield UNREADABLE
    elif value is not None:
        yield from tree_pieces(value)


def tree_pieces(value: Any) -> Iterator[Piece]:
    """The JSON of a plain tree, and what in it could not be read."""
    unreadable = 0

    def count(_: Any) -> None:
        nonlocal unreadable
        unreadable += 1

    yield json_text(value, count)
    if unreadable:
        yield other_traits(opaque=unreadable)


def json_text(value: Any, unknown: Callable[[Any], Any]) -> str:
    """The JSON of a plain tree, as short as vendors write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=unknown)


def at(part: Mapping[str, Any], *names: str) -> Any:
    """What lies below these names, one in the other; None if nothing does."""
    value: Any = part
    for name in names:
        value = value.get(name) if type(value) is dict else None
    return value


def image_part(part: Mapping[str, Any]) -> Piece:
    """OpenAI's image: a URL, or a dict of the URL and the detail."""
    image = part.get("image_url")
    if type(image) is dict:
        return image_traits(image.get("url"), image.get("detail"))
    return image_traits(image, part.get("detail"))


def claude_image(part: Mapping[str, Any]) -> Piece:
    """Claude's image: its source is base64 or a URL."""
    return image_traits(at(part, "source", "data"))


def audio_part(part: Mapping[str, Any]) -> Piece:
    """OpenAI's sound."""
    return audio_traits(at(part, "input_audio", "data"), at(part, "input_audio", "format"))


def file_part(part: Mapping[str, Any]) -> Piece:
    """OpenAI's file."""
    return file_traits(at(part, "file", "file_data"))


def document_part(part: Mapping[str, Any]) -> Piece:
    """Claude's document: a text, base64 or a URL."""
    data = at(part, "source", "data")
    if type(data) is str and at(part, "source", "type") == "text":
        return data
    return file_traits(data)


FIELDS: dict[str, Callable[[Any], Iterator[Piece]]] = {
    "audio": audio_reference,
    "content": content_pieces,
    "function_call": call_pieces,
    "name": name_pieces,
    "thinking_blocks": thinking_pieces,
    "tool_calls": call_pieces,
}
PARTS: dict[str, Callable[[Mapping[str, Any]], Piece]] = {
    "image_url": image_part,
    "input_image": image_part,
    "image": claude_image,
    "input_audio": audio_part,
    "file": file_part,
    "input_file": file_part,
    "document": document_part,
}
