"""How the fake vendors count tokens, and cut what is too long."""

import httpx
import pytest
from vendor_wire import VENDORS, headers, path, post, reason_in, saying, text_in

from llmgate.testing import FakeModel, FakeProviders


@pytest.fixture
def vendors():
    """Vendors whose models have room for 40 tokens of output."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


@pytest.mark.parametrize("name", VENDORS)
def test_images_cost_a_flat_figure(vendors, name):
    """An image costs 256 tokens, whatever its size."""
    if name == "gemini":
        image = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
        more = {"contents": [{"role": "user", "parts": [{"text": "what?"}, image]}]}
    else:
        source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
        url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        image = {"type": "image", "source": source} if name == "anthropic" else url
        content = [{"type": "text", "text": "what?"}, image]
        more = {"messages": [{"role": "user", "content": content}]}
    post(vendors, name, more=more)
    assert vendors.requests[0].prompt_tokens == 4 + 2 + 256


@pytest.mark.parametrize("name", VENDORS)
def test_system_prompts_cost_tokens(vendors, name):
    """A system prompt is a message like any other."""
    if name == "gemini":
        more = {"systemInstruction": {"parts": [{"text": "x" * 40}]}}
    elif name == "anthropic":
        more = {"system": "x" * 40}
    else:
        said = [{"role": "system", "content": "x" * 40}, {"role": "user", "content": "hello"}]
        more = {"messages": said}
    post(vendors, name, more=more)
    assert vendors.requests[0].prompt_tokens == 4 + 10 + 4 + 2


@pytest.mark.parametrize("name", VENDORS)
def test_counting_is_the_users_choice(name):
    """A function that is given counts the text of that vendor's prompts."""
    with FakeProviders(count_tokens={name: len}) as vendors:
        post(vendors, name, "12345678")
    assert vendors.requests[0].prompt_tokens == 4 + 8


@pytest.mark.parametrize(
    "name,reason",
    [
        ("openai", "length"),
        ("azure", "length"),
        ("anthropic", "max_tokens"),
        ("gemini", "MAX_TOKENS"),
    ],
)
def test_answers_are_cut_by_max_tokens(name, reason):
    """An answer that may not be longer ends there, and says so in the vendor's word."""
    with saying("0123456789" * 10) as vendors:
        answer = post(vendors, name, max_tokens=5).json()
    assert (text_in(name, answer), reason_in(name, answer)) == ("01234567890123456789", reason)


@pytest.mark.parametrize("name", VENDORS)
def test_answers_are_cut_by_the_models_cap(name):
    """Without a limit of the request's own, the model's cap cuts the answer."""
    model = FakeModel(max_output_tokens=100)
    with FakeProviders(default=model, answer=lambda _: "x" * 1_000) as vendors:
        assert len(text_in(name, post(vendors, name).json())) == 400


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_answers_are_cut_by_the_window(name):
    """Where the window holds prompt and output, what the prompt leaves cuts the answer."""
    model = FakeModel(window=20)
    with FakeProviders(default=model, answer=lambda _: "x" * 1_000) as vendors:
        answer = post(vendors, name, "x" * 40).json()
    assert (len(text_in(name, answer)), reason_in(name, answer)) == (24, "length")


def test_snake_case_is_gemini_too(vendors):
    """Gemini takes its fields in snake case as well."""
    answer = httpx.post(
        vendors.url("gemini") + path("gemini", "m", stream=False),
        headers=headers("gemini", vendors.key("gemini")),
        json={
            "system_instruction": {"parts": [{"text": "x" * 40}]},
            "contents": [{"parts": [{"text": "hi"}]}],
            "generation_config": {"max_output_tokens": 2},
        },
    )
    assert (text_in("gemini", answer.json()), vendors.requests[0].prompt_tokens) == ("You said", 19)
