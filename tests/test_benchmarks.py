"""The benchmarks, with so few samples that their figures mean nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.latest import latest
from benchmarks.page import README, SPEED, readme_region, speed_region, with_region

ROOT = Path(__file__).parent.parent

CLIENTS = {
    "bare socket", "httpx", "openai SDK", "litellm", "litellm Router", "llmgate (litellm)",
    "llmgate (direct)",
}  # fmt: skip
# The frameworks are installed where the whole of the benchmarks is, and not for the tests.
FRAMEWORKS = {"langchain-openai": "langchain_openai", "pydantic-ai": "pydantic_ai"}
CLIENTS |= {name for name, module in FRAMEWORKS.items() if find_spec(module)}

CARRYING = {"litellm", "openai SDK", "httpx", "llmgate (direct)"}

COMPARED = {
    "every client, sync": CLIENTS,
    "every client, async": CLIENTS,
    "every client's stream, sync": CLIENTS,
    "every client's stream, async": CLIENTS,
    "every client's stream, apart, sync": CLIENTS,
    "every client's stream, apart, async": CLIENTS,
    "50 calls at once, on the clock": CLIENTS,
    "500 calls at once, on the clock": CLIENTS,
    **{f"{count} streams of 80 chunks a second": CARRYING for count in (1, 8, 32, 96)},
    "cold start to the first answer": CLIENTS - {"bare socket", "litellm Router"},
    "plain, sync": {"litellm", "gate", "litellm again"},
    "plain, async": {"litellm", "gate", "litellm again"},
    "agent's conversation, sync": {"litellm", "gate", "litellm again"},
    "agent's conversation, async": {"litellm", "gate", "litellm again"},
    "stream of 200 chunks, sync": {"litellm", "gate"},
    "stream of 200 chunks, async": {"litellm", "gate"},
    "failing call": {"litellm", "gate"},
    "climbing call": {"two litellm calls", "gate"},
    "naming a cause": {"median error", "95th percentile", "hostile megabyte"},
    "import": {"litellm", "llmgate"},
    "import, on the clock": {"litellm", "llmgate"},
    "command line": {"python alone", "llmgate --help", "llmgate check"},
    "models.yaml of 1,000 models": {"yaml, in C", "gate"},
    "gate alone": {"plain", "agent's"},
    "gate alone, streamed": {"stream of 200"},
    "estimate, to 100,000 tokens": {"tenth turn", "turn 200"},
    "estimate, to 100,000 tokens, new dicts": {"tenth turn", "turn 200"},
    "estimate, to 100,000 tokens, parsed anew": {"tenth turn", "turn 200"},
    "estimate, to 1,000,000 tokens": {"tenth turn", "turn 200"},
    "estimate, to 1,000,000 tokens, new dicts": {"tenth turn", "turn 200"},
    "estimate, to 1,000,000 tokens, parsed anew": {"tenth turn", "turn 200"},
    "estimate beside LiteLLM's count": {
        "litellm.token_counter",
        "estimate, and learn",
        "the same, parsed anew",
    },
    "outgrowing four models": {"Router", "gate", "gate, windows known"},
    "stepping over a 429, on the clock": {"healthy", "gate"},
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


def test_direct_carrier_starts_without_litellm(outcomes):
    """The first answer of the direct carrier needs neither LiteLLM nor the OpenAI SDK."""
    notes = outcomes["cold start to the first answer"]["notes"]
    (note,) = [note for note in notes if note.startswith("llmgate (direct): ")]
    assert note.endswith("MB, neither litellm nor openai imported")


def test_what_a_candidate_is_held_to_is_shown(run, outcomes):
    """Each limit stands in the table with the ratio that was measured."""
    held = [limit for outcome in outcomes.values() for limit in outcome["limits"]]
    shown = [line for line in run[0].splitlines() if line.endswith(tuple("0123456789"))]
    told = [line for line in shown if ": within " in line or ": OVER " in line]
    assert len(told) == len(held) > 0


@pytest.mark.parametrize("region, file", [(speed_region, SPEED), (readme_region, README)])
def test_pages_show_the_latest_figures(region, file):
    """What stands between the marks of a page is made of the latest run's file."""
    text = file.read_text(encoding="utf-8")
    assert text == with_region(text, region(latest()))
