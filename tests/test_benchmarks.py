"""The benchmarks, with so few samples that their figures mean nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

COMPARED = {
    "plain, sync": {"litellm", "gate", "litellm again"},
    "plain, async": {"litellm", "gate", "litellm again"},
    "agent's conversation, sync": {"litellm", "gate", "litellm again"},
    "agent's conversation, async": {"litellm", "gate", "litellm again"},
    "stream of 200 chunks, sync": {"litellm", "gate"},
    "stream of 200 chunks, async": {"litellm", "gate"},
    "failing call": {"litellm", "gate"},
    "climbing call": {"two litellm calls", "gate"},
    "import": {"litellm", "llmgate"},
    "import, on the clock": {"litellm", "llmgate"},
    "models.yaml of 1,000 models": {"yaml, in C", "gate"},
    "gate alone": {"plain", "agent's"},
    "gate alone, streamed": {"stream of 200"},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run every benchmark, for its table and its figures."""
    file = tmp_path_factory.mktemp("benchmarks") / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--output", file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcomes(run):
    """The outcomes among the figures, by name."""
    return {outcome["name"]: outcome for outcome in run[1]["outcomes"]}


def test_every_comparison_is_written(outcomes):
    """The figures hold every comparison with all its candidates."""
    assert {name: set(each["candidates"]) for name, each in outcomes.items()} == COMPARED


def test_every_comparison_is_shown(run):
    """The table has a heading for every comparison."""
    assert [name for name in COMPARED if name not in run[0].splitlines()] == []


def test_every_sample_took_time(outcomes):
    """Each candidate has two samples above zero."""
    samples = [
        candidate["samples_us"]
        for outcome in outcomes.values()
        for candidate in outcome["candidates"].values()
    ]
    assert [found for found in samples if len(found) != 2 or min(found) <= 0] == []


def test_every_ratio_is_to_the_baseline(outcomes):
    """Where there is a baseline, every other candidate has its ratio to it."""
    shown = {
        (name, label)
        for name, outcome in outcomes.items()
        for label, candidate in outcome["candidates"].items()
        if "ratio" in candidate
    }
    assert shown == {
        (name, label)
        for name, outcome in outcomes.items()
        for label in outcome["candidates"]
        if outcome["baseline"] not in {None, label}
    }


def test_figures_say_what_was_measured_and_not_where(run):
    """Beside the outcomes there are versions, the date and the number of cores."""
    assert set(run[1]) == {"date", "python", "packages", "cores", "outcomes"}
    assert str(ROOT) not in json.dumps(run[1])


def test_importing_the_gate_loads_no_carrier(outcomes):
    """``import llmgate`` brings neither LiteLLM nor the OpenAI SDK."""
    notes = outcomes["import"]["notes"]
    assert notes == ["import llmgate loads neither litellm nor openai"]
