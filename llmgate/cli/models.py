"""``llmgate models``: every model of a file, and its ladders."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from llmgate.cli.files import FileCommand, file_option, nearest_file
from llmgate.cli.output import draw, emit_json, json_option
from llmgate.cli.overview import overview

if TYPE_CHECKING:
    from llmgate.cli.overview import Entry

MILLION = 1_000_000


@click.command("models", cls=FileCommand)
@file_option
@json_option
def command(*, file: str | None, as_json: bool) -> None:
    """List the models: names, routes, windows, prices and fallbacks.

    A window is the file's, else that of LiteLLM's catalogue. Prices are the catalogue's, in US
    dollars for a million tokens; with --json for one.
    """
    entries = overview(file or nearest_file())
    if as_json:
        emit_json([asdict(entry) for entry in entries])
        return
    windows = {name: entry.window for entry in entries for name in (entry.name, *entry.aliases)}
    trees = [tree(entry, windows) for entry in entries if entry.fallbacks]
    draw(table(entries), *(part for each in trees for part in ("", each)))


def table(entries: list[Entry]) -> Table:
    """Return the models as a table, a row each."""
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    made.add_column("MODEL", overflow="fold")
    made.add_column("ROUTE", overflow="fold")
    made.add_column("WINDOW", justify="right", no_wrap=True)
    made.add_column("FROM", no_wrap=True, style="dim")
    made.add_column("$ IN", justify="right", no_wrap=True)
    made.add_column("$ OUT", justify="right", no_wrap=True)
    for each in entries:
        made.add_row(
            names(each),
            routes(each),
            tokens(each.window),
            each.source or "",
            price(each.input_price),
            price(each.output_price),
        )
    return made


def names(entry: Entry) -> Text:
    """Return the names of a model below each other."""
    text = Text(entry.name, style="cyan")
    if entry.default:
        text.append("\n(default)", style="dim")
    for alias in entry.aliases:
        text.append(f"\n{alias}", style="dim")
    return text


def routes(entry: Entry) -> str:
    """Return the routes of a model below each other, each with how often it is there."""
    counts = Counter(entry.routes)
    return "\n".join(
        route if number == 1 else f"{route} ({number} times)" for route, number in counts.items()
    )


def tokens(number: int | None) -> str:
    """Return a number of tokens, or that nobody knows it."""
    return "unknown" if number is None else f"{number:,}"


def price(dollars: float | None) -> str:
    """Return a price a token as one for a million, to the cent or as small as it is."""
    if dollars is None:
        return ""
    value = dollars * MILLION
    return f"{value:.2f}" if round(value, 2) == round(value, 6) else f"{value:.6f}".rstrip("0")


def tree(entry: Entry, windows: dict[str, int | None]) -> Tree:
    """Return the fallbacks of a model; of its ladder each rung with its window."""
    root = Tree(Text.assemble((entry.name, "cyan"), f"  {tokens(entry.window)}"), guide_style="dim")
    for reason, targets in entry.fallbacks.items():
        if reason == "context_window" and targets:
            ladder = root.add(reason)
            for target in targets:
                ladder.add(Text.assemble((target, "cyan"), f"  {tokens(windows[target])}"))
        else:
            root.add(Text.assemble(f"{reason}: ", (", ".join(targets) or "nobody", "cyan")))
    return root
