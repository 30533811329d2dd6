"""A conversation at the terminal: a line is read, and asked or obeyed, until the end of file."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from llmgate.api_error import ApiError
from llmgate.carriers.litellm_process import litellm_module
from llmgate.cli.advice import conclusion
from llmgate.cli.chatting.asking import Turn, text_in
from llmgate.cli.chatting.commands import HELP, completions, parsed, unknown
from llmgate.cli.chatting.conversation import BROKEN, STOPPED, Conversation
from llmgate.cli.chatting.questions import names_of
from llmgate.cli.chatting.reading import Reader
from llmgate.cli.output import tell
from llmgate.errors import GateError, StreamInterruptedError, UnknownModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.cli.chatting.asking import Line
    from llmgate.config import Config

WELCOME = "Ask away. /help lists the commands, Ctrl-C ends an answer, Ctrl-D leaves."


class Session:
    """One person, one conversation, and any model of the file.

    ``options`` are keywords of every call.
    """

    def __init__(
        self, line: Line, config: Config, conversation: Conversation, options: Mapping[str, Any]
    ) -> None:
        self._line = line
        self._names = names_of(config)
        self._conversation = conversation
        self._options = options
        self._reader = Reader(lambda typed: completions(typed, self._names))
        self._on = True
        self._commands = {
            "/model": self._switch,
            "/retry": self._retry,
            "/clear": self._clear,
            "/help": show_help,
            "/quit": self._leave,
        }

    def run(self) -> None:
        """Talk until the person leaves. Raises ``KeyboardInterrupt`` on a second Ctrl-C."""
        tell(click.style(WELCOME, dim=True))
        # While the first question is typed; and an import that Ctrl-C breaks stays broken.
        Thread(target=litellm_module, daemon=True).start()
        while self._on and (line := self._reader.line(self._prompt())) is not None:
            if line.strip():
                self.take(line)

    def take(self, line: str) -> None:
        """Obey a command, or ask a question."""
        command = parsed(line)
        if command is None:
            self._ask(line)
        elif command[0] in self._commands:
            self._commands[command[0]](command[1])
        else:
            self._line.reports.complain(unknown(command[0]))

    def _prompt(self) -> str:
        return click.style(f"{self._conversation.model}>", fg="cyan", bold=True) + " "

    def _ask(self, question: str) -> None:
        turn = self._turn(question)
        try:
            self._conversation.answered(self._line.run(turn.streamed()))
        except KeyboardInterrupt:
            self._ended(turn, STOPPED, "Stopped.")
        except StreamInterruptedError as error:
            self._ended(turn, BROKEN, conclusion(error))
        except (ApiError, GateError) as error:
            self._line.reports.complain(f"{conclusion(error)} /retry asks again.")
        finally:
            self._line.writer.end()

    def _turn(self, question: str) -> Turn:
        conversation, line = self._conversation, self._line
        call = {
            **self._options,
            "model": conversation.model,
            "messages": conversation.asking(question),
            "conversation": conversation.name,
        }
        begun = partial(line.reports.begun, conversation.model)
        return Turn(line.gate, call, begun, lambda chunk: line.writer.write(text_in(chunk)))

    def _ended(self, turn: Turn, mark: str, text: str) -> None:
        kept = self._conversation.ended_early(turn.reply, mark)
        rest = "What has come is remembered" if kept else "The question is forgotten"
        self._line.reports.remark(f"{text} {rest}; /retry asks again.")

    def _switch(self, name: str) -> None:
        if not name:
            tell("\n".join(self._listed()))
            return
        try:
            self._conversation.model = self._line.gate.model_name(name)
        except UnknownModelError as error:
            hint = "" if error.nearest else "; /model lists them"
            self._line.reports.complain(f"{error}{hint}")

    def _listed(self) -> list[str]:
        current = self._conversation.model
        return [f"{'*' if name == current else ' '} {name}" for name in self._names]

    def _retry(self, _: str) -> None:
        question = self._conversation.again()
        if question is None:
            self._line.reports.complain("there is no question to ask again")
        else:
            self._ask(question)

    def _clear(self, _: str) -> None:
        self._conversation.clear()
        self._line.reports.forget()
        tell("A new conversation.")

    def _leave(self, _: str) -> None:
        self._on = False


def show_help(_: str) -> None:
    """Write the commands of a conversation."""
    width = max(map(len, HELP))
    tell("\n".join(f"{usage:{width}}  {text}" for usage, text in HELP.items()))
