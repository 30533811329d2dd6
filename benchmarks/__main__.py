"""Run the benchmarks: ``python -m benchmarks [--quick] [--only WORD] [--output FILE]``."""

from __future__ import annotations

import argparse
import asyncio
import compileall
import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import llmgate
from benchmarks import (
    alone,
    at_once,
    capacity,
    classifying,
    climbing,
    cold,
    commands,
    estimate,
    failing,
    imports,
    loading,
    plain,
    side_by_side,
    stepping,
    streamed,
)
from benchmarks.asking import Scene
from benchmarks.comparison import measured, tried
from benchmarks.fairness import check
from benchmarks.report import Outcome, as_json, heading, lines
from benchmarks.vendor import vendor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.comparison import Comparison

# To add a benchmark, write a module with `comparisons` and name it here.
# The last two leave LiteLLM's Router behind in this process.
MODULES = (
    side_by_side,
    at_once,
    capacity,
    cold,
    plain,
    streamed,
    failing,
    classifying,
    imports,
    commands,
    loading,
    alone,
    estimate,
    climbing,
    stepping,
)

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure, print the table as it grows, and write the figures."""
    options = parsed()
    log_to_nowhere()
    # As installing does it for the other packages: else each fresh interpreter compiles anew.
    compileall.compile_dir(Path(llmgate.__file__).parent, quiet=1)
    print(heading())
    outcomes = []
    with vendor() as origin, asyncio.Runner() as runner:
        scene = Scene(origin, runner, quick=options.quick)
        check(scene)
        for comparison in chosen(scene, options.only):
            samples = tried(comparison) if options.quick else measured(comparison)
            outcome = Outcome(comparison, samples)
            outcomes.append(outcome)
            print("\n".join(lines(outcome)), flush=True)
    file = options.output or RESULTS / ("partial.json" if partial(options) else "latest.json")
    file.write_text(json.dumps(as_json(outcomes), indent=1) + "\n", encoding="utf-8")


def log_to_nowhere() -> None:
    """Have warnings written, as in a program that logs, where nobody has to read them."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (as long as the run)
    logging.getLogger("llmgate").addHandler(logging.StreamHandler(nowhere))


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="hardly measure: is all in order?")
    parser.add_argument("--only", default="", metavar="WORD", help="names with this word in them")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where the figures go")
    return parser.parse_args()


def partial(options: argparse.Namespace) -> bool:
    """Whether the figures are too few to be the latest ones."""
    return bool(options.quick or options.only)


def chosen(scene: Scene, word: str) -> Iterator[Comparison]:
    """The comparisons with this word in their names."""
    for module in MODULES:
        for comparison in module.comparisons(scene):
            if word in comparison.name:
                yield comparison


if __name__ == "__main__":
    main()
