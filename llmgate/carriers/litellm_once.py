"""What keeps LiteLLM, and the SDK beneath it, from sending one request three times."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_process import litellm_module

if TYPE_CHECKING:
    from collections.abc import Mapping

# LiteLLM refuses ``max_retries`` for the one, and sends it to the other as a keyword of its
# own. Neither sends anything twice.
NEVER_REPEATED = frozenset({"gradient_ai", "huggingface"})


@lru_cache(maxsize=1024)
def sent_once(route: str) -> Mapping[str, Any]:
    """LiteLLM's keywords with which a request to a route is sent once.

    Where a provider's own list of parameters lacks ``max_retries``, LiteLLM drops it, and the
    OpenAI SDK retries twice. What is allowed by name is handed on; LiteLLM's other handlers
    would send it to the vendor, so only those that call the SDK are told.
    """
    litellm = litellm_module()
    try:
        _, provider, _, _ = litellm.get_llm_provider(route)
    except litellm.BadRequestError:
        return {}
    if provider in NEVER_REPEATED:
        return {}
    if provider in litellm.openai_compatible_providers:
        return {"max_retries": 0, "allowed_openai_params": ["max_retries"]}
    return {"max_retries": 0}
