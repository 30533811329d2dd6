"""The words in which the fake vendors refuse a request."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vendor_wire import VENDORS, error_in, headers, path, post, tools

from llmgate.testing import FakeModel, FakeProviders

TINY = FakeModel(window=100, max_output_tokens=50)


@pytest.fixture(scope="module")
def vendors():
    """Vendors with one model, a tiny one."""
    with FakeProviders({"m": TINY}, default=None) as vendors:
        yield vendors


def refused(answer):
    """The status and the message of a refusal."""
    return answer.status_code, error_in(answer)


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_openai_prompt_too_long(vendors, name):
    """OpenAI and Azure state the window and the prompt, and have a code for it."""
    answer = post(vendors, name, "x" * 444)
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "message": "This model's maximum context length is 100 tokens. However, your messages "
            "resulted in 115 tokens. Please reduce the length of the messages.",
            "type": "invalid_request_error",
            "param": "messages",
            "code": "context_length_exceeded",
        },
    )


def test_openai_prompt_and_output_too_long(vendors):
    """OpenAI adds the requested output to the prompt."""
    message = (
        "This model's maximum context length is 100 tokens. However, you requested 105 tokens "
        "(65 in the messages, 40 in the completion). Please reduce the length of the messages or "
        "completion."
    )
    assert refused(post(vendors, "openai", "x" * 244, max_tokens=40)) == (400, message)


def test_openai_counts_the_functions(vendors):
    """OpenAI states the part of the tool definitions, in both of its forms."""
    more = {"tools": tools("openai")}
    sizes = [(400, None), (200, 40)]
    parts = [
        error_in(post(vendors, "openai", "x" * size, more=more, max_tokens=limit)).split("(")[1]
        for size, limit in sizes
    ]
    assert parts == [
        "104 in the messages, 31 in the functions). Please reduce the length of the messages or "
        "functions.",
        "54 in the messages, 31 in the functions, 40 in the completion). Please reduce the length "
        "of the messages, functions, or completion.",
    ]


def test_anthropic_prompt_too_long(vendors):
    """Anthropic states the prompt and the window."""
    answer = post(vendors, "anthropic", "x" * 444, max_tokens=10)
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": "prompt is too long: 115 tokens > 100 maximum",
            },
            "request_id": "req_fake",
        },
    )


def test_anthropic_prompt_and_output_too_long(vendors):
    """Anthropic adds the requested output to the prompt in words of its own."""
    message = (
        "input length and `max_tokens` exceed context limit: 65 + 40 > 100, decrease input length "
        "or `max_tokens` and try again"
    )
    assert refused(post(vendors, "anthropic", "x" * 244, max_tokens=40)) == (400, message)


def test_gemini_prompt_too_long(vendors):
    """Gemini states both numbers, and has no code beside the status."""
    answer = post(vendors, "gemini", "x" * 444)
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "code": 400,
            "message": "The input token count (115) exceeds the maximum number of tokens allowed "
            "(100).",
            "status": "INVALID_ARGUMENT",
        },
    )


def test_gemini_window_holds_the_prompt_alone(vendors):
    """Gemini does not add the requested output to the prompt."""
    assert post(vendors, "gemini", "x" * 384, max_tokens=50).status_code == 200


@pytest.mark.parametrize(
    "name,message",
    [
        (
            "openai",
            "max_tokens is too large: 51. This model supports at most 50 completion tokens, "
            "whereas you provided 51.",
        ),
        (
            "azure",
            "max_tokens is too large: 51. This model supports at most 50 completion tokens, "
            "whereas you provided 51.",
        ),
        (
            "anthropic",
            "max_tokens: 51 > 50, which is the maximum allowed number of output tokens for m",
        ),
        (
            "gemini",
            "Unable to submit request because it has a maxOutputTokens value of 51 but the "
            "supported range is from 1 (inclusive) to 51 (exclusive). Update the value and try "
            "again.",
        ),
    ],
)
def test_max_tokens_beyond_the_cap(vendors, name, message):
    """More output than the model ever gives is the caller's mistake."""
    assert refused(post(vendors, name, max_tokens=51)) == (400, message)


def test_newer_name_of_max_tokens(vendors):
    """OpenAI names the parameter that was sent."""
    answer = post(vendors, "openai", more={"max_completion_tokens": 99})
    assert answer.json()["error"]["param"] == "max_completion_tokens"


