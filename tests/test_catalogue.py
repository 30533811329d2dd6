"""A model's limits, from LiteLLM's catalogue, without importing LiteLLM."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from llmgate.vendors import catalogue
from llmgate.vendors.catalogue import Facts, facts_of, routes_of, serves, tokens
from llmgate.vendors.members import Members

ENTRIES = {
    "gpt-x": {"litellm_provider": "openai", "max_input_tokens": 1000, "max_output_tokens": 100},
    "anthropic/claude-x": {"litellm_provider": "anthropic", "max_input_tokens": "2000"},
    "gemini-x": {"litellm_provider": "vertex_ai-language-models", "max_input_tokens": 3000},
    "only-cap": {"litellm_provider": "openai", "max_tokens": 500},
    "nobody": {"max_input_tokens": 7},
    "sample": {"litellm_provider": "openai", "max_input_tokens": "see the docs"},
}


@pytest.fixture
def entries(monkeypatch):
    """A catalogue of a few models."""
    made = Members(json.dumps(ENTRIES).encode())
    monkeypatch.setattr(catalogue, "catalogue", lambda: made)
    facts_of.cache_clear()
    yield
    facts_of.cache_clear()


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "route, facts",
    [
        ("openai/gpt-x", Facts(1000, 100, known=True)),
        ("anthropic/claude-x", Facts(2000, None, known=True)),
        ("vertex_ai/gemini-x", Facts(3000, None, known=True)),
        ("openai/only-cap", Facts(None, None, known=True)),
        ("openai/sample", Facts(None, None, known=True)),
        ("azure/gpt-x", Facts()),
        ("open/gpt-x", Facts()),
        ("openai/nobody", Facts()),
        ("openai/unknown", Facts()),
        ("openai/", Facts()),
        ("", Facts()),
    ],
)
def test_facts_of_a_route(route, facts):
    """A route's limits are those of its provider's model, and of no namesake's."""
    assert facts_of(route) == facts


@pytest.mark.parametrize(
    "provider, listed, same",
    [
        ("openai", "openai", True),
        ("vertex_ai", "vertex_ai-language-models", True),
        ("bedrock", "bedrock_converse", True),
        ("open", "openai", False),
        ("", "openai", False),
        ("openai", "None", False),
    ],
)
def test_provider_is_compared_whole(provider, listed, same):
    """A provider's family is its own; the beginning of another's name is not."""
    assert serves(provider, listed) is same


@pytest.mark.parametrize(
    "value, number",
    [(5, 5), ("6", 6), (5.0, 5), (0, None), ("", None), (None, None), ("many", None), ([], None)],
)
def test_tokens_of_the_catalogue(value, number):
    """A number of tokens is a number, also where it stands as text."""
    assert tokens(value) == number


def test_installed_catalogue_is_found():
    """The installed LiteLLM's catalogue has the window and the cap of a well-known model."""
    facts = facts_of("openai/gpt-4o-mini")
    assert (facts.context_window, facts.max_output_tokens, facts.known) == (128_000, 16_384, True)


def test_no_catalogue_is_an_empty_one(monkeypatch):
    """Without LiteLLM, or with one that has no catalogue, nothing is known."""
    monkeypatch.setattr(catalogue, "content", lambda name: None)
    assert catalogue.catalogue.__wrapped__().whole() == {}


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "provider, routes",
    [
        ("openai", ["openai/gpt-x", "openai/only-cap", "openai/sample"]),
        ("anthropic", ["anthropic/claude-x"]),
        ("vertex_ai", ["vertex_ai/gemini-x"]),
        ("nobody", []),
    ],
)
def test_routes_of_a_provider(provider, routes):
    """The routes of a provider are its models, as a file would name them."""
    assert list(routes_of(provider)) == routes


def test_prices_and_mode_of_a_route():
    """The catalogue's prices are in US dollars a token, and the mode says what a model is for."""
    facts = facts_of("openai/gpt-4o-mini")
    assert (facts.input_price, facts.output_price, facts.mode) == (1.5e-7, 6e-7, "chat")


def test_catalogue_is_read_without_litellm():
    """Asking for a model's limits does not import LiteLLM, which takes seconds."""
    code = (
        "import sys; from llmgate.vendors.catalogue import facts_of;"
        "print(facts_of('openai/gpt-4o-mini').known, 'litellm' in sys.modules)"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert seen.stdout == "True False\n"
