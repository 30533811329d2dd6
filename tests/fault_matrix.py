"""What becomes of a call at every fault: the table of docs/reliability.md.

``python tests/fault_matrix.py FILE [CARRIER]`` makes vendors fail in every way at every place of an
answer, on the first, a middle and the last rung of a ladder, in each of the four ways of
calling, and writes what came of it into the file, between its two marks. ``CARRIER``, ``direct``
where it is not given, is who carries to the vendor of the first rung.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import VENDORS as MODELS
from ways import PLAIN, STREAMED, WAYS

import llmgate
from llmgate.config.reasons import REASONS
from llmgate.testing import (
    Answer,
    Blocked,
    Cut,
    Drop,
    Fail,
    FakeAnswer,
    FakeModel,
    FakeProviders,
    Hang,
    Overloaded,
    Quota,
    RateLimit,
    Refuse,
    Silence,
    StreamError,
)
from llmgate.testing.vendors import VENDORS
from llmgate.testing.wires.wire import Size
from llmgate.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmgate.testing.faults import Fault

BEGIN, END = "<!-- fault matrix -->\n", "<!-- end of the fault matrix -->"

# The rungs in their order, each with the vendor that plays it.
RUNGS = {"writer": "openai", "long": "anthropic", "huge": "gemini"}
POSITIONS = {"writer": "first", "long": "middle", "huge": "last"}
TEXT = "An answer in several pieces."
LENGTH = {"openai": "length", "anthropic": "max_tokens", "gemini": "MAX_TOKENS"}
PIECES = 7
TIMEOUT = 1.0

EVENTS = ("after the opening chunk", "in mid-answer")
BEFORE, AT_THE_END = "before the answer", "at the end"


@dataclass(frozen=True, slots=True)
class Cell:
    """A fault of one cause, at one place of the answer, on one rung."""

    cause: str
    place: str
    rung: str

    def fault(self) -> Fault:
        """What the vendor of the rung does."""
        return FAULTS[self.cause, self.place](RUNGS[self.rung])

    @property
    def ways(self) -> dict[str, Callable[..., llmgate.Completion]]:
        """The ways of calling in which an answer has such a place."""
        if self.place in EVENTS or (self.cause, self.place) == ("unavailable", AT_THE_END):
            return STREAMED
        return PLAIN if self.cause == "unavailable" and self.place == "in its body" else WAYS


def too_long(vendor: str) -> Refuse:
    """The vendor's words for a prompt that is too long."""
    size = Size(9_999, None, FakeModel(window=4_096, max_output_tokens=1_024))
    return VENDORS[vendor].wire.words.prompt_too_long(size)


def refusal(cause: str, vendor: str) -> Refuse:
    """The vendor's words for a cause."""
    words: Any = VENDORS[vendor].wire.words
    said: dict[str, Callable[[], Refuse]] = {
        "context_window": lambda: too_long(vendor),
        "rate_limit": lambda: words.rate_limited("m", None),
        "quota": words.out_of_quota,
        "unavailable": words.overloaded,
        "auth": lambda: words.wrong_key("sk-wrong") if vendor == "openai" else words.failure(401),
        "not_found": lambda: words.unknown_model("m"),
        "content_policy": words.blocked,
        "bad_request": lambda: words.failure(400),
    }
    return said[cause]()


def in_stream(after: int, cause: str, vendor: str) -> StreamError:
    """The vendor's words for a cause, inside a stream."""
    return StreamError(after, refusal(cause, vendor).body)


def cut_short(text: str, vendor: str) -> Answer:
    """An answer that ends at the model's own limit."""
    return Answer(FakeAnswer(text, stop=LENGTH[vendor]))


def table() -> dict[tuple[str, str], Callable[[str], Fault]]:
    """Every cause at every place where a vendor can have it, by vendor."""
    plain = {
        "context_window": too_long,
        "rate_limit": lambda _: RateLimit(),
        "quota": lambda _: Quota(),
        "timeout": lambda _: Hang(),
        "unavailable": lambda _: Overloaded(),
        "auth": lambda _: Fail(401),
        "not_found": lambda _: Fail(404),
        "content_policy": lambda _: Blocked(),
        "bad_request": lambda _: Fail(400),
    }
    faults: dict[tuple[str, str], Callable[[str], Fault]] = {}
    for cause, fault in plain.items():
        faults[cause, BEFORE] = fault
        for after, place in enumerate(EVENTS):
            silent = cause == "timeout"
            event = partial(in_stream, after, cause)
            faults[cause, place] = (lambda _, n=after: Silence(n)) if silent else event
    faults["unavailable", "connection dropped"] = lambda _: Drop()
    faults["unavailable", "in its body"] = lambda _: Cut(1)
    faults["unavailable", AT_THE_END] = lambda _: Cut(PIECES, clean=True)
    faults["output_length", "with no output"] = partial(cut_short, "")
    faults["output_length", "with output"] = partial(cut_short, TEXT)
    return dict(sorted(faults.items(), key=lambda item: REASONS.index(item[0][0])))


