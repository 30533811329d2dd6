"""``llmgate check``: every mistake and every warning of a file in one go."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from llmgate.cli.files import STANDARD_INPUT, nearest_file, standard_input
from llmgate.cli.output import counted, emit, emit_json, json_option, tell
from llmgate.config.source import MAX_BYTES
from llmgate.review import Review, review_bytes, review_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.errors import Mistake


@click.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--strict", is_flag=True, help="Let warnings fail the check, too.")
@json_option
@click.pass_context
def command(context: click.Context, *, files: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Report every mistake in models.yaml, and what is doubtful in it.

    Each line is file:line:column: path: what to do. FILE may be -, for standard input. The
    exit status is 1 where there is a mistake, or with --strict a warning.
    """
    reviews = [reviewed(file) for file in files or (nearest_file(),)]
    if as_json:
        emit_json([finding for review in reviews for finding in findings(review)])
    else:
        for review in reviews:
            show(review)
    wrong = any(review.mistakes or (strict and review.warnings) for review in reviews)
    context.exit(1 if wrong else 0)


def reviewed(file: str) -> Review:
    """Review a file, or what comes on standard input."""
    if file == STANDARD_INPUT:
        return review_bytes(standard_input(MAX_BYTES + 1), os.environ, file="<stdin>")
    return review_file(file, os.environ)


def show(review: Review) -> None:
    """Write what was found in a file, and how much."""
    for kind, each in in_order(review):
        emit(line(kind, each))
    mistakes = counted(len(review.mistakes), "mistake")
    warnings = counted(len(review.warnings), "warning")
    models = "" if review.mistakes else f"{counted(review.models, 'model')}, "
    tell(f"{review.file}: {models}{mistakes}, {warnings}")


def in_order(review: Review) -> list[tuple[str, Mistake]]:
    """Return mistakes and warnings together, in the order of the file."""
    found = [("mistake", each) for each in review.mistakes]
    found += [("warning", each) for each in review.warnings]
    return sorted(found, key=lambda pair: (pair[1].line or 0, pair[1].column or 0))


def line(kind: str, found: Mistake) -> str:
    """Return a finding as a line: its place, the kind of a warning, its path, what to do."""
    place = ":".join(str(part) for part in (found.file, found.line, found.column) if part)
    parts = [click.style(place, bold=True)]
    if kind == "warning":
        parts.append(click.style("warning", fg="yellow"))
    if found.path:
        parts.append(click.style(found.path, fg="cyan"))
    return ": ".join([*parts, found.message])


def findings(review: Review) -> Iterator[dict[str, object]]:
    """Yield what was found in a file as data that JSON can write."""
    for kind, found in in_order(review):
        data = asdict(found)
        yield {"kind": kind} | {key: data[key] for key in ("file", "line", "column", "path")} | data
