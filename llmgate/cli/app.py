"""The group of all commands, and what every run of one has in common."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click
from click.shell_completion import shell_complete

import llmgate
from llmgate.cli import INTERRUPTED
from llmgate.cli.lazy import LazyGroup
from llmgate.cli.output import counted
from llmgate.errors import ConfigError, GateError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "llmgate"
COMPLETE = "_LLMGATE_COMPLETE"

# What a shell reports of a program that a closed pipe ended: 128 and the signal's number.
PIPE_CLOSED = 141

COMMANDS = {
    "check": (
        "llmgate.cli.check",
        "Report every mistake in models.yaml, and what is doubtful in it.",
    ),
    "models": (
        "llmgate.cli.models",
        "List the models: names, routes, windows, prices and fallbacks.",
    ),
    "explain": (
        "llmgate.cli.explain",
        "Show which rung of a ladder would answer, and why the others would not.",
    ),
    "chat": (
        "llmgate.cli.chat",
        "Ask a model one thing, or talk with it in the terminal.",
    ),
    "doctor": (
        "llmgate.cli.doctor",
        "Say what each model would use, and what is missing for it.",
    ),
    "schema": (
        "llmgate.cli.schema",
        "Write the JSON Schema of models.yaml, with which editors complete and explain its keys.",
    ),
    "import": (
        "llmgate.cli.import_litellm",
        "Write the models.yaml for a LiteLLM proxy's config.yaml.",
    ),
    "export": (
        "llmgate.cli.export_litellm",
        "Write the config.yaml of a LiteLLM proxy for models.yaml.",
    ),
}


@click.command(
    PROGRAM, cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(llmgate.__version__, prog_name=PROGRAM)
def commands() -> None:
    """One name for a model, whichever vendor serves it.

    Each command reads the file that it is given, else the one that LLMGATE_CONFIG names,
    else the nearest models.yaml from the working directory upwards.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command, and return its exit status; nothing that a user does ends in a traceback."""
    if COMPLETE in os.environ:
        return shell_complete(commands, {}, PROGRAM, COMPLETE, os.environ[COMPLETE])
    encode_all()
    try:
        return finished(arguments)
    except click.ClickException as error:
        return failed(error)
    except GateError as error:
        return failed(click.ClickException(told(error)))
    except (click.Abort, KeyboardInterrupt):
        click.echo(err=True)
        return INTERRUPTED
    except OSError as error:
        return stopped(error)


def encode_all() -> None:
    """Let no character of a file end in a traceback where the terminal does not know it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def failed(error: click.ClickException) -> int:
    """Say what is wrong with the call, or with what it was about."""
    error.show()
    return error.exit_code


def told(error: GateError) -> str:
    """Return an error of the library's own in words; of a wrong file all its mistakes."""
    if isinstance(error, ConfigError):
        return f"{counted(len(error.mistakes), 'mistake')} in the file\n{error}"
    return str(error)


def stopped(error: OSError) -> int:
    """End where the system does; a reader that has gone, as ``head`` does, is not worth a word."""
    leave_output()
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    return failed(click.ClickException(str(error)))


def finished(arguments: Sequence[str]) -> int:
    """Run a command to its end, its output written, and return its exit status."""
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        with commands.make_context(PROGRAM, list(arguments), color=colour) as context:
            commands.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    finally:
        sys.stdout.flush()
    return 0


def leave_output() -> None:
    """Let the interpreter's last flush find a stream that takes it: this one takes no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
