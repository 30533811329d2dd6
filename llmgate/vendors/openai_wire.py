"""The vendors that speak OpenAI's wire, as data.

Where they are and what their variables are called is LiteLLM's knowledge, read from its
source; tests hold each line to LiteLLM on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Provider:
    """One vendor.

    ``base`` is its address, for which the first of ``base_variables`` that is set stands in.
    ``key`` stands in for a key where the vendor needs none. ``header_variables`` are further
    headers and the variables that hold them.
    """

    base: str | None = None
    base_variables: tuple[str, ...] = ()
    key_variables: tuple[str, ...] = ()
    key: str | None = None
    header_variables: Mapping[str, str] = field(default_factory=dict)


def usual(base: str | None, prefix: str, *more_keys: str, key: str | None = None) -> Provider:
    """A vendor whose variables are called ``PREFIX_API_BASE`` and ``PREFIX_API_KEY``."""
    return Provider(base, (f"{prefix}_API_BASE",), (f"{prefix}_API_KEY", *more_keys), key)


def keyed(base: str, variable: str) -> Provider:
    """A vendor of which only the key is looked up in the environment."""
    return Provider(base, (), (variable,))


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        "https://api.openai.com/v1", ("OPENAI_BASE_URL", "OPENAI_API_BASE"), ("OPENAI_API_KEY",)
    ),
    "azure": Provider(None, ("AZURE_API_BASE",), ("AZURE_OPENAI_API_KEY", "AZURE_API_KEY")),
    "abliteration": keyed("https://api.abliteration.ai/v1", "ABLITERATION_API_KEY"),
    "aihubmix": usual("https://aihubmix.com/v1", "AIHUBMIX"),
    "aiml": usual("https://api.aimlapi.com/v1", "AIML"),
    "apertis": keyed("https://api.stima.tech/v1", "STIMA_API_KEY"),
    "assemblyai": keyed("https://llm-gateway.assemblyai.com/v1", "ASSEMBLYAI_API_KEY"),
    "cerebras": usual("https://api.cerebras.ai/v1", "CEREBRAS"),
    "charity_engine": keyed(
        "https://api.charityengine.services/remotejobs/v2/inference", "CHARITY_ENGINE_API_KEY"
    ),
    "chutes": keyed("https://llm.chutes.ai/v1/", "CHUTES_API_KEY"),
    "cognition": usual("https://api.cognition.ai/v1", "COGNITION"),
    "cortecs": usual("https://api.cortecs.ai/v1", "CORTECS"),
    "crusoe": usual("https://managed-inference-api-proxy.crusoecloud.com/v1", "CRUSOE"),
    "darkbloom": usual("https://api.darkbloom.dev/v1", "DARKBLOOM"),
    "dashscope": usual("https://dashscope.aliyuncs.com/compatible-mode/v1", "DASHSCOPE"),
    "deepinfra": usual("https://api.deepinfra.com/v1/openai", "DEEPINFRA"),
    "deepseek": usual("https://api.deepseek.com/beta", "DEEPSEEK"),
    "docker_model_runner": usual(
        "http://localhost:22088/engines/llama.cpp", "DOCKER_MODEL_RUNNER", key="dummy-key"
    ),
    "empiriolabs": usual("https://api.empiriolabs.ai/v1", "EMPIRIOLABS"),
    "empower": usual("https://app.empower.dev/api/v1", "EMPOWER"),
    "featherless_ai": Provider(
        "https://api.featherless.ai/v1",
        ("FEATHERLESS_AI_API_BASE", "FEATHERLESS_API_BASE"),
        ("FEATHERLESS_AI_API_KEY", "FEATHERLESS_API_KEY"),
    ),
    "fireworks_ai": usual(
        "https://api.fireworks.ai/inference/v1", "FIREWORKS",
        "FIREWORKS_AI_API_KEY", "FIREWORKSAI_API_KEY", "FIREWORKS_AI_TOKEN",
    ),
    "friendliai": Provider(
        "https://api.friendli.ai/serverless/v1",
        ("FRIENDLI_API_BASE",),
        ("FRIENDLIAI_API_KEY", "FRIENDLI_TOKEN"),
    ),
    "galadriel": usual("https://api.galadriel.com/v1", "GALADRIEL"),
    "github": usual("https://models.inference.ai.azure.com", "GITHUB"),
    "gmi": keyed("https://api.gmi-serving.com/v1", "GMI_API_KEY"),
    "groq": usual("https://api.groq.com/openai/v1", "GROQ"),
    "helicone": keyed("https://ai-gateway.helicone.ai/", "HELICONE_API_KEY"),
    "hosted_vllm": usual(None, "HOSTED_VLLM", key="fake-api-key"),
    "hyperbolic": usual("https://api.hyperbolic.xyz/v1", "HYPERBOLIC"),
    "lambda_ai": usual("https://api.lambda.ai/v1", "LAMBDA"),
    "libertai": usual("https://api.libertai.io/v1", "LIBERTAI"),
    "litellm_proxy": usual(None, "LITELLM_PROXY"),
    "llamafile": usual("http://127.0.0.1:8080/v1", "LLAMAFILE", key="fake-api-key"),
    "llamagate": keyed("https://api.llamagate.dev/v1", "LLAMAGATE_API_KEY"),
    "lm_studio": usual(None, "LM_STUDIO", key="fake-api-key"),
    "meta": usual("https://api.meta.ai/v1", "META"),
    "meta_llama": usual("https://api.llama.com/compat/v1", "LLAMA"),
    "mistral": Provider(
        "https://api.mistral.ai/v1",
        ("MISTRAL_AZURE_API_BASE",),
        ("MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY"),
    ),
    "modelscope": usual("https://api-inference.modelscope.cn/v1", "MODELSCOPE"),
    "moonshot": usual("https://api.moonshot.ai/v1", "MOONSHOT"),
    "morph": usual("https://api.morphllm.com/v1", "MORPH"),
    "nano-gpt": keyed("https://nano-gpt.com/api/v1", "NANOGPT_API_KEY"),
    "nebius": usual("https://api.studio.nebius.ai/v1", "NEBIUS"),
    "neosantara": usual("https://api.neosantara.xyz/v1", "NEOSANTARA"),
    "novita": usual("https://api.novita.ai/v3/openai", "NOVITA"),
    "nscale": usual("https://inference.api.nscale.com/v1", "NSCALE"),
    "nvidia_nim": usual("https://integrate.api.nvidia.com/v1", "NVIDIA_NIM"),
    "openrouter": Provider(
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_BASE",),
        ("OPENROUTER_API_KEY", "OR_API_KEY"),
        header_variables={"http-referer": "OR_SITE_URL", "x-title": "OR_APP_NAME"},
    ),
    "perplexity": Provider(
        "https://api.perplexity.ai",
        ("PERPLEXITY_API_BASE",),
        ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
    ),
    "pinstripes": usual("https://pinstripes.io/v1", "PINSTRIPES"),
    "poe": keyed("https://api.poe.com/v1", "POE_API_KEY"),
    "prism": usual("https://api.prisminference.com/v1", "PRISM"),
    "publicai": usual("https://api.publicai.co/v1", "PUBLICAI"),
    "reka": usual("https://api.reka.ai/v1", "REKA"),
    "sail": usual("https://api.sailresearch.com/v1", "SAIL"),
    "sambanova": usual("https://api.sambanova.ai/v1", "SAMBANOVA"),
    "scaleway": keyed("https://api.scaleway.ai/v1", "SCW_SECRET_KEY"),
    "synthetic": keyed("https://api.synthetic.new/openai/v1", "SYNTHETIC_API_KEY"),
    "tencent": usual("https://tokenhub-intl.tencentcloudmaas.com/v1", "TENCENT"),
    "together_ai": Provider(
        "https://api.together.ai/v1",
        ("TOGETHER_AI_API_BASE",),
        ("TOGETHER_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_TOKEN"),
    ),
    "v0": usual("https://api.v0.dev/v1", "V0"),
    "vercel_ai_gateway": Provider(
        "https://ai-gateway.vercel.sh/v1",
        ("VERCEL_AI_GATEWAY_API_BASE",),
        ("VERCEL_AI_GATEWAY_API_KEY", "VERCEL_OIDC_TOKEN"),
        header_variables={"http-referer": "VERCEL_SITE_URL", "x-title": "VERCEL_APP_NAME"},
    ),
    "veniceai": keyed("https://api.venice.ai/api/v1", "VENICE_AI_API_KEY"),
    "volcengine": usual("https://ark.cn-beijing.volces.com/api/v3", "VOLCENGINE"),
    "wandb": usual("https://api.inference.wandb.ai/v1", "WANDB"),
    "xai": usual("https://api.x.ai/v1", "XAI"),
    "xiaomi_mimo": keyed("https://api.xiaomimimo.com/v1", "XIAOMI_MIMO_API_KEY"),
    "zai": usual("https://api.z.ai/api/paas/v4", "ZAI"),
}  # fmt: skip
