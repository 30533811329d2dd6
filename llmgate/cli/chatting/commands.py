"""What a line of a conversation is: a question, or a command like ``/model writer``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

HELP = {
    "/model NAME": "go on with another model, which is told all that was said",
    "/model": "list the models",
    "/retry": "ask the last question again",
    "/clear": "begin a new conversation",
    "/help": "show this",
    "/quit": "leave, as Ctrl-D does; Ctrl-C ends an answer",
}
COMMANDS = tuple(dict.fromkeys(usage.partition(" ")[0] for usage in HELP))

# A path like /etc/hosts begins no command.
COMMAND = re.compile(r"\s*(/[\w-]*)(?:\s+(.*?))?\s*", re.DOTALL)


def parsed(line: str) -> tuple[str, str] | None:
    """Return a line's command and what stands behind it; None for a question."""
    found = COMMAND.fullmatch(line)
    return (found[1], found[2] or "") if found else None


def unknown(command: str) -> str:
    """Say that a command does not exist, with the nearest one that does."""
    near = nearest(command, COMMANDS)
    return f"there is no {command}; " + (f"did you mean {near}?" if near else "see /help")


def completions(typed: str, models: Iterable[str]) -> list[str]:
    """Return what a line may become: a command, or the name of a model behind its own."""
    lines = [*COMMANDS, *(f"/model {name}" for name in models)]
    found = [line for line in lines if line.startswith(typed)] if typed else []
    # The names are offered once the command stands there.
    return [line for line in found if " " not in line or typed.startswith("/model ")]
