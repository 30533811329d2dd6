"""An answer, or the lack of one, as data that JSON can write, with the attempts beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import orjson

from llmgate.api_error import ApiError

if TYPE_CHECKING:
    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.errors import StreamInterruptedError


def reply_data(reply: Completion) -> dict[str, Any]:
    """Return an answer as OpenAI has it, and under ``llmgate`` how it came about."""
    return {**reply, "llmgate": facts_of(reply)}


def trace_data(reply: Completion) -> dict[str, Any]:
    """Return the line behind the chunks of a stream: what ``llmgate`` holds of a plain answer."""
    return {"object": "llmgate.trace", **facts_of(reply)}


def facts_of(reply: Completion) -> dict[str, Any]:
    """Return who answered, what it cost in US dollars, and what was tried."""
    return {"model": reply.model_name, "cost": reply.cost, "attempts": as_data(reply.attempts)}


def error_data(error: ApiError | StreamInterruptedError) -> dict[str, Any]:
    """Return a failure as OpenAI has it, with the cause and what was tried."""
    data: dict[str, Any] = {"message": str(error), "type": None, "param": None, "code": None}
    if isinstance(error, ApiError):
        data |= {name: error.facts[name] for name in ("type", "param", "code")}
        data["reason"] = error.reason
    return {"error": data | {"attempts": as_data(error.attempts)}}


def as_data(attempts: tuple[Attempt, ...]) -> list[dict[str, Any]]:
    """Return attempts as JSON has them."""
    return [attempt.as_dict() for attempt in attempts]


def emit_line(data: dict[str, Any]) -> None:
    """Write data as one line of JSON."""
    click.echo(orjson.dumps(data))