@pytest.mark.parametrize(
    "name,status,message",
    [
        (
            "openai",
            401,
            "Incorrect API key provided: sk-wrong**********9876. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
        ),
        (
            "azure",
            401,
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
            "provide a valid key for an active subscription and use a correct regional API "
            "endpoint for your resource.",
        ),
        ("anthropic", 401, "invalid x-api-key"),
        ("gemini", 400, "API key not valid. Please pass a valid API key."),
    ],
)
def test_wrong_key(vendors, name, status, message):
    """Each vendor refuses a wrong key in its own words, Gemini with status 400."""
    assert refused(post(vendors, name, key="sk-wrong-key-000009876")) == (status, message)


def test_gemini_says_why_a_key_is_wrong(vendors):
    """Gemini's reason for its status stands in the details."""
    details = post(vendors, "gemini", key="no").json()["error"]["details"]
    assert details[0]["reason"] == "API_KEY_INVALID"


@pytest.mark.parametrize(
    "name,status,beginning",
    [
        ("openai", 401, "You didn't provide an API key."),
        ("azure", 401, "Access denied due to invalid subscription key"),
        ("anthropic", 401, "x-api-key header is required"),
        ("gemini", 403, "Method doesn't allow unregistered callers"),
    ],
)
def test_missing_key(vendors, name, status, beginning):
    """Each vendor has words for a request without a key."""
    answer = httpx.post(vendors.url(name) + path(name, "m", stream=False), json={})
    assert (answer.status_code, error_in(answer)[: len(beginning)]) == (status, beginning)


@pytest.mark.parametrize(
    "name,message",
    [
        ("openai", "The model `x` does not exist or you do not have access to it."),
        (
            "azure",
            "The API deployment for this resource does not exist. If you created the deployment "
            "within the last 5 minutes, please wait a moment and try again.",
        ),
        ("anthropic", "model: x"),
        (
            "gemini",
            "models/x is not found for API version v1beta, or is not supported for "
            "generateContent. Call ListModels to see the list of available models and their "
            "supported methods.",
        ),
    ],
)
def test_unknown_model(vendors, name, message):
    """Each vendor has words for a model that it does not have."""
    assert refused(post(vendors, name, model="x")) == (404, message)


def test_azure_needs_a_version(vendors):
    """The address of a deployment is incomplete without a version."""
    answer = httpx.post(
        vendors.url("azure") + "/openai/deployments/m/chat/completions",
        headers=headers("azure", vendors.key("azure")),
        json={"messages": [{"role": "user", "content": "hi"}]},
    )
    assert refused(answer) == (404, "Resource not found")


def test_anthropic_needs_a_version(vendors):
    """Anthropic wants its version in a header."""
    key = {"x-api-key": vendors.key("anthropic")}
    answer = httpx.post(vendors.url("anthropic") + "/v1/messages", headers=key, json={})
    assert refused(answer) == (400, "anthropic-version: header is required")


@pytest.mark.parametrize(
    "name,beginning",
    [
        ("openai", "We could not parse the JSON body of your request."),
        ("azure", "We could not parse the JSON body of your request."),
        ("anthropic", "The request body is not valid JSON: Expecting value: line 1 column 1"),
        ("gemini", "Invalid JSON payload received. Expecting value"),
    ],
)
def test_body_that_is_no_json(vendors, name, beginning):
    """Each vendor has words for a body that is no JSON."""
    answer = httpx.post(
        vendors.url(name) + path(name, "m", stream=False),
        headers=headers(name, vendors.key(name)),
        content=b"hello",
    )
    assert (answer.status_code, error_in(answer)[: len(beginning)]) == (400, beginning)


