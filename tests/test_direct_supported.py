"""The direct carrier's table of keywords, held to the LiteLLM that is installed."""

import pytest
from direct_facts import INVENTED, asked, chat_models, invented

from llmgate.carriers.direct.supported import ALWAYS_TAKEN, PATTERNS, supported_by
from llmgate.vendors.openai_wire import PROVIDERS


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_table_says_what_litellm_says(provider):
    """For every model of the catalogue, and for names that nobody has; None where it lists none."""
    names = [*chat_models(provider), INVENTED, *map(invented, PATTERNS), "my-gpt-5-prod"]
    listed = {name: asked(provider, name) for name in names}
    expected = {
        name: frozenset(takes) | ALWAYS_TAKEN if takes else None for name, takes in listed.items()
    }
    assert {name: supported_by(f"{provider}/{name}") for name in names} == expected


def test_a_vendor_outside_the_table_is_nobody_s_guess():
    """The table does not pretend to know what Anthropic takes."""
    assert supported_by("anthropic/claude-sonnet-4-5") is None
