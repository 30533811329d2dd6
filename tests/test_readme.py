"""README.md: its examples run, in order, and print what it says they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from llmgate.config import load_text
from llmgate.testing import FakeModel, FakeProviders

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

# Failures point to the lines of README.md; the tests in it are called as pytest would call them.
RUN = """
import sys
names = {}
exec(compile(sys.stdin.read(), "README.md", "exec"), names)
for name in [name for name in names if name.startswith("test_")]:
    names[name]()
"""

# The vendors' own limits, so that the page shows what they would say.
MODELS = {
    "gpt-4o-mini": FakeModel(128_000, max_output_tokens=16_384),
    "claude-sonnet-4-5": FakeModel(200_000, max_output_tokens=64_000),
    "gemini-2.5-pro": FakeModel(1_048_576, max_output_tokens=65_535),
}


def blocks(language):
    """The fenced blocks of a language, each behind as many empty lines as stand before it."""
    found = re.finditer(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return ["\n" * README.count("\n", 0, block.start(1)) + block[1] for block in found]


def line_of(block):
    """The line of README.md that a block starts in."""
    return f"line {len(block) - len(block.lstrip()) + 1}"


def script():
    """The Python blocks as one program, each line where it stands in README.md."""
    lines = {}
    for block in blocks("python"):
        lines |= {at: line for at, line in enumerate(block.splitlines()) if line}
    return "\n".join(lines.get(at, "") for at in range(max(lines) + 1))


def steady(text):
    """The text without what differs from run to run: the seconds."""
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


def test_python_examples_run_and_print_what_readme_shows():
    """The examples work one after the other, and the text blocks are their output."""
    with FakeProviders(MODELS, answer=lambda _: "Air scatters blue light more than red.") as fakes:
        run = subprocess.run(
            [sys.executable, "-c", RUN],
            input=script(),
            cwd=ROOT,
            env=os.environ | fakes.environ(),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=100,
        )
    shown = "".join(block.lstrip("\n") for block in blocks("text"))
    assert (steady(shown), 0) == (steady(run.stdout), run.returncode), run.stderr


@pytest.mark.parametrize("block", blocks("yaml"), ids=line_of)
def test_yaml_examples_load(block):
    """Each example of models.yaml is one without mistakes, and has a model called writer."""
    assert "writer" in load_text(block, file="README.md").models
