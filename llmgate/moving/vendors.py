"""The table: which traits each vendor has.

Each entry is a refusal seen at that vendor, or what LiteLLM loses on the way to it;
docs/moving.md says which.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from llmgate.moving.traits import EXTRAS, IdRule, Traits

TOLD = frozenset({"name", "strict"})
CLAUDES = frozenset({"cache_control", "provider_specific_fields", "thinking_blocks"})
GOOGLES = frozenset({"cache_control", "extra_content", "provider_specific_fields"})

# Ids of Bedrock's are 64 characters at most, and Anthropic's of the same letters.
CLAUDE_ID = IdRule(r"[a-zA-Z0-9_-]{1,64}", unique=True)

COMPATIBLE = Traits(reads=TOLD)

OPENAI = Traits(
    reads=TOLD,
    unread_images=frozenset({"bmp", "heic", "heif", "svg+xml", "tiff"}),
    developer_role=True,
    own_forms=True,
    refusals=True,
    object_arguments=False,
    most_stops=4,
)

ANTHROPIC = Traits(
    reads=CLAUDES,
    media=frozenset({"file", "image_url"}),
    unread_images=frozenset({"bmp", "heic", "heif", "svg+xml", "tiff"}),
    ids=CLAUDE_ID,
    system_apart=True,
    empty_turns=False,
    media_in_results=True,
    json="told",
    blank_stops=False,
    hottest=1.0,
    one_sampling=True,
    signs_thinking=True,
)

GOOGLE = Traits(
    reads=GOOGLES,
    unread_images=frozenset({"bmp", "gif", "svg+xml", "tiff"}),
    ids=IdRule(r"(?s).+"),
    system_apart=True,
    empty_turns=False,
    call_after_user=True,
    media_in_results=True,
    results_by_place=True,
    most_stops=5,
)

MISTRAL = Traits(
    reads=frozenset({"strict"}),
    media=frozenset({"image_url"}),
    ids=IdRule(r"[a-zA-Z0-9]{9}", length=9),
    system_first=True,
    empty_turns=False,
    user_after_tool=False,
    marks_prefill=True,
    empty_results=False,
    hottest=1.5,
    named_choice=False,
)

# Bedrock's own form for models of every maker.
CONVERSE = Traits(
    reads=CLAUDES,
    media=frozenset({"file", "image_url"}),
    ids=CLAUDE_ID,
    system_apart=True,
    empty_turns=False,
    media_in_results=True,
    json="told",
)

# LiteLLM leaves out every part of a content for DeepSeek that is no text.
DEEPSEEK = replace(
    COMPATIBLE,
    reads=TOLD | {"reasoning_content"},
    media=frozenset(),
    json="object",
    most_stops=16,
)

REASONING = replace(COMPATIBLE, reads=TOLD | {"reasoning_content"})
CACHING = replace(COMPATIBLE, reads=TOLD | {"cache_control"})
BOTH = replace(COMPATIBLE, reads=TOLD | {"cache_control", "reasoning_content"})

# It hands on to vendors of all kinds whatever it is given, by LiteLLM's and by its own names.
OPENROUTER = replace(
    COMPATIBLE, reads=EXTRAS - {"encrypted_content", "extra_content", "reasoning_items"}
)

VENDORS = {
    "anthropic": ANTHROPIC,
    "azure": OPENAI,
    "bedrock": CONVERSE,
    "bedrock_converse": CONVERSE,
    "codestral": MISTRAL,
    "cometapi": CACHING,
    "dashscope": BOTH,
    "databricks": replace(COMPATIBLE, reads=TOLD | CLAUDES),
    "deepseek": DEEPSEEK,
    "fireworks_ai": REASONING,
    "gemini": GOOGLE,
    "groq": replace(COMPATIBLE, media=frozenset({"image_url"}), most_stops=4),
    "hosted_vllm": REASONING,
    "litellm_proxy": CACHING,
    "minimax": BOTH,
    "mistral": MISTRAL,
    "moonshot": REASONING,
    "novita": REASONING,
    "openai": OPENAI,
    "openrouter": OPENROUTER,
    "siliconflow": REASONING,
    "together_ai": REASONING,
    "vertex_ai": GOOGLE,
    "vertex_ai_beta": GOOGLE,
    "volcengine": REASONING,
    "xiaomi_mimo": REASONING,
    "zai": replace(BOTH, json="object"),
}

# Who sells models of other makers, by a word in the model's name.
MAKERS = {"claude": ANTHROPIC, "mistral": MISTRAL, "codestral": MISTRAL}
RESOLD = {
    "azure_ai": MAKERS,
    "bedrock": {"claude": ANTHROPIC},
    "bedrock_converse": {"claude": ANTHROPIC},
    "vertex_ai": MAKERS,
    "vertex_ai_beta": MAKERS,
}

# An OpenAI route with a base of its own is somebody else's server, often a reader.
ELSEWHERE = replace(
    COMPATIBLE, reads=TOLD | {"reasoning_content"}, developer_role=True, own_forms=True
)


@lru_cache(maxsize=1024)
def traits_of(route: str, *, has_base: bool = False) -> Traits:
    """What the vendor of a route takes; of an unknown one, that it speaks OpenAI's wire."""
    provider, _, model = route.partition("/")
    if provider == "openai" and has_base:
        return ELSEWHERE
    makers = RESOLD.get(provider, {})
    resold = (traits for maker, traits in makers.items() if maker in model.lower())
    return next(resold, VENDORS.get(provider, COMPATIBLE))
