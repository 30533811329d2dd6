"""The command line: its commands, its exit statuses, and what it never does."""

import os
import signal
import subprocess
import sys
from importlib import metadata

import pytest
from command_line import COMMAND, environment, on_terminal, piped

from llmgate.cli import main
from llmgate.cli.app import COMMANDS, commands

GOOD = "models:\n  writer: {route: openai/gpt-4o-mini}\n"


@pytest.fixture
def good(tmp_path):
    """A file without mistakes."""
    file = tmp_path / "models.yaml"
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", COMMANDS)
def test_help_lists_each_command_as_it_describes_itself(name):
    """The line of a command in the list of commands is the first sentence of its own help."""
    command = commands.get_command(None, name)
    assert (command.name, command.get_short_help_str(limit=200)) == (name, COMMANDS[name][1])


def test_unknown_command_names_the_nearest():
    """A misspelt command is a usage error, with the command that was meant."""
    seen = piped("chek")
    assert (seen.out, seen.status, "did you mean 'check'?" in seen.err) == ("", 2, True)


@pytest.mark.parametrize("arguments", [("--help",), ("check",)])
def test_command_line_is_light(good, arguments):
    """Help and a check import neither LiteLLM nor the openai package, nor Rich."""
    code = (
        "import sys\n"
        "from llmgate.cli.app import run\n"
        f"status = run({list(arguments)!r})\n"
        "heavy = {'litellm', 'openai', 'rich'} & set(sys.modules)\n"
        "print(status, sorted(heavy))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=good.parent, capture_output=True, check=True, text=True
    )
    assert run.stdout.splitlines()[-1] == "0 []"


def test_missing_extra_is_named():
    """Without the extra's packages the command line says how to install them."""
    code = "import sys; sys.modules['click'] = None; import llmgate.cli; llmgate.cli.main()"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (run.stderr, run.returncode) == (
        "llmgate: the command line needs two more packages: pip install 'llmgate[cli]'\n",
        2,
    )


def test_no_file_says_what_to_do(tmp_path):
    """Where there is no models.yaml, the command says how to name one."""
    seen = piped("check", cwd=tmp_path)
    told = "name the file, or set LLMGATE_CONFIG to its path"
    assert (seen.status, told in seen.err, "Traceback" in seen.err) == (2, True, False)


@pytest.mark.parametrize("command", ["models", "doctor"])
def test_a_file_without_its_option_is_told_of_it(good, command):
    """Some commands have the file as an argument, and these have it as an option."""
    seen = piped(command, good)
    assert (seen.out, seen.status, f"write --file {good}" in seen.err) == ("", 2, True)


RUNS = {
    "check": ["check"],
    "models": ["models"],
    "explain": ["explain", "--tokens", "5"],
    "schema": ["schema"],
    "help": ["--help"],
}


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_closed_pipe_is_silent(good, arguments):
    """A reader that has seen enough, as ``head`` has, ends any command without a word."""
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        [*COMMAND, *arguments],
        cwd=good.parent,
        env=environment(),
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    silent = (b"", 128 + signal.SIGPIPE)
    spoken = (b"models.yaml: 1 model, no mistakes, no warnings\n", 0)
    assert (run.stderr, run.returncode) == (spoken if arguments == ["check"] else silent)


@pytest.mark.parametrize("arguments", [RUNS["models"], RUNS["explain"]], ids=["models", "explain"])
def test_missing_file_is_told(tmp_path, arguments):
    """A file that is not there is told in a sentence, by each command that reads one."""
    seen = piped(*arguments, "--file", "missing.yaml", cwd=tmp_path)
    assert (seen.out, seen.err.splitlines()[-1], seen.status) == (
        "",
        "missing.yaml: cannot be read: No such file or directory",
        1,
    )


def test_interrupt_during_import_is_no_traceback(monkeypatch):
    """Ctrl-C before a command has begun ends as Ctrl-C does."""

    class Interrupting:
        def find_spec(self, name, *_):
            if name == "llmgate.cli.app":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "llmgate.cli.app")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 128 + signal.SIGINT


def test_command_is_installed():
    """Installing the package installs the command ``llmgate``."""
    (entry,) = metadata.distribution("llmgate").entry_points.select(group="console_scripts")
    assert (entry.name, entry.load()) == ("llmgate", main)


@pytest.mark.parametrize(
    "words,found",
    [("llmgate ex", ["explain", "export"]), ("llmgate explain wr", ["writer", "wrote"])],
)
def test_shell_completes(good, words, found):
    """A shell completes the names of commands, and those of the file's models."""
    good.write_text(GOOD.replace("{", "{aliases: [wrote, other], "), encoding="utf-8")
    seen = piped(
        cwd=good.parent,
        _LLMGATE_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert [line.partition(",")[2] for line in seen.out.splitlines()] == found


@pytest.mark.parametrize("file", ["models.yaml", "other.yaml"])
def test_shell_completes_nothing_without_a_good_file(tmp_path, file):
    """Where there is no good file, a shell completes no model, and says nothing."""
    complete = {"_LLMGATE_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    (tmp_path / file).write_text("models: 1", encoding="utf-8")
    seen = piped(cwd=tmp_path, COMP_WORDS="llmgate explain w", **complete)
    assert (seen.out.strip(), seen.err) == ("", "")


def test_help_fits_a_terminal():
    """The list of commands is shown on a terminal, too."""
    screen = on_terminal("--help")
    assert (screen.status, screen.lines[0]) == (0, "Usage: llmgate [OPTIONS] COMMAND [ARGS]...")
