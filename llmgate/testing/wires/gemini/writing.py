"""Writes Gemini's answers and streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.gemini.content import signature
from llmgate.testing.wires.gemini.reading import candidates_asked
from llmgate.testing.wires.wire import Event, Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.wires.wire import Kind, Turn


def event(body: Any, kind: Kind = "output") -> Event:
    """One event of a Gemini stream."""
    return Event(b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\r\n\r\n", kind)


def response(turn: Turn) -> Json:
    """The whole answer."""
    parts = list(written(turn, whole=True))
    asked = range(candidates_asked(turn.message.body))
    candidates = [candidate(turn, index, parts, ended=True) for index in asked]
    return {"candidates": candidates} | closing(turn)


def candidate(turn: Turn, index: int, parts: list[Json], *, ended: bool) -> Json:
    """One of the answers, or what a stream's event carries of it."""
    content: Json = {"role": "model"} | ({"parts": parts} if parts else {})
    finish = {"finishReason": finish_reason(turn)} if ended else {}
    return {"content": content, **finish, "index": index}


def closing(turn: Turn) -> Json:
    """What stands beside the candidates."""
    sent = usage(turn)
    counted = {} if sent is None else {"usageMetadata": sent}
    return counted | {"modelVersion": turn.model, "responseId": f"fake{turn.number:08d}"}


def written(turn: Turn, *, whole: bool) -> Iterator[Json]:
    """The parts of the answer: in a plain one each is whole."""
    answer = turn.answer
    thoughts = [answer.reasoning] if whole and answer.reasoning else answer.pieces(answer.reasoning)
    for thought in thoughts:
        yield {"text": thought, "thought": True}
    signed = {"thoughtSignature": signature(answer.reasoning)} if answer.reasoning else {}
    texts = [answer.text] if whole and answer.text else answer.text_pieces
    for number, text in enumerate(texts):
        last = number == len(texts) - 1 and not answer.tool_calls
        yield {"text": text} | (signed if last else {})
    for number, call in enumerate(answer.tool_calls):
        named = {"id": call.id} if call.id else {}
        made: Json = {"functionCall": {**named, "name": call.name, "args": call.object}}
        yield made | (signed if number == 0 else {})


def finish_reason(turn: Turn) -> str:
    """Why the answer ends, in Gemini's word; a tool call ends it like a text."""
    if turn.answer.stop is not None:
        return turn.answer.stop
    return "MAX_TOKENS" if turn.cut else "STOP"


def usage(turn: Turn) -> Json | None:
    """The usage, None where the answer carries none."""
    if not isinstance(turn.answer.usage, bool):
        return dict(turn.answer.usage)
    if not turn.answer.usage:
        return None
    thoughts = {"thoughtsTokenCount": turn.reasoning_tokens} if turn.reasoning_tokens else {}
    return {
        "promptTokenCount": turn.prompt_tokens,
        "candidatesTokenCount": turn.output_tokens - turn.reasoning_tokens,
        "totalTokenCount": turn.prompt_tokens + turn.output_tokens,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": turn.prompt_tokens}],
        **thoughts,
    }


def events(turn: Turn) -> Iterator[Event]:
    """The answer as a stream; its last event has the reason and the usage."""
    for part in written(turn, whole=False):
        yield event({"candidates": [candidate(turn, 0, [part], ended=False)]} | closing(turn))
    last = candidate(turn, 0, [{"text": ""}], ended=True)
    yield event({"candidates": [last]} | closing(turn), "closing")
