"""The carrier that serves every route: LiteLLM's ``completion``, called with care."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_answer import answer_of, rescued, restored_signatures
from llmgate.carriers.litellm_clients import LoopClients
from llmgate.carriers.litellm_failure import failure_of, unanswered
from llmgate.carriers.litellm_once import sent_once
from llmgate.carriers.litellm_process import litellm_module
from llmgate.carriers.litellm_stream import AsyncLiteLLMStream, LiteLLMStream, TappedStream
from llmgate.carriers.process_environment import undisturbed
from llmgate.keys.secret import revealed
from llmgate.transport import NO_ARGUMENTS, CarrierChoice, CarrierError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from llmgate.transport import Answer, Endpoint, Request

# LiteLLM takes these for itself, whatever it says of the vendor.
ALWAYS_TAKEN = frozenset({"extra_headers", "messages", "metadata", "stream", "stream_options"})


class LiteLLMCarrier:
    """Implements `llmgate.transport.Transport` with LiteLLM, imported at the first call."""

    def __init__(self) -> None:
        self._clients = LoopClients()

    def carrier_for(
        self,
        endpoint: Endpoint,  # noqa: ARG002  (the protocol's)
        arguments: Mapping[str, Any] = NO_ARGUMENTS,  # noqa: ARG002  (likewise)
    ) -> CarrierChoice:
        """Always ``litellm``."""
        return CarrierChoice("litellm")

    def supported(self, route: str) -> frozenset[str] | None:
        """The keywords that LiteLLM translates for this route's vendor."""
        return supported_by(route)

    def send(self, request: Request) -> Answer:
        """Send through ``litellm.completion``."""
        original = OriginalAnswer()
        try:
            with Translation(request, original):
                response = litellm_module().completion(**keywords(request), logger_fn=original)
                return answer_of(given(response), original.text)
        except CarrierError as error:
            return rescued(error, original.text)

    async def asend(self, request: Request) -> Answer:
        """Send through ``litellm.acompletion``."""
        original = OriginalAnswer()
        try:
            with Translation(request, original):
                litellm = litellm_module()
                await self._clients.guard()
                response = await litellm.acompletion(**keywords(request), logger_fn=original)
                return answer_of(given(response), original.text)
        except CarrierError as error:
            return rescued(error, original.text)

    def stream(self, request: Request) -> LiteLLMStream:
        """Stream through ``litellm.completion``."""
        with Translation(request):
            wrapper = litellm_module().completion(**keywords(request), stream=True)
            wrapped = TappedStream(given(wrapper), request.endpoint.secrets, request.timeout)
            return LiteLLMStream(wrapped)

    async def astream(self, request: Request) -> AsyncLiteLLMStream:
        """Stream through ``litellm.acompletion``."""
        with Translation(request):
            litellm = litellm_module()
            await self._clients.guard()
            wrapper = await litellm.acompletion(**keywords(request), stream=True)
            return AsyncLiteLLMStream(
                TappedStream(given(wrapper), request.endpoint.secrets, request.timeout)
            )

    def close(self) -> None:
        """Nothing to do: LiteLLM's sync clients are shared by the process."""

    async def aclose(self) -> None:
        """Close the clients that LiteLLM holds for the running event loop."""
        await self._clients.close()


def given(response: Any) -> Any:
    """What LiteLLM gave back. Raises `CarrierError` if that is nothing."""
    if response is None:
        raise CarrierError(unanswered())
    return response


class OriginalAnswer:
    """Hears the vendor's raw answer through LiteLLM's ``logger_fn``."""

    def __init__(self) -> None:
        self.text: str | None = None

    def __call__(self, details: Mapping[str, Any]) -> None:
        """Take the raw answer out of what LiteLLM tells its loggers."""
        original = details.get("original_response")
        # What comes after the answer is what LiteLLM thinks of it.
        if isinstance(original, str) and self.text is None:
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

    Everything is copied, since LiteLLM edits messages in place. ``_skip_mcp_handler`` keeps
    some releases from failing on ``tools`` where the mcp package is not installed.
    """
    arguments = copied(dict(request.arguments))
    return {
        **arguments,
        "messages": [sent(message) for message in arguments["messages"]],
        **place(request.endpoint),
        "timeout": request.timeout,
        **copied(dict(sent_once(request.endpoint.route))),
        "drop_params": False,
        "_skip_mcp_handler": True,
    }


def place(endpoint: Endpoint) -> dict[str, Any]:
    """Where to and with whose credentials, in LiteLLM's keywords."""
    given = revealed(dict(endpoint.extra)) if endpoint.extra else {}
    given["model"] = endpoint.route
    if endpoint.api_key is not None:
        given["api_key"] = revealed(endpoint.api_key)
    if endpoint.api_base is not None:
        given["api_base"] = endpoint.api_base
    if endpoint.api_version is not None:
        given["api_version"] = endpoint.api_version
    if endpoint.headers:
        given["extra_headers"] = revealed(dict(endpoint.headers))
    if kept_off := undisturbed(given, os.environ):
        given["extra_headers"] = {**given.get("extra_headers", {}), **kept_off}
    return given


def copied(value: Any) -> Any:
    """A copy of JSON-like data, in a fraction of the time of `copy.deepcopy`."""
    if isinstance(value, dict):
        return {
            name: copied(item) if isinstance(item, dict | list) else item
            for name, item in value.items()
        }
    return [copied(item) for item in value] if isinstance(value, list) else value


def sent(message: dict[str, Any]) -> dict[str, Any]:
    """A message as LiteLLM wants it."""
    return restored_signatures(message) if "extra_content" in message else message


class Translation:
    """A ``with`` block that turns whatever LiteLLM raises into a `CarrierError`."""

    __slots__ = ("original", "request")

    def __init__(self, request: Request, original: OriginalAnswer | None = None) -> None:
        self.request = request
        self.original = original

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, CarrierError):
            original = self.original.text if self.original else None
            raise CarrierError(failure_of(error, self.request.endpoint.secrets, original)) from None
