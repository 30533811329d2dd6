"""Calling the direct carrier itself, in the four ways, on servers of raw bytes."""

import asyncio
import json

import pytest
from raw_server import serving

from llmgate.keys.secret import Secret
from llmgate.transport import CarrierError, Endpoint, Request

KEY = "sk-direct-0123456789"


def completion(text="hi", **more):
    """A whole answer's JSON."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    return json.dumps({"id": "x", "created": 1, "model": "m", "choices": [choice], **more}).encode()


def event(delta, reason=None):
    """A chunk as an event."""
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    data = json.dumps({"id": "x", "created": 1, "model": "m", "choices": [choice]})
    return b"data: " + data.encode() + b"\n\n"


def request(base, *, stream=False, timeout=10.0, **arguments):
    """A request to a server of the test's own."""
    endpoint = Endpoint("openai/m", api_key=Secret(KEY), api_base=base)
    messages = [{"role": "user", "content": "hello"}]
    return Request(endpoint, {"messages": messages, **arguments}, timeout, stream)


def send(carrier, asked):
    """Sync and plain."""
    return carrier.send(asked).body["choices"][0]["message"]["content"]


def asend(carrier, asked):
    """Async and plain."""
    return asyncio.run(carrier.asend(asked)).body["choices"][0]["message"]["content"]


def stream(carrier, asked):
    """Sync and streamed."""
    source = carrier.stream(asked)
    try:
        return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in source)
    finally:
        source.close()


def astream(carrier, asked):
    """Async and streamed."""

    async def read():
        source = await carrier.astream(asked)
        try:
            chunks = [chunk async for chunk in source]
        finally:
            await source.aclose()
        return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)

    return asyncio.run(read())


def answering(*pieces, keep=True):
    """A way to answer each request with these pieces."""

    def answer(connection):
        for piece in pieces:
            connection.sendall(piece)
        return keep

    return answer


def failing(carrier, way, *pieces, **more):
    """The failure for an answer of these bytes."""
    with serving(answering(*pieces, keep=False)) as visits, pytest.raises(CarrierError) as caught:
        way(carrier, request(visits.base, stream=way in (stream, astream), **more))
    return caught.value.failure
