"""The carrier that serves every route: LiteLLM's ``completion``, called with care."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_answer import answer_of, restored_signatures
from llmgate.carriers.litellm_clients import LoopClients
from llmgate.carriers.litellm_failure import failure_of
from llmgate.carriers.litellm_process import litellm_module
from llmgate.carriers.litellm_stream import AsyncLiteLLMStream, LiteLLMStream, TappedStream
from llmgate.secret import revealed, secrets_in
from llmgate.transport import CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.attempt import Carrier
    from llmgate.secret import Secret
    from llmgate.transport import Answer, Request

# LiteLLM takes these for itself, whatever it says of the vendor.
ALWAYS_TAKEN = frozenset({"extra_headers", "messages", "metadata", "stream", "stream_options"})


class LiteLLMCarrier:
    """Implements `llmgate.transport.Transport` with LiteLLM, imported at the first call."""

    def __init__(self) -> None:
        self._clients = LoopClients()

    def carrier_for(self, route: str) -> Carrier:  # noqa: ARG002  (the protocol's)
        """Always ``litellm``."""
        return "litellm"

    def supported(self, route: str) -> frozenset[str] | None:
        """The keywords that LiteLLM translates for this route's vendor."""
        return supported_by(route)

    def send(self, request: Request) -> Answer:
        """Send through ``litellm.completion``."""
        original = OriginalAnswer()
        with translated(request):
            response = litellm_module().completion(**keywords(request), logger_fn=original)
            return answer_of(response, original.text)

    async def asend(self, request: Request) -> Answer:
        """Send through ``litellm.acompletion``."""
        original = OriginalAnswer()
        with translated(request):
            litellm = litellm_module()
            await self._clients.guard()
            response = await litellm.acompletion(**keywords(request), logger_fn=original)
            return answer_of(response, original.text)

    def stream(self, request: Request) -> LiteLLMStream:
        """Stream through ``litellm.completion``."""
        with translated(request):
            wrapper = litellm_module().completion(**keywords(request), stream=True)
            return LiteLLMStream(TappedStream(wrapper, secrets_of(request), request.timeout))

    async def astream(self, request: Request) -> AsyncLiteLLMStream:
        """Stream through ``litellm.acompletion``."""
        with translated(request):
            litellm = litellm_module()
            await self._clients.guard()
            wrapper = await litellm.acompletion(**keywords(request), stream=True)
            return AsyncLiteLLMStream(TappedStream(wrapper, secrets_of(request), request.timeout))

    def close(self) -> None:
        """Nothing to do: LiteLLM's sync clients are shared by the process."""

    async def aclose(self) -> None:
        """Close the clients that LiteLLM holds for the running event loop."""
        await self._clients.close()


class OriginalAnswer:
    """Hears the vendor's raw answer through LiteLLM's ``logger_fn``."""

    def __init__(self) -> None:
        self.text: str | None = None

    def __call__(self, details: Mapping[str, Any]) -> None:
        """Take the raw answer out of what LiteLLM tells its loggers."""
        original = details.get("original_response")
        if isinstance(original, str):
            self.text = original


@lru_cache(maxsize=1024)
def supported_by(route: str) -> frozenset[str] | None:
    """The OpenAI keywords that a route takes, by LiteLLM; None for an unknown provider."""
    litellm = litellm_module()
    try:
        model, provider, _, _ = litellm.get_llm_provider(route)
    except litellm.BadRequestError:
        return None
    names = litellm.get_supported_openai_params(model=model, custom_llm_provider=provider)
    return frozenset(names) | ALWAYS_TAKEN if names else None


def keywords(request: Request) -> dict[str, Any]:
    """LiteLLM's keywords for a request.

    Messages are copied, since LiteLLM edits them in place. ``max_retries=0`` keeps the SDK
    underneath from making three calls of one; ``_skip_mcp_handler`` keeps some releases
    from failing on ``tools`` where the mcp package is not installed.
    """
    endpoint = request.endpoint
    given = {
        "api_key": revealed(endpoint.api_key),
        "api_base": endpoint.api_base,
        "api_version": endpoint.api_version,
        "extra_headers": revealed(dict(endpoint.headers)) or None,
    }
    return {
        **request.arguments,
        "messages": [sent(message) for message in request.arguments["messages"]],
        **revealed(dict(endpoint.extra)),
        **{name: value for name, value in given.items() if value is not None},
        "model": endpoint.route,
        "timeout": request.timeout,
        "max_retries": 0,
        "drop_params": False,
        "_skip_mcp_handler": True,
    }


def sent(message: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a message, as LiteLLM wants it."""
    if "extra_content" in message:
        message = restored_signatures(message)
    plain = all(isinstance(value, str) for value in message.values())
    return dict(message) if plain else copy.deepcopy(dict(message))


def secrets_of(request: Request) -> list[Secret]:
    """Every secret that this request carries."""
    endpoint = request.endpoint
    return list(secrets_in([endpoint.api_key, dict(endpoint.headers), dict(endpoint.extra)]))


@contextmanager
def translated(request: Request) -> Iterator[None]:
    """Turn whatever LiteLLM raises into a `CarrierError` that holds nothing of LiteLLM's."""
    try:
        yield
    except CarrierError:
        raise
    except Exception as error:  # noqa: BLE001  (LiteLLM raises of any class)
        failure: Failure = failure_of(error, secrets_of(request))
    else:
        return
    raise CarrierError(failure)
