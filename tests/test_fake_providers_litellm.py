"""The real LiteLLM against the fake vendors."""

import asyncio
import os

import openai
import pytest
from vendor_wire import VENDORS

from llmgate.testing import (
    Answer,
    Cut,
    FakeAnswer,
    FakeModel,
    FakeProviders,
    FakeToolCall,
    Hang,
    Overloaded,
    RateLimit,
    Silence,
)

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"] = "True"
os.environ["LITELLM_MODE"] = "PRODUCTION"

# Pydantic, when LiteLLM first builds the schema of one of its own types.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Item '.*' on TypedDict class '.*' is using the `ReadOnly` qualifier:UserWarning"
)

ROUTES = {
    "openai": "openai/gpt-4o-mini",
    "azure": "azure/gpt-4o-mini",
    "anthropic": "anthropic/claude-sonnet-4-5",
    "gemini": "gemini/gemini-2.5-flash",
}
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.fixture(scope="module")
def litellm():
    """LiteLLM, imported when a test needs it: it takes seconds."""
    import litellm  # noqa: PLC0415

    litellm.suppress_debug_info = True
    return litellm


@pytest.fixture(scope="module")
def run(litellm):
    """Run a coroutine in one loop for all tests: LiteLLM keeps its clients for each loop."""
    with asyncio.Runner() as runner:
        yield runner.run
        runner.run(litellm.close_litellm_async_clients())


@pytest.fixture
def vendors():
    """Vendors with room for a thousand tokens."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


@pytest.fixture(params=VENDORS)
def name(request):
    """Each of the vendors."""
    return request.param


@pytest.fixture(params=["sync", "async"])
def complete(request, litellm, run, vendors, name):
    """Call LiteLLM, sync or async, and read a stream to its end."""

    def sync(call):
        answer = litellm.completion(**call)
        return list(answer) if call.get("stream") else answer

    async def asynchronous(call):
        answer = await litellm.acompletion(**call)
        return [chunk async for chunk in answer] if call.get("stream") else answer

    def complete(text="hello there", **more):
        call = call_of(vendors, name, text) | more
        return sync(call) if request.param == "sync" else run(asynchronous(call))

    return complete


def call_of(vendors, name, text):
    """The keywords of a call."""
    version = {"api_version": "2024-10-21"} if name == "azure" else {}
    return {
        "model": ROUTES[name],
        "messages": [{"role": "user", "content": text}],
        "api_base": vendors.url(name),
        "api_key": vendors.key(name),
        "max_tokens": 100,
        "max_retries": 0,
        "timeout": 10,
        "_skip_mcp_handler": True,
    } | version


def test_text(complete):
    """LiteLLM reads the text, the reason and the usage of every vendor."""
    answer = complete()
    choice = answer.choices[0]
    assert (choice.message.content, choice.finish_reason, answer.usage.total_tokens) == (
        "You said: hello there",
        "stop",
        7 + 6,
    )


def test_streamed_text(complete):
    """LiteLLM puts a stream of every vendor together, usage included."""
    chunks = complete(stream=True, stream_options={"include_usage": True})
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    usage = next(c.usage for c in reversed(chunks) if getattr(c, "usage", None))
    assert (text, usage.prompt_tokens, usage.completion_tokens) == ("You said: hello there", 7, 6)


def test_tool_call(complete):
    """LiteLLM reads a tool call of every vendor."""
    answer = complete("Oslo", tools=[WEATHER])
    (call,) = answer.choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments, answer.choices[0].finish_reason) == (
        "weather",
        '{"city": "Oslo"}',
        "tool_calls",
    )


def test_streamed_tool_call(complete, litellm):
    """LiteLLM puts the fragments of a streamed tool call together."""
    chunks = complete("Oslo", tools=[WEATHER], stream=True)
    (call,) = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("weather", '{"city": "Oslo"}')


def test_tool_result(complete, vendors):
    """LiteLLM's own message with a tool call can be sent back with the result."""
    message = complete("Oslo", tools=[WEATHER]).choices[0].message
    messages = [
        {"role": "user", "content": "Oslo"},
        message.model_dump(),
        {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "sunny"},
    ]
    answer = complete(messages=messages, tools=[WEATHER])
    expected = ("The tool said: sunny. You said: Oslo", ("sunny",))
    assert (answer.choices[0].message.content, vendors.requests[-1].tool_results) == expected


def test_several_tool_calls(complete, vendors, name):
    """Several calls of one answer keep their order and their arguments."""
    calls = tuple(FakeToolCall("weather", {"city": city}) for city in ("Oslo", "Rome"))
    vendors.script(name, Answer(FakeAnswer(tool_calls=calls)))
    answer = complete(tools=[WEATHER])
    found = [call.function.arguments for call in answer.choices[0].message.tool_calls]
    assert found == ['{"city": "Oslo"}', '{"city": "Rome"}']


def test_reasoning(complete, vendors, name):
    """LiteLLM finds the reasoning of every vendor."""
    vendors.script(name, Answer(FakeAnswer("42", reasoning="let me see")))
    assert complete().choices[0].message.reasoning_content == "let me see"


