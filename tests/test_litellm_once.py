"""A request that a vendor refuses is sent once, whichever of LiteLLM's handlers carries it."""

import asyncio

import pytest
from carrying import WAYS, carried
from loopback import Loopback, json_answer

from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.carriers.litellm_process import litellm_module
from llmgate.keys.secret import Secret
from llmgate.transport import Endpoint, Request

SLOW_DOWN = json_answer({"error": {"message": "slow down"}}, 429, {"retry-after-ms": "1"})
# LiteLLM asks their hosts for a token first, wants packages, or speaks no HTTP.
ELSEWHERE = {
    "bedrock", "bytez", "chatgpt", "gigachat", "github_copilot", "replicate", "sagemaker",
    "sagemaker_chat", "sagemaker_nova", "sap", "vertex_ai", "vertex_ai_beta", "watsonx",
}  # fmt: skip
# LiteLLM's handlers of text completions repeat requests, and leave connections open.
COMPLETIONS = "text"


@pytest.fixture
def vendor():
    """A vendor that refuses everything."""
    with Loopback() as vendor:
        vendor.delivery = SLOW_DOWN
        yield vendor


def providers():
    """The names of the providers that LiteLLM can be asked for."""
    names = {str(getattr(one, "value", one)) for one in litellm_module().provider_list}
    return sorted(name for name in names - ELSEWHERE if COMPLETIONS not in name)


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_request_is_sent_once(vendor, way):
    """No handler retries on its own, and none tells the vendor of retries."""
    carrier, reached = LiteLLMCarrier(), []
    with asyncio.Runner() as runner:
        for provider in providers():
            base = f"{vendor.origin}/base/v1"
            endpoint = Endpoint(f"{provider}/m", api_key=Secret("sk-0123456789"), api_base=base)
            asked = Request(endpoint, {"messages": [{"role": "user", "content": "hi"}]}, 5.0)
            vendor.arrivals.clear()
            carried(carrier, asked, way, runner)
            reached.extend((provider, "max_retries" in str(one.body)) for one in vendor.arrivals)
        runner.run(carrier.aclose())
    assert len(reached) > 80
    assert [one for one in reached if reached.count(one) > 1 or one[1]] == []
