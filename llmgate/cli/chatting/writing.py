"""The answer on standard output: as it is in a pipe, harmless on a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from llmgate.cli.output import printable


@dataclass(slots=True)
class Writer:
    """Writes an answer piece by piece, and ends its last line."""

    _open: bool = False

    def write(self, text: str) -> None:
        """Write a piece of the answer, at once."""
        if text:
            click.echo(printable(text) if sys.stdout.isatty() else text, nl=False, color=True)
            self._open = not text.endswith("\n")

    def end(self) -> None:
        """End the line that the answer has left open."""
        if self._open:
            click.echo()
        self._open = False
