"""How vendors differ on OpenAI's wire, as LiteLLM has learnt it; all of it data.

What is only another name or a field more is done here as well; what takes more than that
is left to LiteLLM, which ``UNLIKE`` and its neighbours are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# They call the output's limit by its older name.
OLDER_LIMIT = frozenset({
    "abliteration", "aihubmix", "aiml", "apertis", "cerebras", "charity_engine", "chutes",
    "crusoe", "darkbloom", "deepinfra", "docker_model_runner", "empiriolabs", "empower",
    "featherless_ai", "fireworks_ai", "friendliai", "galadriel", "github", "gmi", "groq",
    "lambda_ai", "libertai", "llamagate", "mistral", "moonshot", "nano-gpt", "nebius",
    "neosantara", "nvidia_nim", "pinstripes", "poe", "publicai", "sambanova", "synthetic",
    "veniceai", "volcengine", "wandb", "xai", "xiaomi_mimo",
})  # fmt: skip

# They send the usage of a stream unasked, or not at all.
NO_STREAM_OPTIONS = frozenset({
    "cerebras", "deepinfra", "featherless_ai", "hyperbolic", "mistral", "morph", "nscale",
    "nvidia_nim", "perplexity", "v0",
})  # fmt: skip

# They know the role of a developer; the others are sent a system message.
DEVELOPERS = frozenset({
    "abliteration", "aihubmix", "aiml", "crusoe", "empiriolabs", "gmi", "llamagate", "veniceai",
})  # fmt: skip

# A field of each request of theirs.
ADDED: Mapping[str, Mapping[str, Any]] = {"openrouter": {"usage": {"include": True}}}

# They are sent texts, and not lists of parts.
TEXTS_ONLY = frozenset({
    "deepseek", "docker_model_runner", "fireworks_ai", "hosted_vllm", "mistral", "modelscope",
    "moonshot", "publicai", "sambanova",
})  # fmt: skip

# LiteLLM sends them no keyword but OpenAI's.
OPENAI_S_ONLY = frozenset({
    "abliteration", "aihubmix", "assemblyai", "charity_engine", "crusoe", "empiriolabs",
    "fireworks_ai", "gmi", "llamagate", "neosantara", "scaleway", "veniceai", "xiaomi_mimo",
})  # fmt: skip

# They take tools that are no functions.
CUSTOM_TOOLS = frozenset({"azure", "openai"})

# LiteLLM writes calls of tools anew for them, or their results.
OWN_TOOL_CALLS = frozenset({"moonshot"})
OWN_TOOL_PARTS = frozenset({"deepinfra"})

# They are sent no names of speakers.
NAMELESS = frozenset({"mistral", "xai"})

# They are sent tools without ``strict``, some without more of OpenAI's schema words.
LOOSE_TOOLS = frozenset({"fireworks_ai", "hosted_vllm", "xai"})

# Keywords that LiteLLM turns into something else, or leaves out.
UNLIKE: Mapping[str, frozenset[str]] = {
    provider: frozenset(names.split())
    for provider, names in {
        "deepinfra": "tool_choice",
        "deepseek": "reasoning_effort thinking",
        "fireworks_ai": "tool_choice",
        "groq": "reasoning_effort response_format web_search_options",
        "meta_llama": "response_format",
        "mistral": "reasoning_effort response_format seed tool_choice",
        "moonshot": "reasoning_effort thinking tool_choice temperature",
        "perplexity": "reasoning_effort web_search_options",
        "sail": "service_tier",
        "xai": "web_search_options",
        **dict.fromkeys(DEVELOPERS, "reasoning_effort user verbosity"),
    }.items()
}

# Keywords that are sent as they are, whoever takes them.
AS_THEY_ARE = frozenset({
    "audio", "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens",
    "max_tokens", "messages", "modalities", "n", "parallel_tool_calls", "prediction",
    "presence_penalty", "prompt_cache_key", "reasoning_effort", "response_format",
    "safety_identifier", "seed", "service_tier", "stop", "store", "stream_options",
    "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
    "web_search_options",
})  # fmt: skip

# Likewise, of the keywords that are not OpenAI's.
VENDORS_OWN = frozenset({
    "chat_template_kwargs", "enable_thinking", "guided_choice", "guided_json", "guided_regex",
    "ignore_eos", "include_reasoning", "min_p", "min_tokens", "plugins", "prompt_logprobs",
    "provider", "reasoning", "reasoning_format", "repetition_penalty", "return_images",
    "return_related_questions", "safe_prompt", "search_domain_filter",
    "search_recency_filter", "stop_token_ids", "top_a", "top_k", "transforms", "typical_p",
})  # fmt: skip

# The parts of a message's content that are sent as they are, and what each has to hold.
PARTS: Mapping[str, type] = {"text": str, "image_url": dict, "input_audio": dict}
