"""The demo: what a newcomer sees first."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from llmgate.testing.vendors import VENDORS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo as it ended, run from another folder and with no vendor's key set."""
    environ = {name: value for name, value in os.environ.items() if "API_KEY" not in name}
    return subprocess.run(
        [sys.executable, ROOT / "demo" / "demo.py"],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )


def test_demo_succeeds_in_silence(demo):
    """The demo's status is 0, and neither LiteLLM, a log nor a warning says anything."""
    assert (demo.returncode, demo.stderr) == (0, "")


def test_demo_climbs_through_three_vendors(demo):
    """OpenAI, then Anthropic, then Gemini answer, and none of them again."""
    routes = re.findall(r"✓ \S+ +(\w+)/", demo.stdout)
    assert re.sub(r"(\w+)( \1)+", r"\1", " ".join(routes)) == "openai anthropic gemini"


def test_demo_shows_why_it_climbed(demo):
    """Every rung that failed did so because the conversation had outgrown it."""
    failures = re.findall(r"✗ (\S+) +(\w+)", demo.stdout)
    assert set(failures) == {("writer", "context_window"), ("writer-long", "context_window")}


def test_demo_prints_what_it_means_to(demo):
    """LiteLLM prints nothing between the demo's lines, each of which fits a terminal."""
    expected = re.compile(
        r"|An agent .*| +\d+ writer\S* .*| {18}\S.*|turn +tokens .*"
        r"| +(\d+ +[\d,]+ )? +[✓✗] .*|Answered: .*|Real vendors.*"
    )
    odd = [line for line in demo.stdout.splitlines() if not expected.fullmatch(line)]
    assert odd + [line for line in demo.stdout.splitlines() if len(line) > 80] == []


def test_demo_prints_no_key(demo):
    """The keys that the demo sends stay out of what it prints."""
    printed = [vendor.key for vendor in VENDORS.values() if vendor.key in demo.stdout]
    assert printed == []
