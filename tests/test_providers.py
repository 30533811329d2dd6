"""The providers that LiteLLM knows, found without importing it."""

import json
import subprocess
import sys

import pytest

from llmgate.vendors import litellm_files, providers
from llmgate.vendors.providers import known_providers

# What LiteLLM itself says, with its network and its output shut off.
ASK = """
import json, os
os.environ.update(LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_MODE="PRODUCTION")
import litellm
from litellm.llms.openai_like.json_loader import JSONProviderRegistry
members = [provider.value for provider in litellm.provider_list]
print(json.dumps([*members, *JSONProviderRegistry.list_providers()]))
"""


def test_providers_are_those_of_litellm():
    """The providers are exactly those whose prefix LiteLLM takes in a route."""
    run = subprocess.run([sys.executable, "-c", ASK], capture_output=True, check=True, text=True)
    assert known_providers() == frozenset(json.loads(run.stdout.splitlines()[-1]))


def test_providers_are_found_without_litellm():
    """Asking for the providers does not import LiteLLM, which takes seconds."""
    code = (
        "import sys; from llmgate.vendors.providers import known_providers;"
        "print('openai' in known_providers(), 'litellm' in sys.modules)"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert seen.stdout == "True False\n"


@pytest.mark.parametrize("text", [None, b"", b"class Other:\n    A = 'a'\n"])
def test_unreadable_enumeration_is_no_provider(monkeypatch, text):
    """Where LiteLLM's providers cannot be told, none is known, and so none is doubted."""
    monkeypatch.setattr(providers, "content", lambda name: text)
    assert known_providers.__wrapped__() == frozenset()


@pytest.mark.parametrize("found", [None, "a folder"])
def test_missing_file_has_no_content(monkeypatch, tmp_path, found):
    """Without LiteLLM, or with one that has no such file, there is no content."""

    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(litellm_files, "find_spec", lambda name: Spec() if found else None)
    assert litellm_files.content("any.json") is None
