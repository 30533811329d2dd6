"""What naming a cause costs, counted in work and not on the clock."""

import resource
import subprocess
import sys

import pytest

from benchmarks.classifying import HOSTILE, hostile
from llmgate.carriers.vendor_failure import refusal
from llmgate.causes.cause import cause_of

SOON = 20


def work(text):
    """How many functions are called for a text."""
    failure = refusal(400, text, {})
    cause_of(failure)
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        cause_of(failure)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_has_a_bound(piece):
    """A text ten times as long makes no more work."""
    assert work(piece * (1_000_000 // len(piece))) <= 1.1 * work(piece * (100_000 // len(piece)))


def test_no_pattern_backtracks_badly():
    """All hostile texts together end within a limit of CPU time that is far above their cost."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (SOON, SOON))

    program = (
        "from benchmarks.classifying import hostile\n"
        "from llmgate.causes.cause import cause_of\n"
        "print(sum(bool(cause_of(failure)) for failure in hostile()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == (str(len(list(hostile()))), "")
