"""The counterparts of LiteLLM's keys in models.yaml, and why some have none.

docs/coming-from-litellm.md shows these tables; a test holds the page against them.
"""

from __future__ import annotations

from llmgate.calls.keywords import OPENAI_KEYWORDS, VENDOR_KEYWORDS
from llmgate.config.reserved import reserved

LIMITS = "the gate counts no requests or tokens per minute; a vendor's refusal moves a call on"
SERVER = "llmgate is a library: it has no server, no users and no keys of its own"
PRICES = "the price list is LiteLLM's own"
DROPS = "the gate always drops what a vendor does not take, and its attempt says so"
IN_TURN = "deployments are used in turn"
REST = "a circuit breaker of its own decides: see `docs/reliability.md`"
LOGGING = "use `Gate.on_attempt` and the logger `llmgate`"
CACHING = "there is no cache of answers"
LABEL = "is a label that nothing here reads"

# Keys of `litellm_params` that have a key of their own in models.yaml.
PARAMS = {
    "model": "route",
    "api_key": "api_key",
    "api_base": "api_base",
    "base_url": "api_base",
    "api_version": "api_version",
    "extra_headers": "headers",
    "headers": "headers",
    "default_headers": "headers",
    "timeout": "timeout",
    "request_timeout": "timeout",
    "stream_timeout": "stream_timeout",
    "num_retries": "retries",
    "max_retries": "retries",
}

# Keys of `litellm_params` that are read by the Router or the proxy, and not by a request.
PARAMS_LEFT_OUT = {
    **dict.fromkeys(("rpm", "tpm", "itpm", "otpm", "max_parallel_requests"), LIMITS),
    **dict.fromkeys(("default_api_key_rpm_limit", "default_api_key_tpm_limit"), LIMITS),
    **dict.fromkeys(("max_budget", "budget_duration"), "the gate keeps no budgets"),
    **dict.fromkeys(("weight", "order", "tags", "tag_regex"), IN_TURN),
    **dict.fromkeys(("cooldown_time", "allowed_fails", "allowed_fails_policy"), REST),
    **dict.fromkeys(("guardrails", "use_in_pass_through", "use_litellm_proxy"), SERVER),
    "configurable_clientside_auth_params": SERVER,
    "drop_params": DROPS,
    "litellm_credential_name": "credential_list has none of this name",
}

MODEL_INFO = {
    "max_input_tokens": "context_window",
    "max_output_tokens": "max_output_tokens",
    "max_tokens": "max_output_tokens",
}

MODEL_INFO_LEFT_OUT = {
    "id": LABEL,
    "base_model": "is a name of LiteLLM's catalogue that nothing here reads",
    "mode": LABEL,
    "access_groups": SERVER,
}

# Settings that hold for every model; of two sections that say one, the Router reads its own.
SETTINGS = {
    "timeout": "defaults.timeout",
    "request_timeout": "defaults.timeout",
    "stream_timeout": "defaults.stream_timeout",
    "num_retries": "defaults.retries",
    "default_litellm_params": "params",
    "model_group_retry_policy": "retries",
    "model_group_alias": "aliases",
    "fallbacks": "fallbacks.any",
    "default_fallbacks": "fallbacks.any",
    "context_window_fallbacks": "fallbacks.context_window",
    "content_policy_fallbacks": "fallbacks.content_policy",
}
LADDER_KEYS = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")

SETTINGS_LEFT_OUT = {
    "routing_strategy": IN_TURN,
    "routing_strategy_args": IN_TURN,
    "enable_weighted_failover": IN_TURN,
    "enable_pre_call_checks": "a model that certainly cannot hold a request is always skipped",
    **dict.fromkeys(
        ("allowed_fails", "allowed_fails_policy", "cooldown_time", "disable_cooldowns"), REST
    ),
    "retry_after": "waits follow the vendor's Retry-After, else they grow from try to try",
    "retry_policy": "one number, `retries`, holds for rate_limit, timeout and unavailable alike",
    "max_fallbacks": "was counted in: lists are as long as the Router would walk them",
    "drop_params": DROPS,
    **dict.fromkeys(("set_verbose", "json_logs", "debug_level"), LOGGING),
    **dict.fromkeys(("callbacks", "success_callback", "failure_callback"), LOGGING),
    **dict.fromkeys(("cache", "cache_params", "cache_responses", "caching_groups"), CACHING),
    **dict.fromkeys(("redis_host", "redis_port", "redis_password", "redis_url"), CACHING),
    "modify_params": "a request is fitted to each vendor, and its attempt says how",
    "tpm": LIMITS,
    "rpm": LIMITS,
}

SECTIONS = frozenset({
    "model_list", "router_settings", "litellm_settings", "credential_list",
    "environment_variables",
})  # fmt: skip
SERVER_SECTIONS = frozenset({
    "assistant_settings", "callback_settings", "default_vertex_config", "files_settings",
    "finetune_settings", "general_settings", "guardrails", "mcp_aliases", "mcp_servers",
    "mcp_tools", "policies", "policy_attachments", "prompts", "sandbox_tools", "search_tools",
    "vector_store_registry",
})  # fmt: skip
ELSEWHERE = "has no counterpart in models.yaml"


def left_out_of_params(key: str) -> str | None:
    """Say why a key of ``litellm_params`` is not carried over; None where it is."""
    if key in PARAMS:
        return None
    if key in PARAMS_LEFT_OUT:
        return PARAMS_LEFT_OUT[key]
    return reserved(key)


def left_out_of_info(key: str) -> str:
    """Say why a key of ``model_info`` is not carried over."""
    if "cost" in key:
        return PRICES
    return MODEL_INFO_LEFT_OUT.get(key, LABEL)


def is_request_parameter(key: str) -> bool:
    """Say whether a key is something that is asked of the vendor: it goes under `params:`."""
    return key in OPENAI_KEYWORDS or key in VENDOR_KEYWORDS
