"""The four vendors' wires as plain HTTP, for the tests of the fake vendors."""

import contextlib
import json

import httpx

from llmgate.testing import FakeAnswer, FakeProviders

VENDORS = ("openai", "azure", "anthropic", "gemini")
TOOL = {
    "name": "weather",
    "schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
LONGEST = 30  # seconds: far longer than any test takes


def path(vendor, model, *, stream):
    """The path of a request behind the vendor's base URL."""
    return {
        "openai": "/chat/completions",
        "azure": f"/openai/deployments/{model}/chat/completions?api-version=2024-10-21",
        "anthropic": "/v1/messages",
        "gemini": f"/models/{model}:"
        + ("streamGenerateContent?alt=sse" if stream else "generateContent"),
    }[vendor]


def headers(vendor, key):
    """The headers that carry a credential."""
    return {
        "openai": {"authorization": f"Bearer {key}"},
        "azure": {"api-key": key},
        "anthropic": {"x-api-key": key, "anthropic-version": "2023-06-01"},
        "gemini": {"x-goog-api-key": key},
    }[vendor]


def body(vendor, text, *, model, stream=False, max_tokens=None):
    """A request of one user message."""
    if vendor == "gemini":
        limit = {} if max_tokens is None else {"maxOutputTokens": max_tokens}
        contents = [{"role": "user", "parts": [{"text": text}]}]
        return {"contents": contents} | ({"generationConfig": limit} if limit else {})
    messages = [{"role": "user", "content": text}]
    default = {"max_tokens": 100} if vendor == "anthropic" else {}
    limit = default if max_tokens is None else {"max_tokens": max_tokens}
    return {"model": model, "messages": messages} | limit | ({"stream": True} if stream else {})


def tools(vendor):
    """The definition of one tool."""
    name, schema = TOOL["name"], TOOL["schema"]
    if vendor == "anthropic":
        return [{"name": name, "input_schema": schema}]
    if vendor == "gemini":
        return [{"functionDeclarations": [{"name": name, "parameters": schema}]}]
    return [{"type": "function", "function": {"name": name, "parameters": schema}}]


def request(vendors, vendor, text="hello", *, key=None, more=None, **options):
    """Everything that a client of httpx needs to send a request."""
    model, stream = options.setdefault("model", "m"), options.get("stream", False)
    return {
        "method": "POST",
        "url": vendors.url(vendor) + path(vendor, model, stream=stream),
        "headers": headers(vendor, vendors.key(vendor) if key is None else key),
        "json": body(vendor, text, **options) | (more or {}),
        "timeout": LONGEST,
    }


def post(vendors, vendor, text="hello", **options):
    """Send a request and read the answer."""
    return httpx.request(**request(vendors, vendor, text, **options))


@contextlib.contextmanager
def opened(vendors, vendor, text="hello", **options):
    """Send a request for a stream, and read it as it comes."""
    with httpx.stream(**request(vendors, vendor, text, stream=True, **options)) as response:
        yield response


def events(response):
    """The JSON of the events of a stream."""
    data = [line.removeprefix("data: ") for line in response.iter_lines() if line[:5] == "data:"]
    return [json.loads(item) for item in data if item != "[DONE]"]


def streamed(vendors, vendor, text="hello", **options):
    """The events of a stream that is read to its end."""
    with opened(vendors, vendor, text, **options) as response:
        return events(response)


def text_in(vendor, event):
    """The text that an event of a stream, or a whole answer, carries."""
    if vendor == "anthropic":
        blocks = event.get("content") or [event.get("delta") or {}]
        return "".join(block.get("text", "") for block in blocks)
    if vendor == "gemini":
        parts = [part for c in event["candidates"] for part in c["content"].get("parts", [])]
        return "".join(part.get("text", "") for part in parts)
    messages = [c.get("message") or c.get("delta") for c in event["choices"]]
    return "".join(message.get("content") or "" for message in messages)


def error_in(answer):
    """The message of a vendor's error."""
    return answer.json()["error"]["message"]


def saying(*arguments, **options):
    """Vendors whose models always say the same."""
    return FakeProviders(answer=lambda _: FakeAnswer(*arguments, **options))


def calls_in(vendor, answer):
    """The tool calls of a whole answer, as pairs of a name and the arguments."""
    if vendor == "anthropic":
        blocks = [block for block in answer["content"] if block["type"] == "tool_use"]
        return [(block["name"], block["input"]) for block in blocks]
    if vendor == "gemini":
        parts = answer["candidates"][0]["content"]["parts"]
        calls = [part["functionCall"] for part in parts if "functionCall" in part]
        return [(call["name"], call["args"]) for call in calls]
    calls = answer["choices"][0]["message"].get("tool_calls") or []
    return [(call["function"]["name"], call["function"]["arguments"]) for call in calls]


def reason_in(vendor, answer):
    """The finish reason of a whole answer."""
    if vendor == "anthropic":
        return answer["stop_reason"]
    if vendor == "gemini":
        return answer["candidates"][0]["finishReason"]
    return answer["choices"][0]["finish_reason"]


def refused(answer):
    """The status and the message of a refusal."""
    return answer.status_code, error_in(answer)
