"""``llmgate check``: as a person and as a machine use it."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest
import yaml
from command_line import COMMAND, environment, interrupted, on_terminal, piped, spawned

ROOT = Path(__file__).parent.parent

WRONG = """\
models:
  writer:
    rout: openai/gpt-4o-mini
    fallbacks: {context_window: [writer-lnog]}
  writer-long: {route: antropic/claude-sonnet-4-5}
"""
TOLD = """\
wrong.yaml:3:5: models.writer.rout: unknown key 'rout'; did you mean 'route'?
wrong.yaml:4:34: models.writer.fallbacks.context_window[0]: \
unknown model 'writer-lnog'; did you mean 'writer-long'?
wrong.yaml:5:24: warning: models.writer-long.route: \
LiteLLM knows no provider 'antropic'; did you mean 'anthropic'?
"""
GOOD = "models:\n  writer: {route: openai/gpt-4o-mini}\n"
DOUBTFUL = "models:\n  writer: {route: openai/gpt-4o-mini, api_key: sk-abc}\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with a file of each kind: wrong, doubtful, and neither."""
    files = {"wrong.yaml": WRONG, "doubtful.yaml": DOUBTFUL, "models.yaml": GOOD}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_pipe_gets_plain_lines(folder):
    """In a pipe each finding is a line for tools, and the count stands beside the data."""
    seen = piped("check", "wrong.yaml", cwd=folder)
    assert (seen.out, seen.err, seen.status) == (
        TOLD,
        "wrong.yaml: 2 mistakes, 1 warning\n",
        1,
    )


def test_terminal_gets_colours(folder):
    """On a terminal the places and paths stand out; the words are the same."""
    screen = on_terminal("check", "wrong.yaml", cwd=folder)
    flat = re.sub(r"\s+", "", screen.text)
    told = re.sub(r"\s+", "", TOLD + "wrong.yaml: 2 mistakes, 1 warning")
    assert (flat, "\x1b[1mwrong.yaml:3:5\x1b[0m" in screen.raw, screen.status) == (told, True, 1)


def test_no_color_is_heard(folder):
    """With NO_COLOR a terminal gets no escape sequence at all."""
    assert "\x1b" not in on_terminal("check", "wrong.yaml", cwd=folder, NO_COLOR="1").raw


def test_json_has_every_finding(folder):
    """As JSON a finding has its kind, file, line, column, path and message."""
    seen = piped("check", "--json", "wrong.yaml", cwd=folder)
    found = json.loads(seen.out)
    assert (found[2], [each["kind"] for each in found], seen.status) == (
        {
            "kind": "warning",
            "file": "wrong.yaml",
            "line": 5,
            "column": 24,
            "path": "models.writer-long.route",
            "message": "LiteLLM knows no provider 'antropic'; did you mean 'anthropic'?",
        },
        ["mistake", "mistake", "warning"],
        1,
    )


@pytest.mark.parametrize(
    "arguments,status",
    [
        ([], 0),
        (["models.yaml"], 0),
        (["doubtful.yaml"], 0),
        (["--strict", "doubtful.yaml"], 1),
        (["--strict", "models.yaml"], 0),
        (["models.yaml", "wrong.yaml"], 1),
        (["wrong.yaml", "models.yaml"], 1),
        (["missing.yaml"], 1),
        (["."], 1),
        (["--strikt"], 2),
    ],
)
def test_exit_status(folder, arguments, status):
    """The exit status is 1 for a mistake, or a warning where asked, and 2 for wrong usage."""
    assert piped("check", *arguments, cwd=folder).status == status


def test_several_files_are_told_apart(folder):
    """Each file has its lines and its count."""
    seen = piped("check", "models.yaml", "doubtful.yaml", "missing.yaml", cwd=folder)
    assert seen.err.splitlines() == [
        "models.yaml: 1 model, no mistakes, no warnings",
        "doubtful.yaml: 1 model, no mistakes, 1 warning",
        "missing.yaml: 1 mistake, no warnings",
    ]


def test_hook_checks_the_files_that_it_matches(folder):
    """The definition for pre-commit runs the check on the changed files of that name."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    changed = ["models.yaml", "service/models.yml", "models.yaml.md", "wrong.yaml"]
    matched = [name for name in changed if re.search(hook["files"], name)]
    program, *arguments = hook["entry"].split()
    seen = piped(*arguments, "models.yaml", cwd=folder)
    assert (program, matched, seen.status) == ("llmgate", changed[:2], 0)


def test_nearest_file_is_found_from_below(folder):
    """Without a file the nearest models.yaml upwards is checked, and named."""
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    assert piped("check", cwd=below).err.startswith(f"{folder / 'models.yaml'}: 1 model")


def test_standard_input_is_checked(folder):
    """A dash is standard input."""
    seen = piped("check", "-", cwd=folder, given=WRONG)
    assert seen.out == TOLD.replace("wrong.yaml", "<stdin>")


@pytest.mark.parametrize("given", [b"", b"\xff\xfe", b"\x00", b"models: *", b"a: " * 2_000_000])
def test_any_bytes_are_a_mistake(folder, given):
    """Whatever comes on standard input, it is told what is wrong, and never a traceback."""
    run = subprocess.run(
        [*COMMAND, "check", "-"], input=given, capture_output=True, check=False, env=environment()
    )
    assert (run.returncode, run.stdout.startswith(b"<stdin>"), b"Trace" in run.stderr) == (
        1,
        True,
        False,
    )


def test_closed_pipe_is_silent(folder):
    """A reader that has seen enough, as ``head`` has, ends the command without a word."""
    run = subprocess.Popen(
        [*COMMAND, "check", "wrong.yaml"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    run.stdout.close()
    said = run.stderr.read()
    run.stderr.close()
    assert (said, run.wait()) == (b"", 128 + signal.SIGPIPE)


def test_full_disk_is_told(folder):
    """An output that cannot be written is told in a sentence."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123  (a device)
        run = subprocess.run(
            [*COMMAND, "check", "wrong.yaml"],
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (run.stderr.splitlines()[-1], run.returncode) == (
        b"Error: [Errno 28] No space left on device",
        1,
    )


def test_ctrl_c_ends_it(folder):
    """Ctrl-C while it reads ends the command as a shell expects, without a traceback."""
    child = spawned("check", "-", cwd=folder)
    child.expect("end with Ctrl-D")
    rest = interrupted(child)
    assert (child.exitstatus, "Traceback" in rest) == (128 + signal.SIGINT, False)
