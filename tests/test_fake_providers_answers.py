"""What the fake vendors' answers look like on the wire."""

import httpx
import pytest
from vendor_wire import VENDORS, post, reason_in, request, saying, streamed, text_in

from llmgate.testing import FakeModel, FakeProviders


@pytest.fixture
def vendors():
    """Vendors whose models have room for 40 tokens of output."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


def test_openai_answer(vendors):
    """An OpenAI answer has every field of a chat completion."""
    answer = post(vendors, "openai", "hi").json()
    created = answer.pop("created")
    zeros = {"audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}
    expected = {
        "id": "chatcmpl-fake00000000",
        "object": "chat.completion",
        "model": "m",
        "service_tier": "default",
        "system_fingerprint": "fp_fake",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "You said: hi", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 5,
            "completion_tokens": 3,
            "total_tokens": 8,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0} | zeros,
        },
    }
    assert (answer, created > 0) == (expected, True)


def test_anthropic_answer(vendors):
    """An Anthropic answer is a message."""
    expected = {
        "id": "msg_fake00000000000000000000",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": "You said: hi"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 5,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": 3,
            "service_tier": "standard",
        },
    }
    assert post(vendors, "anthropic", "hi").json() == expected


def test_gemini_answer(vendors):
    """A Gemini answer has candidates and usage metadata."""
    content = {"role": "model", "parts": [{"text": "You said: hi"}]}
    expected = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 5,
            "candidatesTokenCount": 3,
            "totalTokenCount": 8,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}],
        },
        "modelVersion": "m",
        "responseId": "fake00000000",
    }
    assert post(vendors, "gemini", "hi").json() == expected


def test_azure_answer_carries_the_content_filter(vendors):
    """An Azure answer is OpenAI's and says what the content filter thinks."""
    answer = post(vendors, "azure", "hi").json()
    verdict = answer["choices"][0]["content_filter_results"]["hate"]
    assert (text_in("azure", answer), verdict) == (
        "You said: hi",
        {"filtered": False, "severity": "safe"},
    )


def test_azure_serves_its_newer_address(vendors):
    """The address without a deployment takes the model from the body, and a bearer token."""
    answer = httpx.post(
        vendors.url("azure") + "/openai/v1/chat/completions",
        headers={"authorization": f"Bearer {vendors.key('azure')}"},
        json={"model": "gpt", "messages": [{"role": "user", "content": "hi"}]},
    )
    assert (answer.json()["model"], vendors.requests[0].model) == ("gpt", "gpt")


def test_gemini_takes_its_key_from_the_query(vendors):
    """A key in the address counts like one in a header."""
    url = f"{vendors.url('gemini')}/models/m:generateContent?key={vendors.key('gemini')}"
    answer = httpx.post(url, json={"contents": [{"parts": [{"text": "hi"}]}]})
    assert answer.status_code == 200


def test_reasoning_on_each_wire():
    """Reasoning stands where each vendor puts it, signed where the vendor signs."""
    with saying("42", reasoning="hmm") as vendors:
        openai = post(vendors, "openai").json()["choices"][0]["message"]
        anthropic = post(vendors, "anthropic").json()["content"][0]
        gemini = post(vendors, "gemini").json()["candidates"][0]["content"]["parts"]
    assert openai["reasoning_content"] == "hmm"
    assert (anthropic["type"], anthropic["thinking"]) == ("thinking", "hmm")
    assert (gemini[0], "thoughtSignature" in gemini[1]) == ({"text": "hmm", "thought": True}, True)


@pytest.mark.parametrize("name", VENDORS)
def test_signed_reasoning_can_be_sent_back(name):
    """A vendor takes back what it gave, signatures included."""
    with saying("42", reasoning="hmm") as vendors:
        first = post(vendors, name).json()
        sent = request(vendors, name)["json"]
        if name == "gemini":
            turn = first["candidates"][0]["content"]
        elif name == "anthropic":
            turn = {"role": "assistant", "content": first["content"]}
        else:
            turn = first["choices"][0]["message"]
        field = "contents" if name == "gemini" else "messages"
        more = {field: [*sent[field], turn, *sent[field]]}
        assert post(vendors, name, more=more).status_code == 200


@pytest.mark.parametrize("name", VENDORS)
def test_answers_may_have_no_usage(name):
    """An answer without usage has no such field, streamed or plain."""
    with saying("hi", usage=False) as vendors:
        answers = [post(vendors, name).json(), *streamed(vendors, name)]
    assert [a for a in answers if a.get("usage") or "usageMetadata" in a] == []


@pytest.mark.parametrize("name", VENDORS)
def test_usage_may_be_made_up(name):
    """A mapping is sent as the usage, as it is."""
    with saying("hi", usage={"anything": 9}) as vendors:
        answer = post(vendors, name).json()
    assert answer["usageMetadata" if name == "gemini" else "usage"] == {"anything": 9}


def test_several_choices(vendors):
    """A request for several answers gets so many, and pays for each."""
    answer = post(vendors, "openai", "hi", more={"n": 3}).json()
    indexes = [choice["index"] for choice in answer["choices"]]
    assert (indexes, answer["usage"]["completion_tokens"]) == ([0, 1, 2], 9)


def test_several_candidates(vendors):
    """Gemini has a name of its own for several answers."""
    more = {"generationConfig": {"candidateCount": 2}}
    assert len(post(vendors, "gemini", more=more).json()["candidates"]) == 2


@pytest.mark.parametrize("name", VENDORS)
def test_stop_reason_may_be_any_word(name):
    """A finish reason that is given stands there as it is."""
    with saying("", stop="whatever") as vendors:
        assert reason_in(name, post(vendors, name).json()) == "whatever"


SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


@pytest.mark.parametrize(
    "name,more",
    [
        (
            "openai",
            {"response_format": {"type": "json_schema", "json_schema": {"schema": SCHEMA}}},
        ),
        ("anthropic", {"output_format": {"type": "json_schema", "schema": SCHEMA}}),
        ("anthropic", {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}}),
        (
            "gemini",
            {
                "generationConfig": {
                    "responseMimeType": "application/json",
                    "responseSchema": SCHEMA,
                }
            },
        ),
    ],
)
def test_json_fits_the_schema(vendors, name, more):
    """A request for JSON of a schema gets such JSON, which still echoes the question."""
    answer = post(vendors, name, "Oslo", more=more).json()
    assert (text_in(name, answer), vendors.requests[0].schema) == ('{"city": "Oslo"}', SCHEMA)


@pytest.mark.parametrize(
    "name,more",
    [
        ("openai", {"response_format": {"type": "json_object"}}),
        ("gemini", {"generationConfig": {"responseMimeType": "application/json"}}),
    ],
)
def test_json_of_any_kind(vendors, name, more):
    """A request for any JSON gets an object."""
    answer = post(vendors, name, "Oslo", more=more).json()
    assert text_in(name, answer) == '{"said": "Oslo"}'


def test_logprobs(vendors):
    """A request for them gets a logarithm for each token, and as many others as it asks for."""
    more = {"logprobs": True, "top_logprobs": 2}
    (choice,) = post(vendors, "openai", "hi", more=more).json()["choices"]
    tokens = choice["logprobs"]["content"]
    assert [token["token"] for token in tokens] == ["You ", "said", ": hi"]
    assert [other["logprob"] for other in tokens[0]["top_logprobs"]] == [-0.5, -1.0]
