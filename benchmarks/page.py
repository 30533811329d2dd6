"""The figures in docs/speed.md and README.md, written between marks from the latest run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.at_once import COUNTS
from benchmarks.clients import DIRECT, HTTPX, LITELLM, SDK
from benchmarks.cold import NAME as COLD
from benchmarks.latest import Figures, latest, outcome, seconds, streams_a_core

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).parent.parent
SPEED, README = ROOT / "docs" / "speed.md", ROOT / "README.md"
REGION = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)

CALL, ASYNC_CALL = "every client, sync", "every client, async"
STREAM = "every client's stream, {}"
APART = "every client's stream, apart, {}"


def main() -> None:
    """Rewrite both pages."""
    figures = latest()
    for file, region in ((SPEED, speed_region(figures)), (README, readme_region(figures))):
        text = file.read_text(encoding="utf-8")
        file.write_text(with_region(text, region), encoding="utf-8")


def with_region(text: str, region: str) -> str:
    """The page with this between its marks."""
    return REGION.sub(lambda _: region, text)


def readme_region(figures: Figures) -> str:
    """One sentence and the picture; nothing before the first run."""
    call, chunk = outcome(figures, CALL), outcome(figures, STREAM.format("async"))
    carried = streams_a_core(figures)
    if not call or not chunk or not carried:
        return ""
    return (
        f"A direct call takes {share(call, DIRECT, HTTPX)} of the CPU time of the bare request in "
        f"httpx, and one of LiteLLM's {share(call, LITELLM, HTTPX)}; a streamed chunk takes "
        f"{share(chunk, DIRECT, SDK)} of the openai SDK's. One core carries "
        f"{carried[DIRECT]:,.0f} streams of 80 chunks a second; with LiteLLM "
        f"{carried[LITELLM]:,.0f} ([how it was measured](docs/speed.md)).\n\n"
        "![CPU time against streams, by client](docs/img/streams.svg)\n"
    )


def share(found: Figures, label: str, other: str) -> str:
    """How many times another's figure a candidate's is."""
    return f"{seconds(found, label) / seconds(found, other):.2f}"


def speed_region(figures: Figures) -> str:
    """The tables of everything that was measured, and the picture."""
    parts = [*tables(figures)]
    if streams_a_core(figures):
        parts.append("![CPU time against streams, by client](img/streams.svg)\n")
    if parts:
        packages = ", ".join(f"{name} {which}" for name, which in figures["packages"].items())
        parts.append(
            f"Measured on {figures['date']} with Python {figures['python']} on "
            f"{figures['cores']} cores: {packages}.\n"
        )
    return "\n".join(["", *parts, ""]) if parts else ""


def tables(figures: Figures) -> Iterator[str]:
    """Each table that the run has the figures for."""
    pairs = [("sync", CALL), ("async", ASYNC_CALL)]
    yield from table(figures, "CPU time of a call", pairs, milliseconds)
    pairs = [
        (heading, name.format(way))
        for name, together in ((STREAM, "together"), (APART, "apart"))
        for way in ("sync", "async")
        for heading in [f"{together}, {way}"]
    ]
    yield from table(figures, "CPU time of a streamed chunk", pairs, microseconds)
    pairs = [(f"{count} at once", f"{count} calls at once, on the clock") for count in COUNTS]
    yield from table(figures, "Calls a second", pairs, a_second)
    yield from carried_table(streams_a_core(figures))
    yield from table(figures, "From a cold start to the first answer", [("CPU", COLD)], plain)
    yield from notes(outcome(figures, COLD))


def table(
    figures: Figures,
    title: str,
    columns: Iterable[tuple[str, str]],
    shown: Callable[[float], str],
) -> Iterator[str]:
    """A table with a row a client; each column is a heading and a comparison's name."""
    found = [(heading, each) for heading, name in columns if (each := outcome(figures, name))]
    if not found:
        return
    head = [title, *(heading for heading, _ in found)]
    labels = found[0][1]["candidates"]
    rows = [[label, *(shown(seconds(each, label)) for _, each in found)] for label in labels]
    yield as_markdown([head, *rows])


def carried_table(carried: dict[str, float]) -> Iterator[str]:
    """The streams that one core carries."""
    if carried:
        rows = [[label, f"{streams:,.0f}"] for label, streams in carried.items()]
        yield as_markdown([["Streams of 80 chunks a second that one core carries", ""], *rows])


def notes(found: Figures | None) -> Iterator[str]:
    """What was said beside the figures."""
    if found:
        yield "".join(f"- {note}\n" for note in found["notes"])


def as_markdown(rows: list[list[str]]) -> str:
    """A table; its first row is the heading, its first column text."""
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "| --- |" + " ---: |" * (len(rows[0]) - 1)
    return "\n".join([head, rule, *rest, ""])


def milliseconds(value: float) -> str:
    """Seconds as milliseconds."""
    return f"{value * 1e3:.2f} ms"


def microseconds(value: float) -> str:
    """Seconds as microseconds."""
    return f"{value * 1e6:.0f} µs"


def a_second(value: float) -> str:
    """Seconds a call as calls a second."""
    return f"{1 / value:,.0f}"


def plain(value: float) -> str:
    """Seconds."""
    return f"{value:.2f} s"


if __name__ == "__main__":
    main()
