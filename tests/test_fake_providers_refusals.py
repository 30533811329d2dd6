"""The words in which the fake vendors refuse a request that they understand."""

import httpx
import pytest
from vendor_wire import error_in, headers, path, post, refused, tools

from llmgate.testing import FakeModel, FakeProviders

TINY = FakeModel(window=100, max_output_tokens=50)


@pytest.fixture(scope="module")
def vendors():
    """Vendors with one model, a tiny one."""
    with FakeProviders({"m": TINY}, default=None) as vendors:
        yield vendors


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
        (
            "104 in the messages, 31 in the functions). Please reduce the length of the messages "
            "or functions."
        ),
        (
            "54 in the messages, 31 in the functions, 40 in the completion). Please reduce the "
            "length of the messages, functions, or completion."
        ),
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
            (
                "max_tokens is too large: 51. This model supports at most 50 completion tokens, "
                "whereas you provided 51."
            ),
        ),
        (
            "azure",
            (
                "max_tokens is too large: 51. This model supports at most 50 completion tokens, "
                "whereas you provided 51."
            ),
        ),
        (
            "anthropic",
            "max_tokens: 51 > 50, which is the maximum allowed number of output tokens for m",
        ),
        (
            "gemini",
            (
                "Unable to submit request because it has a maxOutputTokens value of 51 but the "
                "supported range is from 1 (inclusive) to 51 (exclusive). Update the value and try "
                "again."
            ),
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
            (
                "Incorrect API key provided: sk-wrong**********9876. You can find your API key at "
                "https://platform.openai.com/account/api-keys."
            ),
        ),
        (
            "azure",
            401,
            (
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
                "provide a valid key for an active subscription and use a correct regional API "
                "endpoint for your resource."
            ),
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
            (
                "The API deployment for this resource does not exist. If you created the "
                "deployment within the last 5 minutes, please wait a moment and try again."
            ),
        ),
        ("anthropic", "model: x"),
        (
            "gemini",
            (
                "models/x is not found for API version v1beta, or is not supported for "
                "generateContent. Call ListModels to see the list of available models and their "
                "supported methods."
            ),
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
