"""Where the weights come from: nothing in the table is anybody's guess."""

import subprocess
import sys
from pathlib import Path

import llmgate.tokens.weights

ROOT = Path(__file__).parent.parent
TABLE = Path(llmgate.tokens.weights.__file__).read_text("utf-8")


def test_the_fit_makes_the_table_again():
    """Each line of the table is one that the committed counts give."""
    command = [sys.executable, "-m", "benchmarks.weights.fit"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("    #")]
    assert "\n".join(lines) == TABLE.partition("= {\n")[2].rpartition("\n}")[0]


def test_more_text_never_makes_less():
    """No weight is negative."""
    weights = [weight for row in llmgate.tokens.weights.TEXT_WEIGHTS.values() for weight in row]
    assert min(weights) >= 0
