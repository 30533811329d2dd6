"""Answers of every vendor's wire, in each way of calling."""

import json

import pytest
from conftest import VENDORS
from openai.types.chat import ChatCompletion

import llmgate
from llmgate.testing import Answer, FakeAnswer, FakeToolCall

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "description": "Look a word up.",
            "parameters": {"type": "object", "properties": {"word": {"type": "string"}}},
        },
    }
]
FIELDS = {
    "id",
    "object",
    "created",
    "model",
    "choices",
    "usage",
    "system_fingerprint",
    "service_tier",
}
CALLS = (FakeToolCall("look_up", {"word": "rung"}), FakeToolCall("look_up", {"word": "ladder"}))


@pytest.fixture(params=["auto", "litellm"])
def carrier(request):
    """Whichever carrier suits, and LiteLLM for all."""
    return request.param


@pytest.fixture
def gate(make_gate):
    """A gate that knows each vendor's model by the vendor's name."""
    return make_gate(VENDORS)


def test_every_vendor_answers_in_openai_s_words(gate, ask, vendor):
    """The answer is strictly OpenAI's dict, and nothing of LiteLLM's is in it."""
    reply = ask(gate, model=vendor, prompt="What is a rung?")
    ChatCompletion.model_validate(dict(reply), strict=True)
    assert set(reply) <= FIELDS
    assert json.loads(json.dumps(reply)) == reply
    assert reply["choices"][0]["message"]["content"] == "You said: What is a rung?"
    assert reply.finish_reason == "stop"
    assert reply.model_name == vendor


def test_every_vendor_s_usage_is_the_vendor_s_own(gate, ask, vendor, providers):
    """The usage is what the vendor counted."""
    reply = ask(gate, model=vendor, prompt="one two three")
    assert reply.usage["prompt_tokens"] == providers.requests[-1].prompt_tokens
    assert reply.usage["total_tokens"] == (
        reply.usage["prompt_tokens"] + reply.usage["completion_tokens"]
    )


def test_usage_that_a_vendor_leaves_out_stays_out(gate, ask, vendor, providers):
    """Where the vendor stated no usage there is None: no zeros, no estimate, and no error."""
    providers.script(vendor, Answer(FakeAnswer("hello", usage=False)))
    reply = ask(gate, model=vendor, prompt="x")
    assert (reply.text, reply.usage) == ("hello", None)


def test_tool_calls_arrive_whole(gate, ask, vendor, providers):
    """Parallel tool calls keep names, arguments and an id each, and say so at the end."""
    providers.script(vendor, Answer(FakeAnswer(tool_calls=CALLS, chunk_size=2)))
    reply = ask(gate, model=vendor, prompt="x", tools=TOOLS)
    ChatCompletion.model_validate(dict(reply), strict=True)
    called = [
        (call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in reply.tool_calls
    ]
    assert called == [("look_up", {"word": "rung"}), ("look_up", {"word": "ladder"})]
    assert len({call["id"] for call in reply.tool_calls}) == len(CALLS)
    assert reply.finish_reason == "tool_calls"


def test_a_tool_result_answers_its_call(gate, ask, vendor, providers):
    """A message with tool calls can be sent back with its results."""
    providers.script(vendor, Answer(FakeAnswer(tool_calls=CALLS)))
    conversation = [{"role": "user", "content": "x"}]
    reply = ask(gate, model=vendor, messages=conversation, tools=TOOLS)
    results = [
        {"role": "tool", "tool_call_id": call["id"], "content": "a step"}
        for call in reply.tool_calls
    ]
    conversation = [*conversation, reply.message, *results]
    assert ask(gate, model=vendor, messages=conversation, tools=TOOLS).text != ""


def test_reasoning_has_one_name(gate, ask, vendor, providers):
    """What the model thought stands under ``reasoning_content``, whoever thought it."""
    providers.script(vendor, Answer(FakeAnswer("yes", reasoning="let me think")))
    reply = ask(gate, model=vendor, prompt="x")
    assert reply.message["reasoning_content"] == "let me think"
    assert reply.text == "yes"


@pytest.mark.parametrize(
    "model, word",
    [("openai", "content_filter"), ("anthropic", "refusal")],
)
def test_a_filtered_answer_is_told_in_openai_s_word(gate, ask, providers, model, word):
    """What the filter left of an answer is handed over, and says what ended it."""
    providers.script(model, Answer(FakeAnswer("no", stop=word)))
    assert ask(gate, model=model, prompt="x").finish_reason == "content_filter"


@pytest.mark.parametrize(
    "model, word",
    [("openai", "content_filter"), ("anthropic", "refusal"), ("gemini", "SAFETY")],
)
def test_a_filter_that_leaves_nothing_is_a_refusal(gate, ask, providers, model, word):
    """An empty answer is no answer: the vendor refused the content."""
    providers.script(model, Answer(FakeAnswer("", stop=word)))
    with pytest.raises(llmgate.ApiError) as caught:
        ask(gate, model=model, prompt="x")
    assert caught.value.reason == "content_policy"


@pytest.mark.parametrize("name", ["prompt", "messages"])
def test_a_prompt_is_short_for_one_user_message(gate, ask_plain, providers, name):
    """Both forms are the same request."""
    value = {"prompt": "hello", "messages": [{"role": "user", "content": "hello"}]}[name]
    ask_plain(gate, model="openai", **{name: value})
    assert providers.requests[-1].body["messages"] == [{"role": "user", "content": "hello"}]


def test_legacy_functions_work_on_every_vendor(gate, ask, vendor, providers):
    """Functions go out as tools, and the answer comes back as a function call."""
    providers.script(vendor, Answer(FakeAnswer(tool_calls=CALLS[:1])))
    function = TOOLS[0]["function"]
    reply = ask(gate, model=vendor, prompt="x", functions=[function], function_call="auto")
    ChatCompletion.model_validate(dict(reply), strict=True)
    assert reply.message["function_call"]["name"] == "look_up"
    assert json.loads(reply.message["function_call"]["arguments"]) == {"word": "rung"}
    assert reply.finish_reason == "function_call"
    assert "tool_calls" not in reply.message


def test_the_answer_converts_to_the_openai_package_s_object(gate, ask_plain):
    """``to_openai`` gives a ``ChatCompletion``."""
    reply = ask_plain(gate, model="openai", prompt="x")
    assert reply.to_openai().choices[0].message.content == reply.text


def test_the_cost_is_in_us_dollars(gate, ask, vendor):
    """The price is LiteLLM's, for the tokens that the vendor counted."""
    assert 0 < ask(gate, model=vendor, prompt="x").cost < 0.01
