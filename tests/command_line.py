"""Runs the command line as a person does: in a pipe, or in a terminal of 80 columns."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

import pexpect
import pyte

COMMAND = [sys.executable, "-m", "llmgate"]
COLUMNS, LINES = 80, 200
TIMEOUT = 60
PATIENCE, PRESSES = 5, 6

# What makes a terminal of the machine that runs the tests look unlike the one of a test.
UNWANTED = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "LLMGATE_CONFIG", "PYTHONUNBUFFERED")


@dataclass(frozen=True)
class Seen:
    """What a run showed: its output, what it said beside it, and its exit status."""

    out: str
    err: str
    status: int


@dataclass(frozen=True)
class Screen:
    """What a terminal of 80 columns showed: its lines, their colours, and the exit status."""

    lines: tuple[str, ...]
    raw: str
    status: int

    @property
    def text(self):
        """The lines as one text."""
        return "\n".join(self.lines)


def environment(**changes):
    """The environment of a run: this one's, without what a test does not know of."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return kept | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | changes


def interruptible():
    """Have Ctrl-C interrupt a child, also where whoever runs the tests ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def piped(*arguments, cwd=None, given="", **environ):
    """Run a command in a pipe."""
    run = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=given,
        cwd=cwd,
        env=environment(**environ),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=TIMEOUT,
    )
    return Seen(run.stdout, run.stderr, run.returncode)


def spawned(*arguments, cwd=None, **environ):
    """Start a command in a terminal of 80 columns, to talk with."""
    return pexpect.spawn(
        sys.executable,
        [*COMMAND[1:], *map(str, arguments)],
        cwd=None if cwd is None else str(cwd),
        preexec_fn=interruptible,
        env=environment(**environ),
        dimensions=(LINES, COLUMNS),
        encoding="utf-8",
        timeout=TIMEOUT,
        echo=False,
    )


def interrupted(child):
    """Press Ctrl-C, again where nothing happens, as a person would; return what was said.

    A signal that comes between Python's last look for one and the system's wait for input is
    seen after that wait alone: a few microseconds, which a busy machine draws out.
    """
    for _ in range(PRESSES):
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=PATIENCE) == 0:
            break
    rest = child.before
    child.close()
    return rest


def shown(raw):
    """The lines that a terminal shows after this output, without the empty ones at the end."""
    screen = pyte.Screen(COLUMNS, LINES)
    pyte.Stream(screen).feed(raw)
    lines = [line.rstrip() for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def on_terminal(*arguments, cwd=None, **environ):
    """Run a command in a terminal of 80 columns."""
    child = spawned(*arguments, cwd=cwd, **environ)
    raw = child.read()
    child.close()
    return Screen(shown(raw), raw, child.exitstatus)
