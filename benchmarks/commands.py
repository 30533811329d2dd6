"""What the command line costs, each time in a fresh process."""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.comparison import Sampler

FILE = Path(__file__).parent.parent / "models.yaml"
PROGRAM = "from llmgate.cli import main; main()"
NOTE = "to stay under 300 ms"


def comparisons(_: object) -> Iterator[Comparison]:
    """CPU seconds of the whole process, the interpreter's own start with it."""
    candidates = {
        "python alone": taken("pass"),
        "llmgate --help": taken(PROGRAM, "--help"),
        "llmgate check": taken(PROGRAM, "check", str(FILE)),
    }
    yield Comparison("command line", "run", candidates, rounds=8, notes=(NOTE,))


def taken(program: str, *arguments: str) -> Sampler:
    """A sampler of the CPU seconds that a process takes."""
    return partial(seconds, [sys.executable, "-c", program, *arguments])


def seconds(command: list[str]) -> float:
    """The CPU seconds of a process from its start to its end."""
    before = of_children()
    subprocess.run(command, check=True, capture_output=True)
    return of_children() - before


def of_children() -> float:
    """The CPU seconds of all processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
