"""A cancelled or interrupted call, without the frames of whoever carried it.

A failure is told as data, but an interruption has to pass: with the frames of the carrier in
its traceback, whose variables hold the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


class Untraced:
    """A ``with`` block that an interruption leaves without a trace of what was done in it."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del trace
        if error is not None and not isinstance(error, Exception):
            untrace(error)
            raise error


def untrace(error: BaseException) -> None:
    """Take from an interruption what it shows of where it happened; of errors nothing."""
    if not isinstance(error, Exception):
        error.__cause__ = error.__context__ = error.__traceback__ = None
