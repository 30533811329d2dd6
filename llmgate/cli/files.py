"""Which models.yaml a command reads."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from llmgate.config_file import CONFIG_NAME, CONFIG_VARIABLE, found_config
from llmgate.errors import GateError

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD_INPUT = "-"

AnyFunction = TypeVar("AnyFunction", bound="Callable[..., object]")


def file_option(function: AnyFunction) -> AnyFunction:
    """Give a command the option ``--file``, as its parameter ``file``."""
    return click.option(
        "-f", "--file", metavar="FILE", help=f"The {CONFIG_NAME} to read, in place of the nearest."
    )(function)


class FileCommand(click.Command):
    """A command without arguments, which says how it is given a file."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; raises ``UsageError`` for anything else."""
        if rest := super().parse_args(ctx, args):
            text = f"unexpected argument {rest[0]!r}; if it is the file, write --file {rest[0]}"
            raise click.UsageError(text, ctx)
        return rest


def nearest_file() -> str:
    """Return the file that a call without one means; raises ``UsageError`` where there is none."""
    try:
        found = found_config()
    except GateError:
        text = (
            f"no {CONFIG_NAME} here or in a folder above; name the file, "
            f"or set {CONFIG_VARIABLE} to its path"
        )
        raise click.UsageError(text) from None
    return os.path.relpath(found) if found.is_relative_to(Path.cwd()) else str(found)


def standard_input(most: int = -1) -> bytes:
    """Return what comes on standard input, at most so many bytes; at a terminal, ask for it."""
    if sys.stdin.isatty():
        click.echo("Reading from the terminal; end with Ctrl-D.", err=True)
    return sys.stdin.buffer.read(most)
