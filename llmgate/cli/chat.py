"""``llmgate chat``: one question, or a conversation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from llmgate.api_error import ApiError, stand_alone
from llmgate.cli.advice import conclusion
from llmgate.cli.chatting.asking import Line, Turn, text_in
from llmgate.cli.chatting.conversation import Conversation
from llmgate.cli.chatting.parameters import parameters
from llmgate.cli.chatting.questions import asked, question_of
from llmgate.cli.chatting.session import Session
from llmgate.cli.chatting.trace import emit_line, error_data, reply_data, trace_data
from llmgate.cli.files import file_option, nearest_file
from llmgate.cli.output import emit_json, json_option
from llmgate.config import load_file
from llmgate.errors import StreamInterruptedError

if TYPE_CHECKING:
    from llmgate.answer.completion import Completion


@click.command("chat")
@click.argument("model", required=False)
@click.argument("prompt", required=False)
@click.option("--system", metavar="TEXT", help="Instructions, ahead of all that is said.")
@click.option("--max-tokens", type=click.IntRange(1), metavar="N", help="Tokens of an answer.")
@click.option("--temperature", type=float, metavar="X", help="How much chance there is, from 0.")
@click.option(
    "-p", "pairs", metavar="NAME=VALUE", multiple=True, help="Any other keyword of a call."
)
@click.option(
    "--stream/--no-stream", default=None, help="Answer as it comes; usual, but not with --json."
)
@file_option
@json_option
def command(*, model: str | None, prompt: str | None, **given: Any) -> None:
    """Ask a model one thing, or talk with it in the terminal.

    MODEL is a name or alias of the file, or else its default model. PROMPT may be -, for
    standard input; what is piped in beside a PROMPT goes ahead of it. Without either a
    conversation begins; /help lists its commands.

    The answer alone is on standard output. What went another way (a fallback, a wait) is told
    on standard error. With --json the answer is OpenAI's chat.completion, with the attempts
    under "llmgate"; with --json --stream it is chunks, a line each, and the attempts at last.
    The exit status is 1 where there was no answer.
    """
    config = load_file(given["file"] or nearest_file())
    options = parameters(
        given["pairs"], max_tokens=given["max_tokens"], temperature=given["temperature"]
    )
    name, prompt = asked(config, model, prompt)
    question = question_of(prompt)
    if question is None and given["as_json"]:
        message = "--json takes a PROMPT, or one on standard input"
        raise click.UsageError(message)
    stand_alone()
    with Line(config) as line:
        conversation = Conversation(line.gate.model_name(name), given["system"])
        if question is None:
            Session(line, config, conversation, options).run()
            return
        call = {"model": conversation.model, "messages": conversation.asking(question), **options}
        ask_once(line, call, as_json=given["as_json"], stream=given["stream"])


def ask_once(line: Line, call: dict[str, Any], *, as_json: bool, stream: bool | None) -> None:
    """Ask one question, and write its answer. Raises ``ClickException`` where there is none."""
    try:
        if as_json:
            answer_as_json(line, call, stream=bool(stream))
        else:
            answer_as_text(line, call, stream=stream is not False)
    except (ApiError, StreamInterruptedError) as error:
        line.writer.end()
        if as_json:
            emit_line(error_data(error)) if stream else emit_json(error_data(error))
        raise click.ClickException(conclusion(error)) from None
    finally:
        line.writer.end()


def answer_as_text(line: Line, call: dict[str, Any], *, stream: bool) -> None:
    """Write the text of an answer; what else it holds is told beside it."""
    if stream:
        begun = partial(line.reports.begun, call["model"])
        turn = Turn(line.gate, call, begun, lambda chunk: line.writer.write(text_in(chunk)))
        reply = line.run(turn.streamed())
    else:
        reply = line.run(line.gate.acompletion(**call))
        line.writer.write(reply.text)
    for called in reply.tool_calls:
        name = called.get("function", {}).get("name")
        line.reports.remark(f"It calls the tool {name}; --json shows how.")


def answer_as_json(line: Line, call: dict[str, Any], *, stream: bool) -> None:
    """Write an answer as JSON, or its chunks as JSON lines; and how it came about."""
    if not stream:
        reply: Completion = line.run(line.gate.acompletion(**call))
        emit_json(reply_data(reply))
        return
    turn = Turn(line.gate, call, partial(line.reports.begun, call["model"]), emit_line)
    emit_line(trace_data(line.run(turn.streamed())))
