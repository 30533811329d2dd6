"""What a person is told of a call's attempts: a line where something went another way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from llmgate.cli.advice import story_of
from llmgate.cli.output import printable, tell

if TYPE_CHECKING:
    from llmgate.attempt import Attempt
    from llmgate.cli.chatting.writing import Writer

# Seconds: a shorter wait is not noticed.
SHORT = 0.5


class Reports:
    """Tells of failures, skips, waits and changes on standard error, as they happen.

    What holds for a whole conversation, as a rung without a key, is told once. ``writer`` is
    who writes the answer, in whose middle nothing is told.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._told: set[object] = set()

    def hear(self, attempt: Attempt) -> None:
        """Be told of an attempt that has ended."""
        place = attempt.model, attempt.deployment
        if attempt.outcome == "failed":
            self.remark(story_of(attempt))
        elif attempt.outcome == "skipped":
            self._once((*place, attempt.reason), story_of(attempt))
        else:
            self._changed(attempt)

    def begun(self, asked: str, attempt: Attempt) -> None:
        """Be told of the attempt that has begun to answer."""
        if attempt.model != asked:
            self.remark(f"{attempt.model} answers.")
        self._changed(attempt)

    def forget(self) -> None:
        """Tell all of it again: another conversation begins."""
        self._told.clear()

    async def wait(self, seconds: float) -> None:
        """Wait as the gate wants to, and say so."""
        if seconds >= SHORT:
            self.remark(f"Waiting {seconds:.1f} s before the next try.")
        await asyncio.sleep(seconds)

    def remark(self, text: str) -> None:
        """Write a line beside the answer, in a colour that tells the two apart."""
        self._writer.end()
        tell(click.style(text, fg="yellow"))

    def complain(self, text: str) -> None:
        """Write a line that says what went wrong."""
        self._writer.end()
        tell(f"{click.style('Error:', fg='red')} {text}")

    def _changed(self, attempt: Attempt) -> None:
        for change in attempt.changes:
            self._once((attempt.model, change), f"{attempt.model}: {printable(change)}")

    def _once(self, what: object, line: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self.remark(line)
