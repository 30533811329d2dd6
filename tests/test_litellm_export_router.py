"""The exported configuration in LiteLLM's own Router, beside the gate on the models.yaml."""

import json
import os
import subprocess
import sys

import pytest

import llmgate
from llmgate.litellm_config import export_file
from llmgate.testing import FakeModel, FakeProviders, RateLimit

MODELS_YAML = """
defaults: {timeout: 20, retries: 0}
models:
  writer:
    aliases: [gpt-4]
    route: openai/gpt-4o-mini
    api_base: ${OPENAI_BASE_URL}
    api_key: ${OPENAI_API_KEY}
    headers: {x-team: "${TEAM}"}
    params: {temperature: 0.5}
    fallbacks: {context_window: [long, huge], any: [pool, long]}
  long:
    route: anthropic/claude-sonnet-4-5
    api_base: ${ANTHROPIC_BASE_URL}
    api_key: ${ANTHROPIC_API_KEY}
    max_output_tokens: 800
    fallbacks: [writer]
  huge:
    route: gemini/gemini-2.5-pro
    api_base: ${GEMINI_BASE_URL}
    api_key: ${GEMINI_API_KEY}
  pool:
    route: openai/gpt-4o
    api_base: ${OPENAI_BASE_URL}
    deployments: [{api_key: "${KEY_A}"}, {api_key: "${KEY_B}"}]
    fallbacks: {any: [long], context_window: []}
"""

# LiteLLM reads the process's environment and leaves callbacks behind, so it has its own process.
RUN = """
import asyncio, json, os, sys
import litellm, yaml

def resolved(value):
    # As the proxy does when it has read its file.
    if isinstance(value, dict):
        return {key: resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if isinstance(value, str) and value.startswith("os.environ/"):
        return litellm.get_secret(value)
    return value

with open(sys.argv[1], encoding="utf-8") as file:
    data = resolved(yaml.safe_load(file))
router = litellm.Router(model_list=data["model_list"], **data.get("router_settings", {}))

def ask(call):
    messages = [{"role": "user", "content": "word " * call["words"]}]
    try:
        if call["way"] == "async":
            return asyncio.run(router.acompletion(model=call["model"], messages=messages)).model
        if call["way"] == "stream":
            chunks = router.completion(model=call["model"], messages=messages, stream=True)
            return [chunk.model for chunk in chunks][-1]
        return router.completion(model=call["model"], messages=messages).model
    except Exception as error:
        return type(error).__name__

for line in sys.stdin:
    print("ended", json.dumps([ask(call) for call in json.loads(line)]), flush=True)
"""


@pytest.fixture(scope="module")
def providers():
    """The vendors, with windows that are easily outgrown."""
    models = {
        "gpt-4o-mini": FakeModel(window=1_000, max_output_tokens=400),
        "gpt-4o": FakeModel(window=1_000, max_output_tokens=400),
        "claude-sonnet-4-5": FakeModel(window=4_000, max_output_tokens=800),
        "gemini-2.5-pro": FakeModel(window=16_000, max_output_tokens=1_600),
    }
    keys = {"openai": ("sk-fake-openai", "sk-fake-first", "sk-fake-second")}
    with FakeProviders(models, keys=keys) as providers:
        yield providers


@pytest.fixture(scope="module")
def environ(providers):
    """The variables that the file names."""
    more = {"KEY_A": "sk-fake-first", "KEY_B": "sk-fake-second", "TEAM": "research"}
    return providers.environ() | more


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The models.yaml."""
    path = tmp_path_factory.mktemp("router") / "models.yaml"
    path.write_text(MODELS_YAML, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def router(file, environ):
    """A process in which LiteLLM's Router has the exported file."""
    config = file.with_name("config.yaml")
    config.write_text(export_file(file).text, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(config)],
        env=os.environ | environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def run(router, providers):
    """Make calls through the Router: what the vendors were asked, and how each call ended."""

    def run(*calls):
        before = len(providers.requests)
        print(json.dumps(calls), file=router.stdin, flush=True)
        lines = (line for line in router.stdout if line.startswith("ended "))
        ended = json.loads(next(lines).removeprefix("ended "))
        return providers.requests[before:], ended

    return run


def call(model, words, way="sync"):
    """One call of the Router."""
    return {"model": model, "words": words, "way": way}


def asked(requests):
    """The models that were asked, in order."""
    return [request.model for request in requests]


def test_names_aliases_and_ladders_lead_where_the_gate_goes(run, file, environ, providers):
    """Whichever way it is asked, and by whichever name, the Router tries the same models."""
    sizes = [(name, words) for name in ("writer", "gpt-4") for words in (1, 1_500, 6_000)]
    found, _ = run(*[call(*size, way) for way in ("sync", "async", "stream") for size in sizes])
    before = len(providers.requests)
    with llmgate.Gate.from_yaml(file, environ=environ) as gate:
        # The gate foresees, so its attempts and not its requests are what the Router tries.
        tried = [
            attempt.route.partition("/")[2]
            for name, words in sizes
            for attempt in gate.completion(model=name, prompt="word " * words).attempts
        ]
    assert len(providers.requests) > before
    assert asked(found) == tried * 3


def test_requests_carry_what_the_file_says(run):
    """Key, headers and parameters, with the variables' values in them."""
    (request,), _ = run(call("writer", 1))
    assert (request.body["temperature"], request.headers["x-team"]) == (0.5, "research")
    assert request.headers["authorization"] == "Bearer sk-fake-openai"


def test_deployments_share_the_calls(run):
    """Both keys are used."""
    found, _ = run(*[call("pool", 1)] * 20)
    keys = {request.headers["authorization"] for request in found}
    assert keys == {"Bearer sk-fake-first", "Bearer sk-fake-second"}


def test_a_list_is_walked_as_it_stands(run, providers):
    """A fallback's own fallbacks are not for calls of another model, nor are they lost."""
    providers.script("openai", *[RateLimit(retry_after=0)] * 2)
    found, ended = run(call("writer", 1))
    assert asked(found) == ["gpt-4o-mini", "gpt-4o", "claude-sonnet-4-5"]
    assert ended == ["claude-sonnet-4-5"]


def test_an_empty_list_means_nobody(run):
    """An overflow of a model whose ladder is empty is raised, other fallbacks or not."""
    found, ended = run(call("pool", 1_500))
    assert (asked(found), ended) == (["gpt-4o"], ["ContextWindowExceededError"])
