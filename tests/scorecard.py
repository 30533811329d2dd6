"""Who recognises an overflow: LiteLLM alone, and llmgate, on real answers of providers.

``python tests/scorecard.py FILE`` replays every answer through the real LiteLLM over HTTP,
in each way of calling, and writes the scorecard to the file.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provider_errors import entries, failure_of_entry, is_error
from replay import PLAIN, STREAMED, replayed, replaying, ways_of

from llmgate.causes.cause import cause_of

if TYPE_CHECKING:
    from collections.abc import Iterable

OVERFLOW = "ContextWindowExceededError"

# Providers with fewer answers share a row.
ENOUGH = 3
SELDOM = "seen once or twice"

HEAD = """# Overflows recognised

Real answers of providers, each with its source in
[tests/data/provider_errors.jsonl](../tests/data/provider_errors.jsonl), replayed over HTTP through
LiteLLM. "LiteLLM" is what its exception class says, "llmgate" what the gate's classifier says of
what LiteLLM leaves. An overflow counts as recognised if it is in every way of calling, and a false
alarm as one if it is one in any. `make scorecard` writes this page.

These answers have been developed against. What counts more is how answers fare that nobody has
seen: each time some had been collected, they were classified once before any rule was changed.

| first look at | overflows | recognised | other errors | false alarms |
| --- | ---: | ---: | ---: | ---: |
| half of the vendors, held out, 2026-11-23 | 79 | 75 | 165 | 2 |
| what was collected next, 2026-11-28 | 72 | 70 | 36 | 1 |
| and after that, 2026-11-28 | 11 | 11 | 9 | 0 |
| by other eyes, other sources, 2026-11-28 | 64 | 58 | 64 | 3 |
| by other eyes again, 2026-11-29 | 51 | 47 | 79 | 3 |
| and after that, 2026-11-29 | 36 | 34 | 43 | 0 |

Made on {date} with LiteLLM {litellm} and Python {python}.
"""


@dataclass(slots=True)
class Score:
    """The counts of one group of answers."""

    overflows: int = 0
    others: int = 0
    recognised: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, entry: dict[str, Any], verdicts: dict[str, list[bool]]) -> None:
        """Count one answer; ``verdicts`` are those of both judges, one a way of calling."""
        overflow = entry["class"] == "overflow"
        self.overflows += overflow
        self.others += not overflow
        for judge, said in verdicts.items():
            self.recognised[judge] += overflow and all(said)
            self.alarms[judge] += not overflow and any(said)

    def row(self, name: str) -> str:
        """The counts as a row of a table."""
        cells = [name, self.overflows, *self.counts(self.recognised), self.others]
        return "| " + " | ".join(str(cell) for cell in [*cells, *self.counts(self.alarms)]) + " |"

    @staticmethod
    def counts(of: dict[str, int]) -> list[int]:
        """LiteLLM's count and llmgate's."""
        return [of["litellm"], of["llmgate"]]


def verdicts_on(server: Any, number: int, ways: Iterable[str]) -> dict[str, list[bool]]:
    """What both judges say of one answer, for each way of calling."""
    failures = [replayed(server, number, way) for way in ways]
    if not failures:
        failures = [failure_of_entry(server.entries[number])]
    return {
        "litellm": [bool(failure) and failure.kind == OVERFLOW for failure in failures],
        "llmgate": [
            bool(failure) and cause_of(failure).reason == "context_window" for failure in failures
        ],
    }


def table(scores: dict[str, Score]) -> list[str]:
    """Groups and their counts."""
    return [
        "| | overflows | LiteLLM | llmgate | other errors | LiteLLM's false alarms | llmgate's |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(score.row(name) for name, score in scores.items()),
    ]


def percent(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.0f} %" if whole else "none"


def provider_of(entry: dict[str, Any]) -> str:
    """Who answered, whatever model it was about."""
    return str(entry["provider"]).split(" (")[0].lower()


def scored(errors: list[dict[str, Any]]) -> list[dict[str, Score]]:
    """The scores of the whole, of the ways of calling, and of the providers."""
    whole: dict[str, Score] = {"clear": Score(), "either way is honest": Score()}
    by_way: dict[str, Score] = {way: Score() for way in PLAIN | STREAMED}
    by_provider: dict[str, Score] = defaultdict(Score)
    seen = Counter(provider_of(entry) for entry in errors if not entry.get("ambiguous"))
    with replaying(errors) as server:
        for number, entry in enumerate(errors):
            ways = ways_of(entry)
            verdicts = verdicts_on(server, number, ways)
            whole["either way is honest" if entry.get("ambiguous") else "clear"].add(
                entry, verdicts
            )
            if entry.get("ambiguous"):
                continue
            provider = provider_of(entry)
            by_provider[provider if seen[provider] >= ENOUGH else SELDOM].add(entry, verdicts)
            for at, way in enumerate(ways):
                by_way[way].add(entry, {judge: [said[at]] for judge, said in verdicts.items()})
    seldom = {SELDOM: by_provider.pop(SELDOM)}
    return [whole, by_way, dict(sorted(by_provider.items())) | seldom]


def summary(clear: Score) -> str:
    """The scorecard in a sentence."""
    alone, found = (percent(count, clear.overflows) for count in clear.counts(clear.recognised))
    wrong, falsely = clear.counts(clear.alarms)
    return (
        f"Of {clear.overflows} clear overflows LiteLLM alone recognises {alone} and llmgate "
        f"{found}; of {clear.others} other errors LiteLLM calls {wrong} an overflow and llmgate "
        f"{falsely}."
    )


def main(target: Path) -> None:
    """Replay everything, and write the page."""
    whole, by_way, by_provider = scored([entry for entry in entries() if is_error(entry)])
    today, python = datetime.now(UTC).date(), sys.version.split()[0]
    lines = [
        HEAD.format(date=today, litellm=version("litellm"), python=python),
        summary(whole["clear"]) + "\n",
        *table(whole),
        "\n## In each way of calling\n",
        *table(by_way),
        "\n## By provider\n",
        *table(by_provider),
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
