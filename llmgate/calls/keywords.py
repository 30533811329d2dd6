"""Which keywords a call may have, and whom each of them concerns.

The names are OpenAI's API reference and LiteLLM's own lists; a test holds both against the
installed packages, so that a new keyword is noticed.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

OPENAI_KEYWORDS = frozenset({
    "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
    "max_completion_tokens", "max_tokens", "messages", "metadata", "modalities", "model",
    "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty",
    "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort",
    "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream",
    "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user",
    "verbosity", "web_search_options",
})  # fmt: skip

GATE_KEYWORDS = frozenset({"prompt", "timeout", "request_timeout", "conversation"})

# Without these the answer still means the same, so a vendor that lacks one still serves.
DROPPABLE = frozenset({
    "frequency_penalty", "metadata", "moderation", "parallel_tool_calls", "prediction",
    "presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
    "reasoning_effort", "safety_identifier", "seed", "service_tier", "store", "stream_options",
    "temperature", "thinking", "top_k", "top_p", "user", "verbosity",
})  # fmt: skip

# Values that say what a vendor does anyway, so that one that lacks the keyword still serves.
NEUTRAL: dict[str, Any] = {
    "logprobs": False,
    "modalities": ["text"],
    "n": 1,
    "response_format": {"type": "text"},
    "tool_choice": "auto",
}

# Of the keywords that only some vendors have, those without which the answer is another one.
ESSENTIAL = frozenset({"documents", "guided_choice", "guided_json", "guided_regex", "mcp_servers"})

# LiteLLM passes it on for them, but lists it only where OpenAI's wire is spoken.
TOP_K_VENDORS = frozenset({
    "anthropic", "bedrock", "cohere", "cohere_chat", "deepinfra", "fireworks_ai", "gemini",
    "hosted_vllm", "ollama", "ollama_chat", "openrouter", "together_ai", "vertex_ai",
})  # fmt: skip

REFUSED = {
    "fallbacks": "name the fallbacks in models.yaml",
    "context_window_fallbacks": "name the ladder in models.yaml",
    "content_policy_fallbacks": "name the fallbacks in models.yaml",
    "context_window_fallback_dict": "name the ladder in models.yaml",
    "num_retries": "write retries in models.yaml",
    "max_retries": "write retries in models.yaml",
    "retry_policy": "write retries in models.yaml",
    "retry_strategy": "write retries in models.yaml",
    "model_list": "name the models in models.yaml",
    "custom_llm_provider": "write the provider into the model's route in models.yaml",
    "drop_params": "the gate drops what a vendor does not take, and says so in the attempt",
}


def litellm_keywords(kind: str) -> frozenset[str]:
    """LiteLLM's keywords beside OpenAI's of one kind.

    ``endpoint`` ones say where a request goes and with whose credentials, ``vendor`` ones
    ask something of the vendor, ``carrier`` ones are for LiteLLM itself.
    """
    lines = files("llmgate.calls").joinpath("litellm_keywords.txt").read_text("utf-8").splitlines()
    return frozenset(line.split()[1] for line in lines if line.startswith(f"{kind} "))


ENDPOINT_KEYWORDS = litellm_keywords("endpoint")
VENDOR_KEYWORDS = litellm_keywords("vendor")
CARRIER_KEYWORDS = litellm_keywords("carrier")
KNOWN_KEYWORDS = frozenset().union(
    OPENAI_KEYWORDS, GATE_KEYWORDS, ENDPOINT_KEYWORDS, VENDOR_KEYWORDS, CARRIER_KEYWORDS
)
