"""Spoken answers, whole or in fragments."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from llmgate.answer.texts import new_id, sound
from llmgate.answer.usage import count

if TYPE_CHECKING:
    from collections.abc import Sequence


def openai_audio(audio: Any) -> dict[str, Any] | None:
    """A spoken answer, None if there is none."""
    return joined_audio([audio_fragment(audio)])


def audio_fragment(audio: Any) -> dict[str, Any]:
    """What a fragment has of a spoken answer's fields."""
    if not isinstance(audio, dict):
        return {}
    texts = ((name, audio.get(name)) for name in ("id", "data", "transcript"))
    fragment: dict[str, Any] = {name: sound(text) for name, text in texts if isinstance(text, str)}
    if (expires_at := count(audio.get("expires_at"))) is not None:
        fragment["expires_at"] = expires_at
    return fragment


def joined_audio(fragments: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The spoken answer that its fragments add up to, None if there is none."""
    if not any("data" in fragment or "transcript" in fragment for fragment in fragments):
        return None
    known = {name: value for fragment in fragments for name, value in fragment.items() if value}
    return {
        "id": known.get("id") or new_id("audio"),
        "data": joined_base64([fragment.get("data", "") for fragment in fragments]),
        "expires_at": known.get("expires_at", 0),
        "transcript": "".join(fragment.get("transcript", "") for fragment in fragments),
    }


def joined_base64(parts: Sequence[str]) -> str:
    """Base64 texts as one; each may end in padding of its own."""
    if len(parts) == 1:
        return parts[0]
    try:
        octets = b"".join(base64.b64decode(part, validate=True) for part in parts)
    except ValueError:
        return "".join(parts)
    return base64.b64encode(octets).decode()