def test_system_prompt(complete, vendors):
    """A system prompt arrives and costs tokens."""
    said = [{"role": "system", "content": "x" * 40}, {"role": "user", "content": "hello"}]
    complete(messages=said)
    assert vendors.requests[0].prompt_tokens == 4 + 10 + 4 + 2


def test_overflow(complete, litellm):
    """LiteLLM recognises each of these vendors' overflow of the prompt."""
    with pytest.raises(litellm.ContextWindowExceededError):
        complete("x" * 8_000)


def test_streamed_overflow(complete, litellm):
    """An overflow is recognised at a streamed call as well."""
    with pytest.raises(litellm.ContextWindowExceededError):
        complete("x" * 8_000, stream=True)


def test_overflow_of_prompt_and_output(complete, litellm, name):
    """The three that add the output to the prompt say so, if not always in words LiteLLM knows."""
    if name == "gemini":
        assert complete("x" * 3_600, max_tokens=400).choices[0].finish_reason == "stop"
        return
    with pytest.raises(litellm.BadRequestError, match=r"context l(ength|imit)"):
        complete("x" * 3_600, max_tokens=400)


def test_output_beyond_the_cap(complete, litellm):
    """Too large an output is a bad request, and no overflow."""
    with pytest.raises(litellm.BadRequestError) as caught:
        complete(max_tokens=501)
    assert type(caught.value) is litellm.BadRequestError


def test_cut_answer(complete):
    """An answer that reaches its limit is of the length that was asked for."""
    answer = complete("x" * 300, max_tokens=3)
    assert (answer.choices[0].finish_reason, answer.usage.completion_tokens) == ("length", 3)


def test_wrong_key(complete, litellm):
    """A wrong key is an authentication error at every vendor."""
    with pytest.raises(litellm.AuthenticationError):
        complete(api_key="no-such-key")


def test_unknown_model(litellm, name):
    """A model that does not exist is not found at every vendor."""
    with FakeProviders(default=None) as vendors, pytest.raises(litellm.NotFoundError):
        litellm.completion(**call_of(vendors, name, "hi"))


def test_rate_limit(complete, litellm, vendors, name):
    """A rate limit is one at every vendor."""
    vendors.script(name, RateLimit(retry_after=3))
    with pytest.raises(litellm.RateLimitError):
        complete()


def test_retry_after(litellm, vendors, name):
    """The headers of a rate limit reach the caller, where the vendor has any."""
    vendors.script(name, RateLimit(retry_after=3))
    with pytest.raises(litellm.RateLimitError) as caught:
        litellm.completion(**call_of(vendors, name, "hi"))
    found = (caught.value.litellm_response_headers or {}).get("retry-after")
    assert found == (None if name == "gemini" else "3")


def test_overloaded(complete, litellm, vendors, name):
    """Too much traffic is an error of the server's."""
    vendors.script(name, Overloaded())
    with pytest.raises((litellm.ServiceUnavailableError, litellm.InternalServerError)):
        complete()


def test_hang_up_is_seen(litellm, vendors, name):
    """A call that times out leaves the vendor's connection."""
    vendors.script(name, Hang())
    with pytest.raises(litellm.Timeout):
        litellm.completion(**call_of(vendors, name, "hi") | {"timeout": 0.2})
    assert vendors.wait_for(lambda seen: seen.closed_early).vendor == name


def test_cancelled_call_is_seen(litellm, run, vendors, name):
    """A call whose task is cancelled leaves the vendor's connection."""

    async def give_up():
        call = asyncio.create_task(litellm.acompletion(**call_of(vendors, name, "hi")))
        await asyncio.to_thread(vendors.wait_for, lambda seen: seen.vendor == name)
        call.cancel()
        return await asyncio.to_thread(vendors.wait_for, lambda seen: seen.closed_early)

    vendors.script(name, Hang())
    assert run(give_up()).vendor == name


# Closing LiteLLM's stream closes the connection to these two in every version of it.
@pytest.mark.parametrize("name", ["openai", "azure"])
def test_closed_stream_is_seen(litellm, run, vendors, name):
    """A stream that is closed early closes the vendor's connection."""

    async def read_a_little():
        stream = await litellm.acompletion(**call_of(vendors, name, "hi"), stream=True)
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                break
        await stream.aclose()
        return await asyncio.to_thread(vendors.wait_for, lambda seen: seen.closed_early)

    vendors.script(name, Silence(after=1))
    assert run(read_a_little()).vendor == name


def test_cleanly_cut_stream(litellm, vendors, name):
    """A stream that ends without a reason is told by LiteLLM's wrapper having received none."""
    vendors.script(name, Cut(after=1, clean=True))
    stream = litellm.completion(**call_of(vendors, name, "hi"), stream=True)
    text = "".join(c.choices[0].delta.content or "" for c in stream if c.choices)
    assert (text, stream.received_finish_reason) == ("You said: hi", None)


def test_cut_stream(litellm, vendors, name):
    """A stream that is cut never looks like a finished one."""
    vendors.script(name, Cut(after=1))
    stream = litellm.completion(**call_of(vendors, name, "hi"), stream=True)
    with pytest.raises(openai.APIError):
        list(stream)
    assert stream.received_finish_reason is None
