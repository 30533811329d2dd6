"""The variables of vendors are those that LiteLLM itself looks up."""

import pytest

from llmgate.carriers.litellm_process import litellm_module
from llmgate.cli.diagnosis.vendor_variables import listed_keys, variables_of

# Beside their credentials these need more, or have more ways than one variable.
MORE_THAN_A_KEY = {"azure", "bedrock", "cloudflare", "datarobot", "sagemaker"}


@pytest.mark.parametrize(
    "provider,keys",
    [
        ("openai", ("OPENAI_API_KEY",)),
        ("anthropic", ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")),
        ("gemini", ("GOOGLE_API_KEY", "GEMINI_API_KEY")),
        ("text-completion-codestral", ("CODESTRAL_API_KEY",)),
        ("helicone", ("HELICONE_API_KEY",)),
        ("ollama", ()),
        ("no-such-vendor", ()),
    ],
)
def test_keys_of_a_vendor_are_known(provider, keys):
    """Each vendor has the variables that LiteLLM's files name for its key."""
    assert variables_of(provider).keys == keys


def test_addresses_are_those_that_litellm_reads():
    """A usual name counts only where LiteLLM reads it."""
    assert (variables_of("openai").bases, variables_of("helicone").bases) == (
        ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
        (),
    )


def test_litellm_agrees(monkeypatch):
    """With a vendor's first variable set, LiteLLM says that no key is missing."""
    validate = litellm_module().validate_environment
    listed = {
        provider: names
        for provider, names in listed_keys().items()
        if provider not in MORE_THAN_A_KEY and "API_KEY" in names[0]
    }
    before = {provider: validate(f"{provider}/a-model")["missing_keys"] for provider in listed}
    for names in listed.values():
        monkeypatch.setenv(names[0], "x")
    after = {provider: validate(f"{provider}/a-model")["missing_keys"] for provider in listed}
    asked = {provider for provider, missing in before.items() if missing}
    assert (len(asked) > 30, {provider: after[provider] for provider in asked}) == (
        True,
        {provider: [] for provider in asked},
    )
