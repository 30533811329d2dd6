"""What the doctor found, drawn for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from llmgate.cli.bars import signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.cli.diagnosis.credentials import Credential
    from llmgate.cli.diagnosis.examining import Examined
    from llmgate.cli.diagnosis.live import Result
    from llmgate.cli.diagnosis.packages import Package

STATES = {True: "there", False: "missing", None: ""}
OF_VARIABLES = {True: "set", False: "not set", None: ""}


def mark(*, right: bool) -> tuple[str, str]:
    """Return the sign of what is right or wrong, and its colour."""
    return signs()[0][not right], "green" if right else "red"


def grid() -> Table:
    """Return a table of two columns, a word and what there is to say of it."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True, style="dim")
    made.add_column(overflow="fold")
    return made


def surroundings(facts: Mapping[str, str], packages: list[Package]) -> Table:
    """Return what is the same for all models: the file, and the packages."""
    made = grid()
    for word, text in facts.items():
        made.add_row(word, text)
    for package in packages:
        made.add_row(package.name, version_of(package))
    return made


def version_of(package: Package) -> Text:
    """Say which version of a package there is, and what that means."""
    extra = f" (llmgate[{package.extra}])" if package.extra else ""
    if package.version is None:
        return Text(package.wrong, style="red") if package.wrong else Text(f"not installed{extra}")
    text = Text(f"{package.version}{extra}")
    if package.wrong:
        return text.append(f": {package.wrong}", style="red")
    return text.append(f", of the tested {package.tested}", style="dim") if package.tested else text


def drawn(each: Examined) -> Table:
    """Return a deployment: its name, its route, and what it would use."""
    sign, colour = mark(right=not each.wrong)
    made = Table.grid()
    made.add_row(Text.assemble((f"{sign} {each.name}", colour), (f"  {each.route}", "dim")))
    rows = grid()
    for credential in each.credentials:
        rows.add_row(f"  {credential.keyword}", told(credential))
    url = each.address.url
    rows.add_row(
        "  base URL", f"{url}, set by {each.address.set_by}" if url else each.address.set_by
    )
    rows.add_row("  carrier", f"{each.carrier}: {each.why}" if each.why else each.carrier)
    for wrong in each.wrong:
        rows.add_row("  wrong", Text(wrong, style="red"))
    made.add_row(rows)
    return made


def told(credential: Credential) -> str:
    """Say where a credential comes from, whether it is there, and what else is to be said."""
    origin, where, there = credential.origin, credential.where, credential.there
    why = "" if there is False else credential.why
    if origin == "none":
        return why or f"none ({where} is not set)"
    states, place = STATES, f"{origin} {where}".rstrip()
    if origin == "environment":
        states, place = OF_VARIABLES, where
    return f"{place}: {'; '.join(part for part in (states[there], why) if part)}"


def results(found: list[Result]) -> Table:
    """Return the answers as a table, a row each."""
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    made.add_column("MODEL", overflow="fold")
    made.add_column("ANSWER", no_wrap=True)
    for heading in ("SECONDS", "TOKENS", "$"):
        made.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        made.add_row(each.name, *row(each))
    return made


def row(each: Result) -> Iterator[Text | str]:
    """Yield what a row says of an answer, or of its lack."""
    sign, colour = mark(right=each.answered)
    yield Text(f"{sign} {each.reason or 'answered'}", style=colour)
    yield f"{each.seconds:.2f}"
    counts = [
        number for number in (each.prompt_tokens, each.completion_tokens) if number is not None
    ]
    yield f"{sum(counts):,}" if counts and each.answered else ""
    yield "" if each.cost is None else f"{each.cost:.6f}"


def failures(found: list[Result]) -> Iterator[Text]:
    """Yield what is to be said of each request that had no answer."""
    for each in found:
        if not each.answered:
            yield Text.assemble("\n", each.story, "\n  ", (each.advice, "yellow"))
