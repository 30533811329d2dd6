"""Whole answers and refusals as vendors of OpenAI's wire give them, each with a name."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from loopback import ANSWER, json_answer

from llmgate.testing.deliveries import Delivery, plain

USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
DETAILED_USAGE = {
    **USAGE,
    "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 3},
}
FUNCTION = {"name": "weather", "arguments": '{"city": "Köln"}'}
CALL = {"id": "call_1", "type": "function", "function": FUNCTION}
OTHER_CALL = {"id": "call_2", "type": "function", "function": {"name": "time", "arguments": "{}"}}
LOGPROBS = {
    "content": [{"token": "y", "logprob": -0.5, "bytes": [121], "top_logprobs": []}],
    "refusal": None,
}
CITATION = {
    "type": "url_citation",
    "url_citation": {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 1},
}
OVERFLOW = {
    "error": {
        "message": "This model's maximum context length is 10 tokens. "
        "However, your messages resulted in 20 tokens.",
        "type": "invalid_request_error",
        "code": "context_length_exceeded",
    }
}
TEXT_KIND = {"content-type": "text/plain; charset=utf-8"}
JSON_KIND = {"content-type": "application/json"}
PAGE_KIND = {"content-type": "text/html"}
PAGE = "<html><head><title>Bad gateway</title></head><body>nginx</body></html>"


def answer(message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An answer whose message and further fields are these."""
    body: dict[str, Any] = deepcopy(ANSWER)
    choice: dict[str, Any] = body["choices"][0]
    choice["message"] = {"role": "assistant", "content": "yes", **(message or {})}
    choice.update(more.pop("choice", {}))
    return {**body, **more}


def choice(index: int | None, message: dict[str, Any], finish: str) -> dict[str, Any]:
    """A choice, without an index if it is None."""
    place = {} if index is None else {"index": index}
    return {**place, "message": message, "finish_reason": finish}


def without(name: str) -> dict[str, Any]:
    """An answer that lacks a field."""
    return {field: value for field, value in ANSWER.items() if field != name}


def text(body: str, status: int = 200, kind: dict[str, str] = TEXT_KIND) -> Delivery:
    """An answer that is no JSON."""
    return plain(status, kind, body.encode())


