"""Data to standard output, talk to standard error; colours where a person reads them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeVar

import click
import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, ConsoleRenderable

# Columns of a line in a pipe or a file, where nothing has to be cut to a terminal's width.
UNLIMITED = 10_000

# What a vendor or a model says may move the cursor or rename the window, which is not to be.
CONTROLS: dict[int, str | None] = {
    **dict.fromkeys([*range(32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}"),
    ord("\t"): "\t",
    ord("\n"): "\n",
    ord("\r"): None,
}

AnyFunction = TypeVar("AnyFunction", bound="Callable[..., object]")


def json_option(function: AnyFunction) -> AnyFunction:
    """Give a command the option ``--json``, as its parameter ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON.")(function)


def emit(text: str) -> None:
    """Write a line of data; its colours reach terminals alone."""
    click.echo(text)


def emit_json(data: object) -> None:
    """Write data as JSON, indented for those who read it."""
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))


def tell(text: str) -> None:
    """Write a line to the person at the terminal, beside the data."""
    click.echo(text, err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: no mistakes, 1 mistake, 2 mistakes."""
    return f"{f'{number:,}' if number else 'no'} {noun}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    """Return others' words without the characters that would control a terminal."""
    return text.translate(CONTROLS)


def console() -> Console:
    """Return Rich's console for data: a terminal's width and colours there, long lines elsewhere.

    Rich is imported here, because most commands get by without it.
    """
    from rich.console import Console  # noqa: PLC0415

    plain = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    made = Console(
        color_system=None if plain else "auto", highlight=False, emoji=False, markup=False
    )
    if not made.is_terminal:
        made.width = UNLIMITED
    return made


def draw(*parts: ConsoleRenderable | str) -> None:
    """Write what Rich draws, one below the other, without blanks at the ends of lines."""
    made = console()
    with made.capture() as captured:
        for part in parts:
            made.print(part)
    emit("\n".join(line.rstrip() for line in captured.get().splitlines()))
