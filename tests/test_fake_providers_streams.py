"""What the fake vendors' streams look like on the wire."""

import itertools

import httpx
import pytest
from vendor_wire import VENDORS, events, opened, post, saying, streamed, text_in

from llmgate.testing import FakeModel, FakeProviders


@pytest.fixture
def vendors():
    """Vendors whose models have room for 40 tokens of output."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


def test_openai_stream():
    """An OpenAI stream opens with the role, ends with the reason, and is closed by [DONE]."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "openai") as response:
        body = response.read().decode()
    lines = [line for line in body.split("\n\n") if line]
    deltas = [c["choices"][0] for c in events(httpx.Response(200, text=body))]
    assert [(c["delta"], c["finish_reason"]) for c in deltas] == [
        ({"role": "assistant", "content": "", "refusal": None}, None),
        ({"content": "Hello "}, None),
        ({"content": "there!"}, None),
        ({}, "stop"),
    ]
    assert (lines[-1], response.headers["content-type"]) == (
        "data: [DONE]",
        "text/event-stream; charset=utf-8",
    )


def test_openai_stream_has_usage_on_request(vendors):
    """The usage comes in a last chunk without a choice, and every other chunk says null."""
    more = {"stream_options": {"include_usage": True}}
    *others, last = streamed(vendors, "openai", "hi", more=more)
    assert ({str(c["usage"]) for c in others}, last["choices"]) == ({"None"}, [])
    assert last["usage"]["total_tokens"] == 8


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_openai_stream_has_no_usage_unasked(vendors, name):
    """Without the option no chunk has a usage."""
    assert [c for c in streamed(vendors, name) if "usage" in c] == []


def test_azure_stream_opens_with_the_content_filter(vendors):
    """The first event of Azure has no choice and the verdict on the prompt."""
    first = streamed(vendors, "azure")[0]
    assert (first["choices"], list(first["prompt_filter_results"][0])) == (
        [],
        ["prompt_index", "content_filter_results"],
    )


def test_anthropic_stream():
    """An Anthropic stream names its events, pings, and gives its usage in two places."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "anthropic") as response:
        body = response.read().decode()
    names = [line[7:] for line in body.split("\n") if line.startswith("event: ")]
    parsed = events(httpx.Response(200, text=body))
    assert names == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert (
        names == [event["type"] for event in parsed],
        parsed[0]["message"]["usage"]["input_tokens"],
        parsed[-2]["delta"]["stop_reason"],
        parsed[-2]["usage"],
    ) == (True, 6, "end_turn", {"output_tokens": 3})


def test_gemini_stream():
    """A Gemini stream carries the usage throughout and the reason in its last event."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "gemini") as response:
        body = response.read().decode()
    parsed = events(httpx.Response(200, text=body))
    assert [text_in("gemini", event) for event in parsed] == ["Hello ", "there!", ""]
    assert [event["candidates"][0].get("finishReason") for event in parsed] == [None, None, "STOP"]
    assert {event["usageMetadata"]["totalTokenCount"] for event in parsed} == {9}
    assert body.count("\r\n\r\n") == 3


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("chunks", [1, 7, 200])
def test_chunks_are_counted(name, chunks):
    """A stream has exactly as many pieces of text as are asked for."""
    text = "".join(map(str, range(200)))
    with saying(text, chunks=chunks) as vendors:
        pieces = [text_in(name, e) for e in streamed(vendors, name, max_tokens=200)]
    pieces = [piece for piece in pieces if piece]
    assert (len(pieces), "".join(pieces)) == (chunks, text)


def test_streamed_thinking_is_signed():
    """Anthropic's thinking block ends with the very signature of the plain answer."""
    with saying("42", reasoning="let me see", chunk_size=5) as vendors:
        block = post(vendors, "anthropic").json()["content"][0]
        parsed = [event for event in streamed(vendors, "anthropic") if event.get("index") == 0]
    deltas = [event["delta"] for event in parsed[1:-1]]
    assert "".join(delta.get("thinking", "") for delta in deltas) == "let me see"
    assert deltas[-1] == {"type": "signature_delta", "signature": block["signature"]}


def test_streamed_choices_are_told_apart(vendors):
    """Each chunk of several streamed answers says whose it is."""
    chunks = streamed(vendors, "openai", "hi", more={"n": 2})
    grouped = itertools.groupby(c["choices"][0]["index"] for c in chunks if text_in("openai", c))
    assert [index for index, _ in grouped] == [0, 1]


def test_streamed_logprobs(vendors):
    """Each chunk of text has the logarithms of its own tokens."""
    chunks = streamed(vendors, "openai", "hi", more={"logprobs": True})
    worths = [chunk["choices"][0]["logprobs"] for chunk in chunks]
    found = [token["token"] for worth in worths if worth for token in worth["content"]]
    assert "".join(found) == "You said: hi"
