"""The table of docs/reliability.md is what a run of the faults gives."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fault_matrix import FAULTS, POSITIONS

from llmgate.config.reasons import REASONS

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reliability.md"


@pytest.mark.parametrize("carrier", ["litellm", "direct"])
def test_the_table_is_what_happens(carrier, tmp_path):
    """Every cause, place, rung and way of calling is as the page says, whoever carries."""
    page = shutil.copy(PAGE, tmp_path)
    command = [sys.executable, TESTS / "fault_matrix.py", page, carrier]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    assert Path(page).read_text("utf-8") == PAGE.read_text("utf-8")


def test_the_table_has_every_cause_on_every_kind_of_rung():
    """None of the ten is left out, nor is the first, a middle or the last rung."""
    assert {cause for cause, _ in FAULTS} == set(REASONS)
    assert sorted(POSITIONS.values()) == ["first", "last", "middle"]
