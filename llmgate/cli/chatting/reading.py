"""Lines typed at a terminal: edited, completed, and never ended by one slip of Ctrl-C."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from llmgate.cli.output import tell

if TYPE_CHECKING:
    from collections.abc import Callable

COLOUR = re.compile(r"\x1b\[[\d;]*m")

LEAVING = "(Ctrl-C again, or Ctrl-D, leaves.)"


class Reader:
    """Reads lines; ``complete`` gives what a line may become, as far as it is typed."""

    def __init__(self, complete: Callable[[str], list[str]]) -> None:
        self._complete = complete
        self._found: list[str] = []
        self._edited()

    def line(self, prompt: str) -> str | None:
        """Return the next line, None at the end of file.

        Ctrl-C gives up what is typed; raises ``KeyboardInterrupt`` where it comes twice.
        """
        try:
            return self._typed(prompt)
        except KeyboardInterrupt:
            tell(f"\n{LEAVING}")
        return self._typed(prompt)

    def _typed(self, prompt: str) -> str | None:
        # Python writes a prompt to standard output, where the answers alone are to be.
        if not sys.stdout.isatty():
            click.echo(prompt, nl=False, err=True)
            return sys.stdin.readline().removesuffix("\n") or None
        try:
            return input(unprinted(prompt))
        except EOFError:
            tell("")
            return None

    def _edited(self) -> None:
        """Have lines edited and completed, where Python comes with readline."""
        try:
            import readline  # noqa: PLC0415  (Windows has none)
        except ImportError:
            return
        readline.set_completer(self._nth)
        readline.set_completer_delims("")
        libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")

    def _nth(self, typed: str, number: int) -> str | None:
        """Return one completion after the other, as readline asks for them."""
        if number == 0:
            self._found = self._complete(typed)
        return self._found[number] if number < len(self._found) else None


def unprinted(prompt: str) -> str:
    """Return a prompt whose colours readline does not count as columns."""
    coloured = click.get_current_context().color is not False
    return COLOUR.sub("\x01\\g<0>\x02" if coloured else "", prompt)