FAULTS = table()


def outcome(providers: FakeProviders, carrier: str, cell: Cell, way: str) -> str:
    """What came of one call, in a few words."""
    marker = f"{cell.cause} {cell.place} {cell.rung} {way}"
    meant = partial(contains, marker)
    for rung, vendor in RUNGS.items():
        if rung == cell.rung:
            providers.always(vendor, cell.fault(), when=meant)
            break
        providers.always(vendor, too_long(vendor), when=meant)
    gate = gate_for(providers, carrier, cell)
    try:
        reply = WAYS[way](gate, prompt=marker)
    except llmgate.StreamInterruptedError as error:
        kept = "with what had come" if error.reply.text else "without a word"
        return f"{story(error.attempts, cell)}, raises StreamInterruptedError {kept}"
    except llmgate.ApiError as error:
        partly = " with the partial answer" if error.reply is not None else ""
        return f"{story(error.attempts, cell)}, raises {type(error).__name__}{partly}"
    return story(reply.attempts, cell)


def contains(marker: str, request: Any) -> bool:
    """Whether a request is the one of a cell."""
    return marker in request.text


def gate_for(providers: FakeProviders, carrier: str, cell: Cell) -> llmgate.Gate:
    """A gate whose rungs fail over to one another, and whose waits take no time."""
    models: dict[str, Any] = {
        name: dict(MODELS[vendor], retries=1) for name, vendor in RUNGS.items()
    }
    models["writer"] |= {"fallbacks": ["long", "huge"], "carrier": carrier}
    if cell.cause == "timeout":
        models[cell.rung]["timeout"] = TIMEOUT
    timing = Timing(sleep=lambda _: None, asleep=no_wait)
    config = {"defaults": {"model": "writer"}, "models": models}
    return llmgate.Gate.from_dict(config, environ=providers.environ(), timing=timing)


async def no_wait(_seconds: float) -> None:
    """Wait for no time at all."""


def story(attempts: Iterable[llmgate.Attempt], cell: Cell) -> str:
    """The attempts from the rung of the fault on, equal ones counted."""
    told = [told_of(attempt) for attempt in attempts]
    begin = [*RUNGS].index(cell.rung)
    parts = []
    for text, equal in groupby(told[begin:]):
        times = len(list(equal))
        parts.append(f"{text} {times} times" if times > 1 else text)
    return ", ".join(parts)


def told_of(attempt: llmgate.Attempt) -> str:
    """An attempt in a word or three."""
    if attempt.outcome == "answered":
        return f"{POSITIONS[attempt.model]} answers"
    kind = "" if attempt.outcome == "failed" else f" {attempt.outcome}"
    return f"{POSITIONS[attempt.model]}{kind} `{attempt.reason}`"


def measured(carrier: str) -> dict[Cell, dict[str, str]]:
    """What came of every call, by cell and way."""
    cells = [Cell(cause, place, rung) for cause, place in FAULTS for rung in RUNGS]
    models = {
        name: FakeModel(window=1_000_000, max_output_tokens=4_096)
        for name in ("gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-pro")
    }
    with FakeProviders(models, answer=say) as providers, ThreadPoolExecutor(12) as pool:
        calls = {
            (cell, way): pool.submit(outcome, providers, carrier, cell, way)
            for cell in cells
            for way in cell.ways
        }
        return {cell: {way: calls[cell, way].result() for way in cell.ways} for cell in cells}


def say(_request: Any) -> FakeAnswer:
    """What every vendor answers."""
    return FakeAnswer(TEXT, chunks=PIECES)


def in_one(outcomes: dict[str, str]) -> str:
    """The outcomes of the ways of calling, each once."""
    by_text: dict[str, list[str]] = {}
    for way, text in outcomes.items():
        by_text.setdefault(text, []).append(way)
    if len(by_text) == 1:
        return next(iter(by_text))
    return "; ".join(f"*{' and '.join(ways)}*: {text}" for text, ways in by_text.items())


def matrix(carrier: str) -> str:
    """The table in Markdown."""
    found = measured(carrier)
    lines = [
        "| cause | where | on the first rung | on a middle rung | on the last rung |",
        "| --- | --- | --- | --- | --- |",
    ]
    for cause, place in FAULTS:
        cells = [in_one(found[Cell(cause, place, rung)]) for rung in RUNGS]
        lines.append(f"| `{cause}` | {place} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def renewed(page: str, carrier: str) -> str:
    """A page with the table between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{matrix(carrier)}\n{END}{after}"


if __name__ == "__main__":
    target, asked = Path(sys.argv[1]), sys.argv[2:]
    page = renewed(target.read_text("utf-8"), asked[0] if asked else "direct")
    target.write_text(page, "utf-8")
