"""The words in which the fake vendors refuse a malformed body."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vendor_wire import VENDORS, error_in, headers, path, post, refused

from llmgate.testing import FakeProviders


@pytest.fixture(scope="module")
def vendors():
    """A server with nothing special about it."""
    with FakeProviders() as vendors:
        yield vendors


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
            (
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got "
                "an empty array instead."
            ),
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
            (
                "Invalid value: 'boss'. Supported values are: 'system', 'assistant', 'user', "
                "'function', 'tool', and 'developer'."
            ),
        ),
        (
            "openai",
            {"model": "m", "messages": [{"role": "user"}], "max_tokens": "9"},
            "Invalid type for 'max_tokens': expected an integer, but got a string instead.",
        ),
        (
            "openai",
            {"model": "m", "messages": [{"role": "user"}], "max_tokens": 0},
            (
                "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got "
                "0 instead."
            ),
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
            {
                "contents": [{"parts": [{"text": "x"}]}],
                "generationConfig": {"maxOutputTokens": "9"},
            },
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
            (
                'Invalid JSON payload received. Unknown name "max_tokens" at '
                "'generation_config': Cannot find field."
            ),
        ),
    ],
)
def test_unknown_parameters(vendors, name, more, message):
    """A parameter that the vendor does not have is refused."""
    assert refused(post(vendors, name, more=more)) == (400, message)


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"'])
def test_body_that_is_no_object(vendors, name, content):
    """A body that is JSON, but no object, is malformed as well."""
    answer = httpx.post(
        vendors.url(name) + path(name, "m", stream=False),
        headers=headers(name, vendors.key(name)),
        content=content,
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name,more",
    [
        ("openai", {"messages": [{"role": "assistant", "tool_calls": ["no object"]}]}),
        ("azure", {"n": [2]}),
        ("anthropic", {"tools": "no list"}),
        ("gemini", {"generationConfig": {"candidateCount": "many"}}),
    ],
)
def test_misshapen_body(vendors, name, more):
    """A list where an object should be, and the like, is the vendor's plain 400."""
    answer = post(vendors, name, more=more)
    assert (answer.status_code, "nvalid" in error_in(answer)) == (400, True)


NAMES = """
    role content parts text type tool_calls function name arguments tool_use_id id input n tools
    stream_options include_usage functionCall generationConfig maxOutputTokens
"""


FIELDS = st.sampled_from(NAMES.split())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", VENDORS)
@settings(max_examples=60)
@given(fields=st.dictionaries(FIELDS, JSON, max_size=4), messages=JSON)
def test_no_body_upsets_a_vendor(vendors, name, fields, messages):
    """Whatever the JSON, the answer is an answer or a refusal."""
    field = "contents" if name == "gemini" else "messages"
    answer = post(vendors, name, more=fields | {field: messages})
    assert answer.status_code in {200, 400}
