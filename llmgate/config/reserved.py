"""Keywords that ``params:`` and ``litellm:`` must not hold, and where they belong instead.

The names are those of LiteLLM's ``completion()`` and of its list ``all_litellm_params``; a
test holds this table against the installed package.
"""

from __future__ import annotations

import re

from llmgate.calls.keywords import (
    CARRIER_KEYWORDS,
    ENDPOINT_KEYWORDS,
    KNOWN_KEYWORDS,
    OPENAI_KEYWORDS,
)

CALL = "belongs to the call; remove it"
LADDER = "would fight the ladder; write it as `fallbacks:` of the model"
RETRIES = "would retry behind the gate's back; write it as `retries:`"
ROUTER = "belongs to LiteLLM's Router, which has no part here; remove it"
ROUTE = "is part of the route; write it as `route: provider/model`"
TIMEOUT = "would fight the gate's own clock; write it as `timeout:`"
PRICE = "would change LiteLLM's price list for every model of the process; remove it"
MOCK = "makes LiteLLM invent answers; use llmgate.testing in tests"
OBJECT = "is an object of Python, which a configuration cannot hold; remove it"
INTERNAL = "is internal to LiteLLM; remove it"
PRINTS = "would print requests and keys; remove it"
WINDOW = "write the window as `context_window:` and the output cap as `max_output_tokens:`"

OWN_KEYS = {
    "api_base": "write it as `api_base:` of the model",
    "api_key": "write it as `api_key:` of the model",
    "api_version": "write it as `api_version:` of the model",
    "base_url": "write it as `api_base:` of the model",
    "default_headers": "write it as `headers:` of the model",
    "extra_headers": "write it as `headers:` of the model",
    "headers": "write it as `headers:` of the model",
    "stream_timeout": "would fight the gate's own clock; write it as `stream_timeout:`",
}

RESERVED = {
    **OWN_KEYS,
    **dict.fromkeys(
        (
            "content_policy_fallbacks", "context_window_fallback_dict",
            "context_window_fallbacks", "default_fallbacks", "fallbacks",
        ),
        LADDER,
    ),
    **dict.fromkeys(("max_retries", "num_retries", "retry_policy", "retry_strategy"), RETRIES),
    **dict.fromkeys(("conversation", "messages", "prompt", "stream", "stream_options"), CALL),
    **dict.fromkeys(("deployment_id", "custom_llm_provider", "model", "azure"), ROUTE),
    **dict.fromkeys(
        (
            "client_side_timeout", "force_timeout", "request_timeout",
            "stream_timeout_by_service_tier", "timeout", "timeout_by_service_tier",
        ),
        TIMEOUT,
    ),
    **dict.fromkeys(
        (
            "allowed_fails", "allowed_fails_policy", "attempted_targets", "budget_duration",
            "cooldown_time", "default_api_key_rpm_limit", "default_api_key_tpm_limit",
            "enable_tag_filtering", "fastest_response", "itpm", "max_budget",
            "max_parallel_requests", "model_alias_map", "model_config", "model_group_alias",
            "model_list", "order", "otpm", "routing_strategy", "rpm", "silent_model", "tag_regex",
            "tpm", "weight",
        ),
        ROUTER,
    ),
    **dict.fromkeys(
        (
            "aclient", "azure_ad_token_provider", "client", "http_client", "logger_fn",
            "shared_session",
        ),
        OBJECT,
    ),
    **dict.fromkeys(
        (
            "acompletion", "aembedding", "aimg_generation", "allm_passthrough_route", "async_call",
            "atext_completion", "complete_response", "completion_call_id",
            "configurable_clientside_auth_params", "final_prompt_value", "id", "litellm_call_id",
            "litellm_logging_obj", "model_file_id_mapping", "output_vector_size",
            "preset_cache_key", "proxy_server_request", "secret_fields", "self",
            "stream_response", "text_completion", "use_client", "use_in_pass_through",
        ),
        INTERNAL,
    ),
    **dict.fromkeys(("litellm_request_debug", "set_verbose", "verbose"), PRINTS),
    "drop_params": "the gate drops what a vendor does not take, and records it; remove it",
    "model_info": WINDOW,
    "tiered_pricing": PRICE,
}  # fmt: skip

# Whole families, because LiteLLM adds to them with every release.
FAMILIES = (
    (re.compile(r"mock_"), MOCK),
    (re.compile(r"_"), INTERNAL),
    (re.compile(r".*fallback"), LADDER),
    (re.compile(r".*(retries|retry)"), RETRIES),
    (re.compile(r".*router_"), ROUTER),
    (re.compile(r".*(cost|uplift_multiplier)"), PRICE),
)


def reserved(keyword: str) -> str | None:
    """Say why neither ``params:`` nor ``litellm:`` takes a keyword; None where they may."""
    if keyword in RESERVED:
        return RESERVED[keyword]
    return next((reason for family, reason in FAMILIES if family.match(keyword)), None)


def reserved_in_litellm(keyword: str) -> str | None:
    """Say why ``litellm:`` does not take a keyword; None where it does."""
    if reason := reserved(keyword):
        return reason
    if keyword in OPENAI_KEYWORDS:
        return "is a parameter of the request; write it under `params:`"
    return None


def reserved_in_params(keyword: str) -> str | None:
    """Say why ``params:`` does not take a keyword; None where it does."""
    if reason := reserved(keyword):
        return reason
    if keyword in ENDPOINT_KEYWORDS | CARRIER_KEYWORDS:
        return "is no parameter of the request; write it under `litellm:` of the model"
    return None


def is_known_keyword(keyword: str) -> bool:
    """Say whether a keyword is public knowledge, so that naming it cannot give away a key."""
    return keyword in RESERVED or keyword in KNOWN_KEYWORDS