@pytest.mark.parametrize(
    "name,body,message",
    [
        ("openai", {"messages": []}, "you must provide a model parameter"),
        ("openai", {"model": "m"}, "Missing required parameter: 'messages'."),
        (
            "openai",
            {"model": "m", "messages": "hi"},
            "Invalid type for 'messages': expected an array of objects, but got a string instead.",
        ),
        (
            "openai",
            {"model": "m", "messages": []},
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
            "empty array instead.",
        ),
        (
            "openai",
            {"model": "m", "messages": ["hi"]},
            "Invalid type for 'messages[0]': expected an object, but got a string instead.",
        ),
        (
            "openai",
            {"model": "m", "messages": [{"content": "hi"}]},
            "Missing required parameter: 'messages[0].role'.",
        ),
        (
            "openai",
            {"model": "m", "messages": [{"role": "boss"}]},
            "Invalid value: 'boss'. Supported values are: 'system', 'assistant', 'user', "
            "'function', 'tool', and 'developer'.",
        ),
        (
            "openai",
            {"model": "m", "messages": [{"role": "user"}], "max_tokens": "9"},
            "Invalid type for 'max_tokens': expected an integer, but got a string instead.",
        ),
        (
            "openai",
            {"model": "m", "messages": [{"role": "user"}], "max_tokens": 0},
            "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 "
            "instead.",
        ),
        ("anthropic", {"messages": []}, "model: Field required"),
        ("anthropic", {"model": "m", "messages": []}, "max_tokens: Field required"),
        (
            "anthropic",
            {"model": "m", "messages": [], "max_tokens": 9},
            "messages: at least one message is required",
        ),
        (
            "anthropic",
            {"model": "m", "messages": "hi", "max_tokens": 9},
            "messages: Input should be a valid list",
        ),
        (
            "anthropic",
            {"model": "m", "messages": ["hi"], "max_tokens": 9},
            "messages.0: Input should be a valid dictionary",
        ),
        (
            "anthropic",
            {"model": "m", "messages": [{"role": "user"}], "max_tokens": 9},
            "messages.0.content: Field required",
        ),
        (
            "anthropic",
            {"model": "m", "messages": [{"role": "system", "content": "x"}], "max_tokens": 9},
            "messages.0.role: Input should be 'user' or 'assistant'",
        ),
        (
            "anthropic",
            {"model": "m", "messages": [], "max_tokens": "9"},
            "max_tokens: Input should be a valid integer",
        ),
        (
            "anthropic",
            {"model": "m", "messages": [], "max_tokens": 0},
            "max_tokens: Input should be greater than or equal to 1",
        ),
        ("gemini", {}, "* GenerateContentRequest.contents: contents is not specified\n"),
        (
            "gemini",
            {"contents": ["hi"]},
            "Invalid value at 'contents[0]' (type.googleapis.com/google.ai.Content)",
        ),
        (
            "gemini",
            {"contents": [{"role": "assistant", "parts": [{"text": "hi"}]}]},
            "Please use a valid role: user, model.",
        ),
        (
            "gemini",
            {"contents": [{"role": "user"}]},
            "* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n",
        ),
        (
            "gemini",
            {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"maxOutputTokens": "9"}},
            "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32)",
        ),
        (
            "gemini",
            {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"maxOutputTokens": 0}},
            "max_output_tokens must be positive",
        ),
    ],
)
def test_malformed_body(vendors, name, body, message):
    """What is wrong with a body is said in the vendor's words."""
    answer = httpx.post(
        vendors.url(name) + path(name, "m", stream=False),
        headers=headers(name, vendors.key(name)),
        json=body,
    )
    assert refused(answer) == (400, message)


@pytest.mark.parametrize(
    "name,more,message",
    [
        ("openai", {"top_k": 1}, "Unrecognized request argument supplied: top_k"),
        ("azure", {"a": 1, "b": 2}, "Unrecognized request arguments supplied: a, b"),
        ("anthropic", {"seed": 1}, "seed: Extra inputs are not permitted"),
        (
            "gemini",
            {"seed": 1},
            'Invalid JSON payload received. Unknown name "seed": Cannot find field.',
        ),
        (
            "gemini",
            {"generationConfig": {"max_tokens": 1}},
            'Invalid JSON payload received. Unknown name "max_tokens" at \'generation_config\': '
            "Cannot find field.",
        ),
    ],
)
def test_unknown_parameters(vendors, name, more, message):
    """A parameter that the vendor does not have is refused."""
    assert refused(post(vendors, name, more=more)) == (400, message)


def test_openai_takes_no_cache_marks(vendors):
    """A field of Anthropic's in a part of a message is unknown to OpenAI."""
    part = {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}
    answer = post(vendors, "openai", more={"messages": [{"role": "user", "content": [part]}]})
    message = "Unknown parameter: 'messages[0].content[0].cache_control'."
    assert refused(answer) == (400, message)


