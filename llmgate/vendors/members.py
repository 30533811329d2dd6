"""A large JSON object of objects, of which few are ever looked at.

LiteLLM's catalogue has 3 MB and 4,000 models: to parse it whole takes 20 ms and, for a moment,
40 MB, and a program asks for a handful of them.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

OPENED = b'": {'
# Bytes; longer members are read from all that follows them.
USUAL = 16_384
DECODER = json.JSONDecoder()

Member = dict[str, Any]


class Members:
    """The members by name, each parsed when it is asked for; safe to share by threads."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts = starts(content)
        self._parsed: dict[str, Member] = {}
        self._complete = False
        if not self._starts:  # as in a file without blanks
            self.whole()

    def get(self, name: str) -> Member | None:
        """A member, None if there is none of the name."""
        member = self._parsed.get(name)
        if member is None:
            start = self._starts.get(name.encode(errors="surrogatepass"))
            if start is not None:
                member = self._parsed[name] = object_at(self._content, start)
        return member

    def whole(self) -> dict[str, Member]:
        """All of them."""
        if not self._complete:
            self._parsed, self._complete = orjson.loads(self._content), True
        return self._parsed


def starts(content: bytes) -> dict[bytes, int]:
    """Where the object of each name begins.

    Those within another object are among them: no name of theirs may be a member's.
    """
    found = {}
    find, before = content.find, content.rfind
    at = find(OPENED)
    while at >= 0:
        found[content[before(b'"', 0, at) + 1 : at]] = at + len(OPENED) - 1
        at = find(OPENED, at + len(OPENED))
    return found


def object_at(content: bytes, start: int) -> Member:
    """The object that begins at a place, whatever follows it."""
    member: Member
    try:
        member, _ = DECODER.raw_decode(content[start : start + USUAL].decode("utf-8", "ignore"))
    except ValueError:
        member, _ = DECODER.raw_decode(content[start:].decode())
    return member
