"""README.md and docs: the examples run, in order, and print what the pages say they print."""

import os
import re
import subprocess
import sys

import pytest
import yaml
from pages import PAGES

from llmgate.config import load_text
from llmgate.testing import FakeModel, FakeProviders

# Failures point to the lines of the page; the tests in it are called as pytest would call them.
RUN = """
import inspect, sys
from llmgate.testing import FakeProviders, ScriptedTransport
names = {}
exec(compile(sys.stdin.read(), sys.argv[1], "exec"), names)
for test in [each for name, each in names.items() if name.startswith("test_")]:
    with FakeProviders() as providers:
        given = {"fake_providers": providers, "scripted_transport": ScriptedTransport()}
        test(**{name: given[name] for name in inspect.signature(test).parameters})
"""

# The vendors' own limits, so that a page shows what they would say.
MODELS = {
    "gpt-4o-mini": FakeModel(128_000, max_output_tokens=16_384),
    "claude-sonnet-4-5": FakeModel(200_000, max_output_tokens=64_000),
    "gemini-2.5-pro": FakeModel(1_048_576, max_output_tokens=65_535),
}

PROGRAMS = [page for page in PAGES if page.blocks("python")]
YAML = [block for page in PAGES for block in page.blocks("yaml")]
SESSIONS = [(page, session) for page in PAGES for session in page.sessions()]
UNLIKE_A_READERS = ("COLUMNS", "FORCE_COLOR", "LLMGATE_CONFIG", "NO_COLOR")


@pytest.fixture
def run(tmp_path):
    """Run a command beside a page's files and before the vendors, its output in one stream."""

    def run(page, command, **options):
        page.lay_out(tmp_path)
        with FakeProviders(MODELS, answer=lambda _: "Air scatters blue light more than red.") as it:
            return subprocess.run(
                command,
                cwd=tmp_path,
                env=environment() | it.environ(),
                stdout=subprocess.PIPE,
                encoding="utf-8",
                check=False,
                timeout=100,
                **options,
            )

    return run


def environment():
    """The environment of an example: a terminal of 80 columns, and llmgate on the path."""
    kept = {name: value for name, value in os.environ.items() if name not in UNLIKE_A_READERS}
    scripts = os.path.dirname(sys.executable)  # noqa: PTH120  (not resolved: it may be a link)
    return kept | {"PATH": f"{scripts}{os.pathsep}{kept['PATH']}"}


def steady(text):
    """The text without what differs from run to run: the seconds."""
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


@pytest.mark.parametrize("page", PROGRAMS, ids=str)
def test_python_examples_print_what_the_page_shows(run, page):
    """The examples of a page work one after the other, and the text blocks are their output."""
    command = [sys.executable, "-c", RUN, str(page)]
    done = run(page, command, input=page.program(), stderr=subprocess.PIPE)
    assert (steady(page.output()), 0) == (steady(done.stdout), done.returncode), done.stderr


@pytest.mark.parametrize("page,session", SESSIONS, ids=str)
def test_console_examples_print_what_the_page_shows(run, page, session):
    """Each call of the command line in a page shows what stands below it."""
    command, _, shown = session.text.removeprefix("$ ").partition("\n")
    done = run(page, ["sh", "-c", command], stderr=subprocess.STDOUT)
    assert steady(shown) == steady(done.stdout)


@pytest.mark.parametrize("block", YAML, ids=str)
def test_yaml_examples_load(block):
    """An example of models.yaml is one without mistakes, unless its name says that it is wrong."""
    data = yaml.safe_load(block.text)
    if "models" in data and not (block.file or "").startswith("wrong"):
        assert list(load_text(block.text, file=str(block)).models) == list(data["models"])
