"""What was altered of a request for one rung, and the error where altering it would not do."""

from __future__ import annotations


class UnusableRungError(Exception):
    """The vendor cannot serve this call, and leaving out what it lacks would change it."""


class Changes:
    """Lines for an attempt's ``changes``: each once, in the order of the first occurrence."""

    __slots__ = ("_lines", "provider")

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self._lines: dict[str, None] = {}

    def note(self, line: str) -> None:
        """Add a line, unless it is there already."""
        self._lines[line] = None

    def left_out(self, what: str) -> None:
        """Something that this vendor does not read is not sent to it."""
        self.note(f"left out {what}: {self.provider} does not read it")

    def lines(self) -> list[str]:
        """The lines so far."""
        return list(self._lines)
