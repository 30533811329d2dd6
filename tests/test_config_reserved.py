"""The table of refused keywords, held against the installed LiteLLM."""

import json
import os
import subprocess
import sys

import pytest

from llmgate.config.reserved import reserved, reserved_in_litellm, reserved_in_params

CODE = """
import inspect, json, litellm
from litellm.types.utils import all_litellm_params
names = {str(getattr(each, "value", each)) for each in all_litellm_params}
print(json.dumps(sorted(names | set(inspect.signature(litellm.completion).parameters))))
"""
OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_MODE": "PRODUCTION",
}
DANGEROUS = ("fallback", "retr", "mock", "cost", "cooldown", "timeout", "model_list", "router")


@pytest.fixture(name="keywords", scope="module")
def fixture_keywords():
    """Return every keyword of the installed LiteLLM."""
    command = [sys.executable, "-c", CODE]
    environ = {**os.environ, **OFFLINE}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    return json.loads(result.stdout.splitlines()[-1])


def test_dangerous_keywords_are_refused(keywords):
    """Every keyword of LiteLLM that sounds like the ladder's work, or like prices, is refused."""
    dangerous = [each for each in keywords if any(word in each for word in DANGEROUS)]
    accepted = [each for each in dangerous if not reserved_in_litellm(each)]
    assert (len(dangerous) > 20, accepted) == (True, [])


def test_endpoint_keywords_are_accepted(keywords):
    """Keywords with which LiteLLM reaches an endpoint are not refused."""
    wanted = [
        "azure_scope",
        "tenant_id",
        "region_name",
        "organization",
        "ssl_verify",
        "vertex_project",
    ]
    refused = [each for each in wanted if reserved_in_litellm(each)]
    assert (refused, set(wanted) & set(keywords) > set()) == ([], True)


@pytest.mark.parametrize(
    "keyword,expected",
    [
        ("temperature", None),
        ("top_k", None),
        ("extra_body", None),
        ("stream", "belongs to the call; remove it"),
        ("organization", "is no parameter of the request; write it under `litellm:` of the model"),
        ("api_key", "write it as `api_key:` of the model"),
        ("base_url", "write it as `api_base:` of the model"),
    ],
)
def test_params(keyword, expected):
    """``params`` takes what is asked of the vendor, and says where the rest belongs."""
    assert reserved_in_params(keyword) == expected


def test_families():
    """A keyword that a later LiteLLM may bring is refused by its family."""
    later = ["mock_delay", "input_cost_per_token_above_9k_tokens", "_private", "new_router_x"]
    assert [each for each in later if reserved(each) is None] == []
