"""Connections that wait for the next call, the newest first."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpcore

# A connection that idles is kept for so many seconds.
KEEPALIVE = 60.0
MOST_IDLE = 100

# Scheme, host and port.
Key = tuple[bytes, bytes, int]


class Line:
    """A connection's place among the others; ``stream`` is a network stream of either kind."""

    __slots__ = ("__weakref__", "key", "stream", "until")

    def __init__(self, key: Key, stream: Any) -> None:
        self.key = key
        self.stream = stream
        self.until = 0.0

    @property
    def usable(self) -> bool:
        """Whether the server still listens, as far as one can tell."""
        return time.monotonic() < self.until and not self.stream.get_extra_info("is_readable")


class Idle:
    """The connections of a pool: those that idle, by where they lead, and all there are."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self._idle: dict[Key, list[Line]] = {}

    def add(self, key: Key, stream: Any) -> Line:
        """Keep account of a new connection."""
        line = Line(key, stream)
        self.lines.add(line)
        return line

    def take(self, key: Key) -> Line | None:
        """The newest idle connection, None if there is none; those past use are closed."""
        waiting = self._idle.get(key, [])
        while waiting:
            line = waiting.pop()
            if line.usable:
                return line
            self.drop(line)
        return None

    def give_back(self, line: Line) -> None:
        """Keep a connection whose answer was read whole, if there are not too many already."""
        waiting = self._idle.setdefault(line.key, [])
        if line not in self.lines or len(waiting) >= MOST_IDLE:
            self.drop(line)
            return
        line.until = time.monotonic() + KEEPALIVE
        waiting.append(line)

    def drop(self, line: Line) -> None:
        """Close a connection."""
        self.lines.discard(line)
        line.stream.close()

    def drop_all(self) -> list[Line]:
        """Close every connection, those in use too."""
        lines = list(self.lines)
        for line in lines:
            self.drop(line)
        return lines


def key_of(origin: httpcore.Origin) -> Key:
    """What tells the connections to one server from those to another."""
    return origin.scheme, origin.host, origin.port
