"""A rung of a plan, drawn: a bar as long as its window, and in it the prompt and the output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from rich.text import Text

from llmgate.sizing.windows import counts_together

if TYPE_CHECKING:
    from llmgate.plan import PlannedRung

LENGTH = 40
COLOURS = {True: "green", False: "red", None: "yellow"}

# Fits, does not, in doubt; prompt, output, free. The second where a terminal has no such signs.
Signs: TypeAlias = tuple[tuple[str, str, str], tuple[str, str, str]]
SIGNS: Signs = (("✓", "✗", "?"), ("█", "▒", "░"))
LETTERS: Signs = (("+", "-", "?"), ("#", "=", "."))


def drawn(rung: PlannedRung, output: int | None, missing: str | None, *, chosen: bool) -> Text:
    """Return a rung as lines: its name, its bar, its verdict, and what it is ``missing``.

    ``output`` is what was asked for, in tokens; the rung that is ``chosen`` stands out.
    """
    colour, mark = COLOURS[rung.fits], signs()[0][list(COLOURS).index(rung.fits)]
    name = Text.assemble((f"{mark} {rung.model}", f"bold {colour}" if chosen else colour))
    carrier = getattr(rung, "carrier", None)
    name.append(f"  {rung.route}{f', {carrier}' if carrier else ''}", style="dim")
    lines = [name, Text(f"  {rung.why}")]
    if rung.window and rung.prompt_tokens is not None:
        lines.insert(1, measured(rung.prompt_tokens, output, rung.window, rung))
    if missing and rung.fits is not False:
        lines.append(Text(f"  now skipped: {missing}", style="yellow"))
    return Text("\n").join(lines)


def signs() -> Signs:
    """Return the marks and the parts of bars that standard output can show."""
    return SIGNS if sys.stdout.encoding.lower().startswith("utf") else LETTERS


def measured(prompt: int, output: int | None, window: int, rung: PlannedRung) -> Text:
    """Return a bar of the window with the share of it that is needed; all in tokens."""
    together = counts_together(rung.route.partition("/")[0])
    needed = prompt + (output or 0 if together else 0)
    share = f"  {percentage(needed / window)} of {window:,}, {rung.source}"
    return Text.assemble("  ", (bar(prompt, needed, window), COLOURS[rung.fits]), share)


def bar(prompt: int, needed: int, window: int) -> str:
    """Return a window as a bar; ``needed`` is the prompt with the output that counts, in tokens."""
    of_prompt = cells(prompt, window)
    of_output = cells(needed, window) - of_prompt
    filled, asked, free = signs()[1]
    return filled * of_prompt + asked * of_output + free * (LENGTH - of_prompt - of_output)


def cells(tokens: int, window: int) -> int:
    """Return how much of a bar so many tokens fill: the whole where they exceed the window."""
    return min(LENGTH, max(round(LENGTH * tokens / window), 1 if tokens else 0))


def percentage(share: float) -> str:
    """Return a share in per cent, so that a little is not nothing and too much not a hundred."""
    if 0 < share < 0.01:  # noqa: PLR2004  (one per cent)
        return "under 1 %"
    if 1 < share < 1.005:  # noqa: PLR2004  (what would be rounded down)
        return "over 100 %"
    return f"{share:.0%}".replace("%", " %")
