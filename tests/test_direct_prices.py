"""What a direct answer cost, held to LiteLLM's own reckoning."""

import pytest

from llmgate.carriers.direct.prices import cost_of
from llmgate.carriers.litellm_process import litellm_module
from llmgate.transport import Endpoint, Request

ROUTES = (
    "openai/gpt-4o-mini", "openai/gpt-5", "openai/gpt-5.4", "openai/o3", "openai/gpt-audio",
    "azure/gpt-4o", "groq/openai/gpt-oss-120b", "deepseek/deepseek-chat",
    "mistral/mistral-large-latest", "xai/grok-4.20", "cerebras/gpt-oss-120b",
    "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",
)  # fmt: skip
USAGES = {
    "plain": {"prompt_tokens": 1_000, "completion_tokens": 500},
    "cached": {
        "prompt_tokens": 1_000,
        "completion_tokens": 500,
        "prompt_tokens_details": {"cached_tokens": 400},
    },
    "reasoning": {
        "prompt_tokens": 1_000,
        "completion_tokens": 500,
        "completion_tokens_details": {"reasoning_tokens": 300},
    },
    "audio": {
        "prompt_tokens": 1_000,
        "completion_tokens": 500,
        "prompt_tokens_details": {"audio_tokens": 200, "cached_tokens": 100},
        "completion_tokens_details": {"audio_tokens": 100},
    },
    "long": {"prompt_tokens": 300_000, "completion_tokens": 500},
}


def answer(usage, tier):
    """A whole answer with a usage."""
    message = {"role": "assistant", "content": "hi"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    total = usage["prompt_tokens"] + usage["completion_tokens"]
    body = {"id": "x", "object": "chat.completion", "created": 1, "model": "m"}
    body |= {"choices": [choice], "usage": {**usage, "total_tokens": total}}
    return body | ({"service_tier": tier} if tier else {})


def litellm_s_cost(route, body):
    """What LiteLLM makes of the same answer."""
    litellm = litellm_module()
    response = litellm.ModelResponse(**body)
    tier = body.get("service_tier")
    return litellm.completion_cost(completion_response=response, model=route, service_tier=tier)


@pytest.mark.parametrize("tier", [None, "default", "flex", "priority"])
@pytest.mark.parametrize("usage", USAGES.values(), ids=USAGES.keys())
@pytest.mark.parametrize("route", ROUTES)
def test_it_is_what_litellm_says(route, usage, tier):
    """Cached, reasoning and spoken tokens, long prompts and tiers of service included."""
    body = answer(usage, tier)
    cost = cost_of(Request(Endpoint(route), {"messages": []}, 60.0), body)
    assert cost == pytest.approx(litellm_s_cost(route, body), rel=1e-9)


def test_nobody_guesses():
    """No usage or no price is no cost."""
    known = Request(Endpoint("openai/gpt-4o-mini"), {"messages": []}, 60.0)
    unknown = Request(Endpoint("openai/my-own"), {"messages": []}, 60.0)
    assert cost_of(known, {"usage": None}) is None
    assert cost_of(unknown, answer(USAGES["plain"], None)) is None


def test_openrouter_s_own_figure_is_believed():
    """It comes with the usage."""
    request = Request(Endpoint("openrouter/openai/gpt-4o"), {"messages": []}, 60.0)
    body = answer(USAGES["plain"], None)
    body["usage"]["cost"] = 0.25
    assert cost_of(request, body) == 0.25
