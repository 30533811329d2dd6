"""The lists of keywords agree with the installed openai and litellm packages."""

from __future__ import annotations

import inspect
import re
import typing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest
from openai.types.chat import completion_create_params

from llmgate.calls.keywords import (
    CARRIER_KEYWORDS,
    DROPPABLE,
    ENDPOINT_KEYWORDS,
    ESSENTIAL,
    GATE_KEYWORDS,
    KNOWN_KEYWORDS,
    NEUTRAL,
    OPENAI_KEYWORDS,
    REFUSED,
    VENDOR_KEYWORDS,
)
from llmgate.carriers.litellm_process import litellm_module
from llmgate.config.reserved import reserved

KINDS = {
    "OpenAI's": OPENAI_KEYWORDS,
    "the gate's": GATE_KEYWORDS,
    "endpoint": ENDPOINT_KEYWORDS,
    "vendor": VENDOR_KEYWORDS,
    "carrier": CARRIER_KEYWORDS,
}

# The releases of which the lists were made.
OPENAI, LITELLM = (2, 54), (1, 106)

# Keywords of LiteLLM's proxy, Router, caches, logging and other endpoints than chat: a call
# that has one of them is told that nobody knows it.
NOT_FOR_A_CALL = {
    "allow_client_keepalive_override", "auto_router_routing_compression",
    "configurable_clientside_auth_params", "disable_add_transform_inline_image_block",
    "guardrails", "hf_model_name", "keepalive_seconds", "kwargs", "litellm_credential_name",
    "litellm_disabled_callbacks", "litellm_system_prompt", "litellm_trusted_callback_vars",
    "log_client_error_tracebacks", "max_agentic_loops", "max_file_size_mb", "no-log",
    "prompt_environment", "prompt_id", "prompt_label", "prompt_variables", "prompt_version",
    "provider_affinity_header", "roles", "rust", "search_tool_name", "stream_chunk_size",
    "stream_timeout", "use_litellm_proxy", "use_xai_oauth", "verbose", "caching_groups",
}  # fmt: skip
NOT_FOR_A_CALL_BEGIN = (
    "arize_", "dd_", "gcs_", "humanloop_", "langfuse_", "langsmith_", "newrelic_", "posthog_",
    "s3_", "signoz_", "wandb_", "weave_",
)  # fmt: skip


# Vendors' own, which LiteLLM puts into the request's body without knowing them.
PASSED_ON = {
    "prompt_logprobs", "reasoning_format", "return_images", "return_related_questions",
    "search_parameters", "search_recency_filter", "top_a",
}  # fmt: skip


def release(package):
    """Return the first two numbers of an installed package's version."""
    return tuple(int(number) for number in version(package).split(".")[:2])


def test_no_keyword_is_of_two_kinds():
    """Each keyword concerns one party."""
    counted = [name for names in KINDS.values() for name in names] + [*REFUSED]
    assert sorted(counted) == sorted(set(counted))


@pytest.mark.parametrize("names", [DROPPABLE, ESSENTIAL, frozenset(NEUTRAL)])
def test_subsets_are_known(names):
    """What may or may not be left out is a keyword at all."""
    assert names - (OPENAI_KEYWORDS | VENDOR_KEYWORDS) == frozenset()


def test_a_keyword_is_droppable_or_essential():
    """No keyword may both be left out and not."""
    assert DROPPABLE & (ESSENTIAL | NEUTRAL.keys()) == frozenset()


@pytest.mark.parametrize("kind", ["endpoint", "vendor", "carrier"])
def test_list_is_sorted(kind):
    """The list of LiteLLM's keywords is in order, so that a double entry shows."""
    lines = files("llmgate.calls").joinpath("litellm_keywords.txt").read_text("utf-8").splitlines()
    named = [line for line in lines if line.startswith(f"{kind} ")]
    assert named == sorted(set(named))


def openais():
    """Return the keywords of the installed openai package's chat completions."""
    base = completion_create_params.CompletionCreateParamsBase
    return set(typing.get_type_hints(base)) | {"stream"}


def test_every_keyword_of_openais_is_known():
    """Whatever the installed openai package takes, a call may have."""
    assert openais() - OPENAI_KEYWORDS == set()


@pytest.mark.skipif(release("openai") < OPENAI, reason="an older openai lacks the newer keywords")
def test_no_keyword_is_openais_no_longer():
    """Whatever the list has, the installed openai package takes."""
    assert OPENAI_KEYWORDS - openais() == frozenset()


def litellms():
    """Return the keywords of LiteLLM's ``completion()``, and those that it keeps to itself."""
    litellm = litellm_module()
    return {
        *inspect.signature(litellm.completion).parameters,
        *litellm.types.utils.all_litellm_params,
    }


def test_every_keyword_of_litellms_is_known():
    """Whatever LiteLLM's own lists have is known, refused, or for something else than a call."""
    unknown = {
        name
        for name in litellms() - KNOWN_KEYWORDS - REFUSED.keys() - NOT_FOR_A_CALL
        if reserved(name) is None and not name.startswith(NOT_FOR_A_CALL_BEGIN)
    }
    assert unknown == set()


@pytest.mark.skipif(release("litellm") < LITELLM, reason="an older LiteLLM lacks newer keywords")
def test_no_keyword_is_litellms_no_longer():
    """Every keyword in the list still stands in LiteLLM's source, save those that it passes on."""
    words = set()
    for module in Path(inspect.getfile(litellm_module())).parent.rglob("*.py"):
        words.update(re.findall(r"\w+", module.read_text("utf-8")))
    listed = ENDPOINT_KEYWORDS | VENDOR_KEYWORDS | CARRIER_KEYWORDS
    assert listed - words == PASSED_ON
