"""Fixtures of all tests: the four ways of calling, the vendors, and a gate to them."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from ways import PLAIN, STREAMED, WAYS

import llmgate
from llmgate.testing import FakeModel, FakeProviders

pytest_plugins = ["direct_fixtures"]

# A test that imports LiteLLM by itself would have it ask the network for a price list.
os.environ.update(
    LITELLM_LOCAL_MODEL_COST_MAP="True",
    LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS="True",
    LITELLM_MODE="PRODUCTION",
)

# How long an example takes is the machine's matter. Where CI is set, Hypothesis draws the same
# examples every time.
settings.register_profile(
    "unhurried",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")

VENDORS = {
    "openai": {
        "route": "openai/gpt-4o-mini",
        "api_base": "${OPENAI_BASE_URL}",
        "api_key": "${OPENAI_API_KEY}",
    },
    "azure": {
        "route": "azure/gpt-4o-mini",
        "api_base": "${AZURE_ENDPOINT}",
        "api_key": "${AZURE_API_KEY}",
        "api_version": "2024-10-21",
    },
    "anthropic": {
        "route": "anthropic/claude-sonnet-4-5",
        "api_base": "${ANTHROPIC_BASE_URL}",
        "api_key": "${ANTHROPIC_API_KEY}",
        "max_output_tokens": 800,
    },
    "gemini": {
        "route": "gemini/gemini-2.5-pro",
        "api_base": "${GEMINI_BASE_URL}",
        "api_key": "${GEMINI_API_KEY}",
    },
}


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def ask(request):
    """Each of the four ways of calling."""
    return request.param


@pytest.fixture(params=PLAIN.values(), ids=PLAIN.keys())
def ask_plain(request):
    """Each of the two ways without a stream."""
    return request.param


@pytest.fixture(params=STREAMED.values(), ids=STREAMED.keys())
def ask_stream(request):
    """Each of the two ways with a stream."""
    return request.param


@pytest.fixture(params=VENDORS.keys())
def vendor(request):
    """Each of the vendors whose wires the kit speaks."""
    return request.param


@pytest.fixture
def providers():
    """The vendors, with windows that are easily outgrown."""
    models = {
        "gpt-4o-mini": FakeModel(window=1_000, max_output_tokens=400),
        "claude-sonnet-4-5": FakeModel(window=4_000, max_output_tokens=800),
        "gemini-2.5-pro": FakeModel(window=16_000, max_output_tokens=1_600),
    }
    keys = {"openai": ("sk-fake-openai", "sk-fake-first", "sk-fake-second")}
    with FakeProviders(models, keys=keys) as providers:
        yield providers


@pytest.fixture
def carrier():
    """Who carries; a file of tests that depend on the wire has them all over both."""
    return "auto"


@pytest.fixture
def make_gate(providers, carrier):
    """Make a gate to the vendors from the models of a file; it retries where a test says so."""

    def make(models, **options):
        config = {"models": models, **options.pop("file", {})}
        own = config.get("defaults", {})
        config["defaults"] = {"carrier": carrier, "retries": 0, **own}
        return llmgate.Gate.from_dict(config, environ=providers.environ(), **options)

    return make


@pytest.fixture
def ladder(make_gate):
    """A gate whose ladder climbs from OpenAI over Anthropic to Gemini."""
    return make_gate(
        {
            "writer": {**VENDORS["openai"], "fallbacks": {"context_window": ["long", "huge"]}},
            "long": VENDORS["anthropic"],
            "huge": VENDORS["gemini"],
        },
        file={"defaults": {"model": "writer"}},
    )
