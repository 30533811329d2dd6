"""Streams as vendors of OpenAI's wire send them, sound and broken, each with a name."""

from __future__ import annotations

import json
from typing import Any

from differential_answers import (
    CALL,
    CITATION,
    DETAILED_USAGE,
    LOGPROBS,
    OVERFLOW,
    PAGE,
    PAGE_KIND,
    USAGE,
    text,
)
from loopback import ANSWER, chunk, events, json_answer, stream_answer

from llmgate.testing.deliveries import Delivery


def delta(**fields: Any) -> dict[str, Any]:
    """A chunk whose delta is this."""
    return chunk(fields)


def called(index: int | None, **call: Any) -> dict[str, Any]:
    """A chunk with a fragment of a tool call."""
    place = {} if index is None else {"index": index}
    return delta(tool_calls=[{**place, **call}])


OPENING = delta(role="assistant", content="")
YES = delta(content="yes")
STOP = chunk(finish="stop")
CALLED = chunk(finish="tool_calls")
LAST_USAGE = {**chunk(), "choices": [], "usage": USAGE}
IN_STREAM = {"error": {"message": "Overloaded.", "type": "server_error", "code": 503}}

STREAMS: dict[str, Delivery] = {
    name: stream_answer(body)
    for name, body in {
        "plain": events(OPENING, YES, delta(content=" no"), STOP, LAST_USAGE),
        "no usage": events(OPENING, YES, STOP),
        "usage beside the finish reason": events(OPENING, YES, {**STOP, "usage": USAGE}),
        "usage in every chunk": events(
            *({**one, "usage": USAGE} for one in (OPENING, YES, STOP))
        ),
        "usage of details": events(OPENING, YES, STOP, {**LAST_USAGE, "usage": DETAILED_USAGE}),
        "usage under x_groq": events(
            OPENING, YES, {**STOP, "x_groq": {"id": "r", "usage": USAGE}}
        ),
        "null usage until the last": events(
            *({**one, "usage": None} for one in (OPENING, YES, STOP)), LAST_USAGE
        ),
        "finish reason beside the last word": events(OPENING, chunk({"content": "yes"}, "stop")),
        "all in one chunk": events(chunk({"role": "assistant", "content": "yes"}, "stop")),
        "role in every chunk": events(
            delta(role="assistant", content="a"), delta(role="assistant", content="b"), STOP
        ),
        "no content": events(OPENING, STOP),
        "null content": events(delta(role="assistant", content=None), YES, STOP),
        "null delta": events(OPENING, YES, {**STOP, "choices": [
            {"index": 0, "delta": None, "finish_reason": "stop"}]}),
        "no index": events(
            *({**one, "choices": [{n: v for n, v in one["choices"][0].items() if n != "index"}]}
              for one in (OPENING, YES, STOP))
        ),
        "empty choices first": events(
            {**chunk(), "choices": [], "prompt_filter_results": []}, OPENING, YES, STOP
        ),
        "fingerprint and tier": events(
            *({**one, "system_fingerprint": "fp_1", "service_tier": "default"}
              for one in (OPENING, YES, STOP))
        ),
        "logprobs": events(OPENING, {**YES, "choices": [
            {"index": 0, "delta": {"content": "y"}, "logprobs": LOGPROBS, "finish_reason": None}
        ]}, STOP),
        "refusal": events(
            delta(role="assistant", refusal=""), delta(refusal="I "), delta(refusal="cannot."), STOP
        ),
        "two choices": events(
            OPENING,
            *({**chunk(), "choices": [{"index": at, "delta": {"content": word},
                                      "finish_reason": None}]}
              for at, word in ((0, "a"), (1, "b"), (0, "c"), (1, "d"))),
            *({**chunk(), "choices": [{"index": at, "delta": {}, "finish_reason": "stop"}]}
              for at in (0, 1)),
        ),
        "reasoning_content": events(
            delta(role="assistant", content=None, reasoning_content="H"),
            delta(reasoning_content="m."), delta(content="yes"), STOP,
        ),
        "reasoning": events(
            delta(role="assistant", content="", reasoning="H"), delta(reasoning="m."), YES, STOP
        ),
        "reasoning_details": events(
            delta(reasoning="Hm.", reasoning_details=[
                {"type": "reasoning.text", "text": "Hm.", "index": 0}]), YES, STOP,
        ),
        "think tags": events(
            delta(role="assistant", content="<think>"), delta(content="Hm."),
            delta(content="</think>"), YES, STOP,
        ),
        "thinking in parts": events(
            delta(role="assistant", content=[
                {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}]),
            delta(content=[{"type": "text", "text": "yes"}]), STOP,
        ),
        "tool call": events(
            OPENING,
            called(0, id="call_1", type="function", function={"name": "weather", "arguments": ""}),
            called(0, function={"arguments": '{"city": '}),
            called(0, function={"arguments": '"Köln"}'}),
            CALLED, LAST_USAGE,
        ),
        "tool call in one piece": events(OPENING, called(0, **CALL), CALLED),
        "tool call without an index": events(OPENING, called(None, **CALL), CALLED),
        "tool call that ends with stop": events(OPENING, called(0, **CALL), STOP),
        "tool calls mixed": events(
            OPENING,
            called(0, id="call_1", type="function", function={"name": "a", "arguments": ""}),
            called(1, id="call_2", type="function", function={"name": "b", "arguments": ""}),
            called(0, function={"arguments": "{}"}), called(1, function={"arguments": "{}"}),
            CALLED,
        ),
        "function call": events(
            delta(role="assistant", content=None, function_call={"name": "f", "arguments": ""}),
            delta(function_call={"arguments": "{}"}), chunk(finish="function_call"),
        ),
        "annotations": events(OPENING, delta(content="yes", annotations=[CITATION]), STOP),
        "citations": events({**OPENING, "citations": ["https://a.example"]}, YES, STOP),
        **{
            f"finish {word}": events(OPENING, YES, chunk(finish=word))
            for word in ("length", "content_filter", "model_length", "eos", "error", "odd")
        },
        "content after the finish reason": events(OPENING, YES, STOP, delta(content="!")),
        "finish reason twice": events(OPENING, YES, STOP, STOP),
        "empty finish reason": events(
            {**OPENING, "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": ""}]},
            STOP,
        ),
        "no id": events(*(
            {name: value for name, value in one.items() if name != "id"}
            for one in (OPENING, YES, STOP)
        )),
        "unknown fields": events({**OPENING, "odd": 1}, delta(content="yes", odd=[1]), STOP),
        "unicode": events(OPENING, delta(content="é漢🎉\u2028\x7f"), STOP),
        "surrogate pair in two chunks": events(
            OPENING, delta(content="\ud83c"), delta(content="\udf89"), STOP
        ),
        "150 equal chunks": events(OPENING, *[delta(content="-")] * 150, STOP),
        "a long chunk": events(OPENING, delta(content="x" * 100_000), STOP),
        "comments": ": OPENROUTER PROCESSING\n\n" + events(OPENING, YES, STOP).replace(
            "data: [DONE]", ": done soon\n\ndata: [DONE]"
        ),
        "CRLF": events(OPENING, YES, STOP).replace("\n", "\r\n"),
        "no space after the colon": events(OPENING, YES, STOP).replace("data: ", "data:"),
        "named events": events(OPENING, YES, STOP).replace("data: ", "event: c\nid: 1\ndata: "),
        "byte order mark": "\ufeff" + events(OPENING, YES, STOP),
        "data in two lines": events(OPENING, YES, STOP).replace(', "ch', ',\ndata: "ch'),
        "no [DONE]": events(OPENING, YES, STOP, done=False),
        "no blank line at the end": events(OPENING, YES, STOP, done=False).rstrip("\n"),
        "no finish reason": events(OPENING, YES),
        "neither finish reason nor [DONE]": events(OPENING, YES, done=False),
        "opening alone": events(OPENING, done=False),
        "[DONE] alone": events(),
        "nothing": "",
        "comments alone": ": ping\n\n: ping\n\n",
        "error at once": events(IN_STREAM, done=False),
        "error after the opening": events(OPENING, IN_STREAM),
        "error after a word": events(OPENING, YES, IN_STREAM),
        "error event": "event: error\n" + events(IN_STREAM, done=False),
        "error text": events({"error": "It broke."}),
        "error beside choices": events(OPENING, YES, {**chunk(finish="error"), **IN_STREAM}),
        "overflow at once": events(OVERFLOW),
        "overflow after the opening": events(OPENING, OVERFLOW),
        "error of a JSON body": json.dumps(IN_STREAM),
        "broken JSON": events(OPENING, YES, '{"choices": [', STOP),
        "words in place of JSON": events(OPENING, "ping", YES, STOP),
        "a list in place of a chunk": events(OPENING, [], YES, STOP),
    }.items()
} | {
    "cut after a word": stream_answer(events(OPENING, YES, done=False), ending="close"),
    "cut at once": stream_answer("", ending="close"),
    "split at every byte": Delivery(
        200,
        tuple(bytes([byte]) for byte in events(OPENING, delta(content="é🎉"), STOP).encode()),
        {"content-type": "text/event-stream"},
    ),
    "whole answer in place of a stream": json_answer(ANSWER),
    "error as JSON": json_answer(IN_STREAM),
    "page in place of a stream": text(PAGE, kind=PAGE_KIND),
    "text in place of a stream": text("ok"),
}  # fmt: skip
