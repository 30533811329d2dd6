"""Writes OpenAI's answers and streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.testing.wires.openai.reading import asks_usage, choices_asked
from llmgate.testing.wires.wire import Event, Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.answers import FakeToolCall
    from llmgate.testing.wires.wire import Kind, Turn

DONE = Event(b"data: [DONE]\n\n", "closing")


def event(body: Any, kind: Kind = "output") -> Event:
    """One event of an OpenAI stream."""
    return Event(b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n", kind)


def completion(turn: Turn) -> Json:
    """The whole answer."""
    choices = [choice(turn, index) for index in range(choices_asked(turn.message.body))]
    body = frame(turn, "chat.completion") | {"choices": choices}
    sent = usage(turn)
    return body if sent is None else body | {"usage": sent}


def frame(turn: Turn, kind: str) -> Json:
    """What every body of an answer begins with."""
    return {
        "id": f"chatcmpl-fake{turn.number:08d}",
        "object": kind,
        "created": turn.created,
        "model": turn.model,
        "service_tier": "default",
        "system_fingerprint": "fp_fake",
    }


def choice(turn: Turn, index: int) -> Json:
    """One of the answers."""
    message: Json = {"role": "assistant", "content": turn.answer.text or None, "refusal": None}
    if turn.answer.reasoning:
        message["reasoning_content"] = turn.answer.reasoning
    calls = list(tool_calls(turn))
    if calls and legacy(turn):
        message["function_call"] = calls[0]["function"]
    elif calls:
        message["tool_calls"] = calls
    elif turn.answer.text == "":
        message["content"] = ""
    return {
        "index": index,
        "message": message,
        "logprobs": logprobs(turn, turn.answer.text),
        "finish_reason": finish_reason(turn),
    }


def logprobs(turn: Turn, text: str) -> Json | None:
    """What each token was worth, if the request asks: four letters are a token here."""
    if not turn.message.body.get("logprobs"):
        return None
    tokens = [text[at : at + 4] for at in range(0, len(text), 4)]
    others = range(int(turn.message.body.get("top_logprobs") or 0))
    return {
        "content": [
            worth(token, 0) | {"top_logprobs": [worth(token, rank) for rank in others]}
            for token in tokens
        ],
        "refusal": None,
    }


def worth(token: str, rank: int) -> Json:
    """A token, or the one of that rank that might have stood in its place."""
    spelt = token if rank == 0 else f"{token}{rank}"
    return {"token": spelt, "bytes": list(spelt.encode()), "logprob": -0.5 * (rank + 1)}


def legacy(turn: Turn) -> bool:
    """Whether the request uses functions, the older form of tools."""
    return "functions" in turn.message.body


def tool_calls(turn: Turn) -> Iterator[Json]:
    """The calls as OpenAI writes them."""
    for index, call in enumerate(turn.answer.tool_calls):
        function = {"name": call.name, "arguments": call.text}
        yield {"id": call_id(turn, index, call), "type": "function", "function": function}


def call_id(turn: Turn, index: int, call: FakeToolCall) -> str:
    """The call's id, of the length of OpenAI's."""
    return call.id or f"call_fake{turn.number:012d}{index:08d}"


def finish_reason(turn: Turn) -> str:
    """Why the answer ends, in OpenAI's word."""
    if turn.answer.stop is not None:
        return turn.answer.stop
    if turn.cut:
        return "length"
    if not turn.answer.tool_calls:
        return "stop"
    return "function_call" if legacy(turn) else "tool_calls"


def usage(turn: Turn) -> Json | None:
    """The usage, None where the answer carries none."""
    if isinstance(turn.answer.usage, bool):
        return counted(turn) if turn.answer.usage else None
    return dict(turn.answer.usage)


def counted(turn: Turn) -> Json:
    """The usage as counted; every choice costs its output."""
    output = turn.output_tokens * choices_asked(turn.message.body)
    details = {"accepted_prediction_tokens": 0, "audio_tokens": 0, "rejected_prediction_tokens": 0}
    return {
        "prompt_tokens": turn.prompt_tokens,
        "completion_tokens": output,
        "total_tokens": turn.prompt_tokens + output,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": turn.reasoning_tokens, **details},
    }


def events(turn: Turn) -> Iterator[Event]:
    """The answer as a stream; its usage comes only if the request asked for it."""
    indexes = range(choices_asked(turn.message.body))
    opening = {"role": "assistant", "content": "", "refusal": None}
    for index in indexes:
        yield chunk(turn, choice_chunk(index, opening), "opening")
    for index in indexes:
        for delta in deltas(turn):
            worths = logprobs(turn, delta["content"]) if "content" in delta else None
            yield chunk(turn, choice_chunk(index, delta) | {"logprobs": worths})
    for index in indexes:
        yield chunk(turn, choice_chunk(index, {}, finish_reason(turn)), "closing")
    if asks_usage(turn.message.body) and usage(turn) is not None:
        body = frame(turn, "chat.completion.chunk") | {"choices": [], "usage": usage(turn)}
        yield event(body, "closing")
    yield DONE


def chunk(turn: Turn, choice: Json, kind: Kind = "output") -> Event:
    """One chunk, of one choice."""
    extra: Json = {"usage": None} if asks_usage(turn.message.body) else {}
    body = frame(turn, "chat.completion.chunk") | {"choices": [choice]} | extra
    return event(body, kind)


def choice_chunk(index: int, delta: Json, finish: str | None = None) -> Json:
    """What a chunk says of a choice."""
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}


def deltas(turn: Turn) -> Iterator[Json]:
    """What the chunks carry, one after the other."""
    for piece in turn.answer.pieces(turn.answer.reasoning):
        yield {"reasoning_content": piece}
    for piece in turn.answer.text_pieces:
        yield {"content": piece}
    for index, call in enumerate(tool_calls(turn)):
        yield from call_deltas(turn, index, call)


def call_deltas(turn: Turn, index: int, call: Json) -> Iterator[Json]:
    """A tool call: first its name, then its arguments piece by piece."""
    name, arguments = call["function"]["name"], call["function"]["arguments"]
    pieces = [{"name": name, "arguments": ""}]
    pieces += [{"arguments": piece} for piece in turn.answer.pieces(arguments)]
    for number, piece in enumerate(pieces):
        named = {"id": call["id"], "type": "function"} if number == 0 else {}
        newer = {"tool_calls": [{"index": index, **named, "function": piece}]}
        yield {"function_call": piece} if legacy(turn) else newer
