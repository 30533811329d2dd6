"""The parts that a message's content is made of, and the calls that it makes.

Each function gives back the very object it was given where there is nothing to change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from llmgate.moving.changes import UnusableRungError
from llmgate.moving.traits import EXTRAS, MEDIA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.moving.changes import Changes
    from llmgate.moving.traits import Traits

DATA_IMAGE = re.compile(r"data:image/([\w+.-]+)", re.ASCII | re.IGNORECASE)

# Under these names the free text of a call stands where its arguments have to be an object.
FREE_INPUT = "input"
MALFORMED = "malformed_arguments"


def readable(
    part: dict[str, Any], traits: Traits, changes: Changes, extras: frozenset[str] = EXTRAS
) -> dict[str, Any]:
    """A message, or a part of one, without the extras that this vendor does not read."""
    if extras.isdisjoint(part):
        return part
    unread = (extras & part.keys()) - traits.reads
    for name in sorted(unread):
        if part[name]:
            changes.left_out(name)
    return {name: value for name, value in part.items() if name not in unread} if unread else part


def content_part(
    part: dict[str, Any], traits: Traits, changes: Changes, *, own: bool
) -> dict[str, Any] | None:
    """A part as this vendor reads it, None if it says nothing. Raises `UnusableRungError`."""
    part = readable(part, traits, changes)
    kind = part.get("type")
    if kind == "text":
        return part if part.get("text") else None
    if kind == "refusal" and not traits.refusals:
        changes.note("sent a refusal as text")
        return {"type": "text", "text": str(part.get("refusal") or "")}
    if kind in MEDIA:
        check_media(part, kind, traits, changes.provider, own=own)
    return part


def check_media(
    part: Mapping[str, Any], kind: str, traits: Traits, provider: str, *, own: bool
) -> None:
    """Raise `UnusableRungError` for what a vendor does not see, hear, or have."""
    if kind not in traits.media:
        message = f"{provider} does not take parts of type {kind!r}"
        raise UnusableRungError(message)
    held = part.get("file")
    if kind == "file" and isinstance(held, dict) and held.get("file_id") and not own:
        message = f"{provider} does not have the file {str(held['file_id'])[:60]!r}"
        raise UnusableRungError(message)
    if traits.unread_images and (format_ := image_format(part)) in traits.unread_images:
        message = f"{provider} does not take images of the format {format_!r}"
        raise UnusableRungError(message)


def image_format(part: Mapping[str, Any]) -> str | None:
    """The format that an image's data URL states, None if it is no such URL."""
    image = part.get("image_url")
    url = image.get("url") if isinstance(image, dict) else image
    stated = DATA_IMAGE.match(url) if isinstance(url, str) else None
    return stated[1].lower() if stated else None


def tool_call(call: dict[str, Any], traits: Traits, changes: Changes) -> dict[str, Any]:
    """A tool call as this vendor reads it, its id aside."""
    call = readable(call, traits, changes)
    custom = call.get("custom")
    if isinstance(custom, dict) and not traits.own_forms:
        changes.note("sent the call of a tool with free-form input as a function call")
        kept = {name: value for name, value in call.items() if name != "custom"}
        call = kept | {"type": "function", "function": function_of(custom)}
    function = call.get("function")
    if not traits.object_arguments or not isinstance(function, dict):
        return call
    arguments = object_text(function.get("arguments"), changes)
    if arguments is function.get("arguments"):
        return call
    return {**call, "function": {**function, "arguments": arguments}}


def function_of(custom: Mapping[str, Any]) -> dict[str, str]:
    """The call of a tool with free-form input as that of a function with one argument."""
    arguments = orjson.dumps({FREE_INPUT: custom.get("input") or ""}).decode()
    return {"name": str(custom.get("name") or ""), "arguments": arguments}


def object_text(arguments: Any, changes: Changes) -> str:
    """Arguments as the JSON text of an object; what is none becomes a field of one."""
    if isinstance(arguments, str) and is_object(arguments):
        return arguments
    if not arguments or (isinstance(arguments, str) and arguments.isspace()):
        return "{}"
    if isinstance(arguments, dict):
        return orjson.dumps(arguments).decode()
    changes.note(f"sent arguments that are no JSON object as its field {MALFORMED}")
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return orjson.dumps({MALFORMED: text}).decode()


def is_object(text: str) -> bool:
    """Whether a text is the JSON of an object."""
    if text == "{}":
        return True
    try:
        return isinstance(orjson.loads(text), dict)
    except ValueError:
        return False
