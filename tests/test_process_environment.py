"""What LiteLLM picks up from the process's environment does not disturb what the file says."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import VENDORS

from llmgate.testing import FakeProviders

VARIABLES = """
    ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN AZURE_AD_TOKEN AZURE_API_KEY AZURE_OPENAI_AD_TOKEN
    AZURE_OPENAI_API_KEY GEMINI_API_KEY GOOGLE_API_KEY OPENAI_API_KEY OPENAI_ORGANIZATION
    OPENAI_ORG_ID OPENAI_PROJECT_ID
"""
BASES = {
    "openai": ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
    "azure": ("AZURE_API_BASE", "AZURE_OPENAI_ENDPOINT"),
    "anthropic": ("ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"),
    "gemini": ("GEMINI_API_BASE", "GOOGLE_GEMINI_BASE_URL"),
}
PROGRAM = """
import asyncio, json, sys, llmgate
config = json.loads(sys.argv[1])
gate = llmgate.Gate.from_dict(config, environ={})
async def ask(call):
    await gate.acompletion(**call)
    async for _ in await gate.acompletion(stream=True, **call): pass
for name in config["models"]:
    call = {"model": name, "prompt": "x"}
    gate.completion(**call)
    for _ in gate.completion(stream=True, **call): pass
    asyncio.run(ask(call))
"""


@pytest.fixture(scope="module")
def asked():
    """What a process with a full environment sent, and what went astray."""
    with FakeProviders() as named, FakeProviders() as stray:
        environ = {name: f"canary-{name}" for name in VARIABLES.split()}
        environ |= {name: stray.url(vendor) for vendor, names in BASES.items() for name in names}
        config = {"models": models(named), "defaults": {"retries": 0}}
        command = [sys.executable, "-W", "ignore", "-c", PROGRAM, json.dumps(config)]
        subprocess.run(command, env={**os.environ, **environ}, check=True)
        return named.requests, stray.requests


def models(vendors):
    """Each vendor with its base and its key in the file."""
    kept = ("route", "api_version")
    return {
        name: {key: fields[key] for key in kept if key in fields}
        | {"api_base": vendors.url(name), "api_key": vendors.key(name)}
        for name, fields in VENDORS.items()
    }


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_the_file_names_wins(asked, vendor):
    """A key and a base of the file are used, and nothing of the environment beside them."""
    sent = [request for request in asked[0] if request.vendor == vendor]
    seen = [f"{each.path} {each.query} {each.headers} {each.body}" for each in sent]
    assert ([each.status for each in sent], "canary" in str(seen), asked[1]) == (
        [200] * 4,
        False,
        (),
    )
