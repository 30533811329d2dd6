"""Writes Anthropic's answers and streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.anthropic.content import signature
from llmgate.testing.wires.wire import Event, Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.wires.wire import Kind, Turn


def event(body: Any, kind: Kind = "output") -> Event:
    """One event of an Anthropic stream."""
    data = json.dumps(body, ensure_ascii=False)
    return Event(f"event: {body['type']}\ndata: {data}\n\n".encode(), kind)


def message(turn: Turn) -> Json:
    """The whole answer."""
    sent = usage(turn)
    body = frame(turn) | {
        "content": [block for block, _ in parts(turn)],
        "stop_reason": stop_reason(turn),
    }
    return body if sent is None else body | {"usage": sent}


def frame(turn: Turn) -> Json:
    """What every message begins with."""
    return {
        "id": f"msg_fake{turn.number:020d}",
        "type": "message",
        "role": "assistant",
        "model": turn.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def parts(turn: Turn) -> Iterator[tuple[Json, list[Json]]]:
    """The blocks of the content, each with the deltas that a stream makes of it."""
    answer = turn.answer
    if answer.reasoning:
        signed = {"signature": signature(answer.reasoning)}
        pieces = answer.pieces(answer.reasoning)
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces]
        yield (
            {"type": "thinking", "thinking": answer.reasoning, **signed},
            [*deltas, {"type": "signature_delta", **signed}],
        )
    if answer.text:
        pieces = answer.text_pieces
        deltas = [{"type": "text_delta", "text": piece} for piece in pieces]
        yield {"type": "text", "text": answer.text}, deltas
    for index, call in enumerate(answer.tool_calls):
        pieces = answer.pieces(call.text)
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
        made = {"id": call.id or f"toolu_fake{turn.number:012d}{index:06d}", "name": call.name}
        yield {"type": "tool_use", **made, "input": call.object}, deltas


def stop_reason(turn: Turn) -> str:
    """Why the answer ends, in Anthropic's word."""
    if turn.answer.stop is not None:
        return turn.answer.stop
    if turn.cut:
        return "max_tokens"
    return "tool_use" if turn.answer.tool_calls else "end_turn"


def usage(turn: Turn) -> Json | None:
    """The usage, None where the answer carries none."""
    if not isinstance(turn.answer.usage, bool):
        return dict(turn.answer.usage)
    if not turn.answer.usage:
        return None
    return {
        "input_tokens": turn.prompt_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": turn.output_tokens,
        "service_tier": "standard",
    }


def events(turn: Turn) -> Iterator[Event]:
    """The answer as a stream."""
    sent = usage(turn)
    begun = frame(turn) | ({} if sent is None else {"usage": {**sent, "output_tokens": 1}})
    yield event({"type": "message_start", "message": begun}, "opening")
    for index, (block, deltas) in enumerate(parts(turn)):
        yield started(index, block)
        if index == 0:
            yield event({"type": "ping"}, "opening")
        for delta in deltas:
            yield event({"type": "content_block_delta", "index": index, "delta": delta})
        yield event({"type": "content_block_stop", "index": index}, "closing")
    yield ended(turn, sent)
    yield event({"type": "message_stop"}, "closing")


def started(index: int, block: Json) -> Event:
    """The start of a block; that of a tool call names the tool, so it is output."""
    empty: dict[str, Json] = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}}
    begun: Json = block | empty.get(block["type"], {"input": {}})
    kind: Kind = "output" if block["type"] == "tool_use" else "opening"
    return event({"type": "content_block_start", "index": index, "content_block": begun}, kind)


def ended(turn: Turn, sent: Json | None) -> Event:
    """Why the answer ends and what it cost."""
    delta: Json = {"stop_reason": stop_reason(turn), "stop_sequence": None}
    spent = {} if sent is None else {"usage": {"output_tokens": sent.get("output_tokens", 0)}}
    return event({"type": "message_delta", "delta": delta, **spent}, "closing")
