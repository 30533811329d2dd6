"""What can differ between two vendors' readings of one conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Fields beside OpenAI's own that some vendors read and others refuse or ignore.
EXTRAS = frozenset({
    "cache_control", "encrypted_content", "extra_content", "name", "provider_specific_fields",
    "reasoning", "reasoning_content", "reasoning_details", "reasoning_items", "strict",
    "thinking_blocks",
})  # fmt: skip

# The kinds of part that a content is made of, beside text.
MEDIA = frozenset({"file", "image_url", "input_audio", "video_url"})

Json = Literal["schema", "object", "told"]


@dataclass(frozen=True, slots=True)
class IdRule:
    """Which ids of tool calls a vendor takes: a pattern of Python's `re`, for the whole id.

    ``length`` is that of an id which is made for one that it refuses, in characters;
    ``unique`` says whether the calls of a whole conversation need ids of their own.
    """

    pattern: str
    length: int = 37
    unique: bool = False


OPENAI_ID = IdRule(r"(?s).{1,40}")


@dataclass(frozen=True, slots=True)
class Traits:
    """What one family of vendors takes.

    Of a conversation: ``reads`` are the extras that it reads, ``media`` the kinds of part,
    ``unread_images`` the image formats it refuses, ``ids`` its rule for ids of tool calls.
    ``own_forms`` are OpenAI's alone: tools with free-form input, earlier spoken answers.
    Of a call's keywords: ``json`` is the strongest form of JSON answer, ``most_stops`` the
    number of stop texts and ``hottest`` the temperature that it takes at most, None if OpenAI's.
    """

    reads: frozenset[str]
    media: frozenset[str] = MEDIA
    unread_images: frozenset[str] = field(default=frozenset())
    ids: IdRule = OPENAI_ID
    # Turns.
    developer_role: bool = False
    system_apart: bool = False
    system_first: bool = False
    empty_turns: bool = True
    user_after_tool: bool = True
    call_after_user: bool = False
    marks_prefill: bool = False
    # Tool calls.
    own_forms: bool = False
    refusals: bool = False
    object_arguments: bool = True
    media_in_results: bool = False
    empty_results: bool = True
    results_by_place: bool = False
    # Keywords.
    json: Json = "schema"
    most_stops: int | None = None
    blank_stops: bool = True
    hottest: float | None = None
    one_sampling: bool = False
    named_choice: bool = True
    signs_thinking: bool = False