def refused(status: int, message: str, more: Any = None, **headers: str) -> Delivery:
    """A refusal in OpenAI's form."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return json_answer({"error": error | (more or {})}, status, named)


ANSWERS: dict[str, Delivery] = {
    name: json_answer(body)
    for name, body in {
        "plain": answer(),
        "all fields": answer(
            {"refusal": None, "annotations": []},
            choice={"logprobs": LOGPROBS},
            system_fingerprint="fp_1",
            service_tier="default",
            usage=DETAILED_USAGE,
        ),
        "tool call": answer(
            {"content": None, "tool_calls": [CALL]}, choice={"finish_reason": "tool_calls"}
        ),
        "two tool calls and text": answer(
            {"tool_calls": [CALL, OTHER_CALL]}, choice={"finish_reason": "tool_calls"}
        ),
        "tool call that ends with stop": answer({"content": "", "tool_calls": [CALL]}),
        "tool call with arguments as an object": answer(
            {"content": None, "tool_calls": [{**CALL, "function": {"name": "f", "arguments": {}}}]},
            choice={"finish_reason": "tool_calls"},
        ),
        "tool call without an id": answer(
            {"content": None, "tool_calls": [{"type": "function", "function": FUNCTION}]},
            choice={"finish_reason": "tool_calls"},
        ),
        "function call": answer(
            {"content": None, "function_call": FUNCTION}, choice={"finish_reason": "function_call"}
        ),
        "no content": answer({"content": None}),
        "empty content": answer({"content": ""}),
        "refusal": answer({"content": None, "refusal": "I cannot."}),
        "reasoning_content": answer({"reasoning_content": "Hm."}),
        "reasoning": answer({"reasoning": "Hm."}),
        "reasoning_details": answer(
            {"reasoning": "Hm.", "reasoning_details": [{"type": "reasoning.text", "text": "Hm."}]}
        ),
        "think tags": answer({"content": "<think>Hm.</think>yes"}),
        "content in parts": answer({"content": [{"type": "text", "text": "yes"}]}),
        "thinking in parts": answer(
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                    {"type": "text", "text": "yes"},
                ]
            }
        ),
        "annotations": answer({"annotations": [CITATION]}),
        "citations": answer(citations=["https://a.example"], search_results=[{"title": "A"}]),
        "audio": answer(
            {
                "content": None,
                "audio": {"id": "a", "data": "aGk=", "expires_at": 9, "transcript": "hi"},
            }
        ),
        "two choices": {
            **answer(),
            "choices": [
                choice(1, {"role": "assistant", "content": "b"}, "stop"),
                choice(0, {"role": "assistant", "content": "a"}, "length"),
            ],
        },
        **{
            f"finish {word}": answer(choice={"finish_reason": word})
            for word in (
                "length", "content_filter", "model_length", "eos", "max_tokens", "error", "odd",
                None,
            )
        },
        "cached tokens": answer(usage=DETAILED_USAGE),
        "cache hits as DeepSeek counts them": answer(
            usage={**USAGE, "prompt_cache_hit_tokens": 4, "prompt_cache_miss_tokens": 3}
        ),
        "usage with a cost": answer(usage={**USAGE, "cost": 0.25}),
        "usage of zeros": answer(usage=dict.fromkeys(USAGE, 0)),
        "usage without a total": answer(usage={"prompt_tokens": 7, "completion_tokens": 5}),
        "null usage": answer(usage=None),
        **{f"no {name}": without(name) for name in ("id", "object", "created", "model", "usage")},
        "unknown fields": answer({"odd": 1}, odd={"a": [1]}, x_groq={"id": "req"}),
        "no role": {
            **answer(),
            "choices": [choice(0, {"content": "yes"}, "stop")],
        },
        "no index": {
            **answer(),
            "choices": [choice(None, {"role": "assistant", "content": "yes"}, "stop")],
        },
        "unicode": answer({"content": "é漢🎉\u2028\x7f"}),
        "lone surrogate": answer({"content": "x\ud83dy"}),
        "no choices": answer(choices=[]),
        "choices are null": answer(choices=None),
        "choices are missing": without("choices"),
        "error of a success": {"error": {"message": "It broke.", "code": 500, "type": "broken"}},
        "error text of a success": {"error": "It broke."},
        "overflow of a success": OVERFLOW,
        "message of a success": {"code": 1301, "message": "Blocked by the vendor."},
        "a list": [],
        "null": None,
    }.items()
} | {
    "page of a success": text(PAGE, kind=PAGE_KIND),
    "empty success": text(""),
    "text of a success": text("ok"),
    "cut JSON": text('{"choices": [{"index": 0, "mess', kind=JSON_KIND),
    "JSON called text": text(json.dumps(ANSWER)),
    "JSON after white space": text("\n\n  " + json.dumps(ANSWER), kind=JSON_KIND),
    "connection cut in the body": Delivery(
        200, (b'{"choices": [',), JSON_KIND, length=999, ending="close"
    ),
    "connection closed": Delivery(None, ending="close"),
}  # fmt: skip

REFUSALS: dict[str, Delivery] = {
    "400": refused(400, "Bad value for temperature.", {"param": "temperature"}),
    "400 overflow": refused(
        400,
        "This model's maximum context length is 128000 tokens. However, your messages resulted in "
        "130000 tokens. Please reduce the length of the messages.",
        {"param": "messages", "code": "context_length_exceeded"},
    ),
    "400 content policy": refused(
        400, "The response was filtered.", {"code": "content_filter", "type": None}
    ),
    "400 text": text("Bad request", 400),
    "400 error text": json_answer({"error": "Bad value."}, 400),
    "400 message": json_answer({"object": "error", "message": "Bad value.", "code": 40001}, 400),
    "400 empty object": json_answer({}, 400),
    "400 list": json_answer([{"error": {"code": 400, "message": "API key not valid."}}], 400),
    "401": refused(401, "Incorrect API key provided: sk-k...3456.", {"code": "invalid_api_key"}),
    "401 quoting the key": refused(401, "Incorrect API key provided: sk-key-123456."),
    "402": refused(402, "Insufficient balance", {"type": "unknown_error"}),
    "403": refused(403, "You have no access to this model."),
    "404": refused(404, "The model `m` does not exist.", {"code": "model_not_found"}),
    "404 page": text("<html><h1>404 Not Found</h1></html>", 404, PAGE_KIND),
    "408": refused(408, "Request timed out."),
    "409": refused(409, "Conflict."),
    "413": text("Request Entity Too Large", 413),
    "422 detail": json_answer(
        {"detail": [{"loc": ["body", "n"], "msg": "not an int", "type": "int"}]}, 422
    ),
    "422 detail text": json_answer({"detail": "Input validation error"}, 422),
    "429 with Retry-After": refused(
        429, "Rate limit reached.", {"code": "rate_limit_exceeded"}, retry_after="7"
    ),
    "429 with its own headers": refused(
        429, "Slow down.", retry_after_ms="250", x_ratelimit_remaining_requests="0"
    ),
    "429 quota": refused(429, "You exceeded your current quota.", {"code": "insufficient_quota"}),
    "429 empty": text("", 429),
    "451": refused(451, "Not here."),
    "500": refused(500, "The server had an error.", {"type": "server_error"}),
    "500 empty": text("", 500),
    "501": refused(501, "Not built."),
    "502 page": text(PAGE, 502, PAGE_KIND),
    "503 with Retry-After": refused(503, "Overloaded.", retry_after="3"),
    "504": text("upstream request timeout", 504),
    "529": refused(529, "Overloaded.", {"type": "overloaded_error"}),
    "599": text("odd", 599),
}