def test_openai_takes_short_ids_alone(vendors):
    """An id of a tool call has 40 characters at most at OpenAI."""
    call = {"id": "x" * 41, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [{"role": "assistant", "tool_calls": [call]}]
    message = (
        "Invalid 'messages[0].tool_calls[0].id': string too long. Expected a string with maximum "
        "length 40, but got a string with length 41 instead."
    )
    assert refused(post(vendors, "openai", more={"messages": messages})) == (400, message)


def called(*ids):
    """A message of OpenAI's with tool calls."""
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": call, "type": "function", "function": function} for call in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def answered(call):
    """A message of OpenAI's with the result of a tool."""
    return {"role": "tool", "tool_call_id": call, "content": "done"}


USER = {"role": "user", "content": "hi"}
ORPHAN = (
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
    "'tool_calls'."
)
UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
    "'tool_call_id'. The following tool_call_ids did not have response messages: "
)


@pytest.mark.parametrize(
    "messages,message,param",
    [
        ([answered("a")], ORPHAN, "messages.[0].role"),
        ([called("a"), answered("a"), answered("a")], ORPHAN, "messages.[2].role"),
        ([called("a"), USER], UNANSWERED + "a", "messages.[1].role"),
        ([called("a", "b", "c"), answered("b")], UNANSWERED + "a, c", "messages.[2].role"),
    ],
)
def test_openai_wants_tool_calls_in_pairs(vendors, messages, message, param):
    """Every call has its result, and every result its call."""
    error = post(vendors, "openai", more={"messages": messages}).json()["error"]
    assert (error["message"], error["param"]) == (message, param)


def use(*ids):
    """A message of Anthropic's with tool calls."""
    return {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": i, "name": "f", "input": {}} for i in ids],
    }


def result(*ids):
    """A message of Anthropic's with the results of tools."""
    return {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": i, "content": "done"} for i in ids],
    }


@pytest.mark.parametrize(
    "messages,message",
    [
        (
            [result("a")],
            "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a. Each "
            "`tool_result` block must have a corresponding `tool_use` block in the previous "
            "message.",
        ),
        (
            [USER, use("a", "b"), result("b")],
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately "
            "after: a. Each `tool_use` block must have a corresponding `tool_result` block in the "
            "next message.",
        ),
        (
            [USER, use("a")],
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately "
            "after: a. Each `tool_use` block must have a corresponding `tool_result` block in the "
            "next message.",
        ),
        (
            [USER, use("a/b"), result("a/b")],
            "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
        ),
        (
            [USER, {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm"}]}],
            "messages.1.content.0: Invalid `signature` in `thinking` block",
        ),
        ([{"role": "user", "content": ""}], "messages: text content blocks must be non-empty"),
    ],
)
def test_anthropic_wants_its_blocks_in_order(vendors, messages, message):
    """Calls and results in pairs, sound ids, its own signatures, and no empty text."""
    assert refused(post(vendors, "anthropic", more={"messages": messages})) == (400, message)


CALL = {"functionCall": {"name": "f", "args": {}}}
RESPONSE = {"functionResponse": {"name": "f", "response": {"result": 1}}}


@pytest.mark.parametrize(
    "turns,message",
    [
        (
            [[RESPONSE]],
            "Please ensure that function response turn comes immediately after a function call "
            "turn.",
        ),
        (
            [[CALL, CALL], [RESPONSE]],
            "Please ensure that the number of function response parts is equal to the number of "
            "function call parts of the function call turn.",
        ),
        (
            [[CALL]],
            "Please ensure that the number of function response parts is equal to the number of "
            "function call parts of the function call turn.",
        ),
        ([[{"text": "hi", "thoughtSignature": "Zm9yZWlnbg=="}]], "Thought signature is not valid"),
    ],
)
def test_gemini_wants_its_parts_in_order(vendors, turns, message):
    """As many responses as calls, in the next turn, and signatures of its own."""
    more = {"contents": [{"role": "user", "parts": parts} for parts in turns]}
    assert refused(post(vendors, "gemini", more=more)) == (400, message)


FIELDS = st.sampled_from(
    "role content parts text type tool_calls function name arguments tool_use_id id input n tools "
    "stream_options include_usage functionCall generationConfig maxOutputTokens".split()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", VENDORS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(fields=st.dictionaries(FIELDS, JSON, max_size=4), messages=JSON)
def test_no_body_upsets_a_vendor(vendors, name, fields, messages):
    """Whatever the JSON, the answer is an answer or a refusal."""
    field = "contents" if name == "gemini" else "messages"
    answer = post(vendors, name, more=fields | {field: messages})
    assert answer.status_code in {200, 400}
