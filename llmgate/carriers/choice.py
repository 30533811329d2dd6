"""`ChosenCarrier`: each request by the carrier that models.yaml wants, or that suits it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmgate.carriers.direct.coverage import uncovered
from llmgate.carriers.direct.supported import supported_by
from llmgate.carriers.listeners import listening
from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.transport import NO_ARGUMENTS, CarrierChoice, CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.carriers.direct import DirectCarrier
    from llmgate.transport import (
        Answer,
        AsyncChunkSource,
        ChunkSource,
        Endpoint,
        Request,
        Transport,
    )

WANTED = "models.yaml says so"
SUITS = "the vendor speaks OpenAI's wire"


class ChosenCarrier:
    """Implements `llmgate.transport.Transport` by handing each request to one of two others.

    ``auto`` is direct where the direct carrier covers the vendor and every keyword of the
    call, else LiteLLM.
    """

    def __init__(self) -> None:
        self._litellm = LiteLLMCarrier()

    @cached_property
    def _direct(self) -> DirectCarrier:
        # Checking a file or explaining a call needs no network.
        from llmgate.carriers.direct import DirectCarrier  # noqa: PLC0415

        return DirectCarrier()

    def carrier_for(
        self, endpoint: Endpoint, arguments: Mapping[str, Any] = NO_ARGUMENTS
    ) -> CarrierChoice:
        """Who carries a request with these keywords to this endpoint, and why."""
        if endpoint.carrier != "auto":
            return CarrierChoice(endpoint.carrier, WANTED)
        against = objection(endpoint, arguments)
        return CarrierChoice("litellm", against) if against else CarrierChoice("direct", SUITS)

    def _for(self, request: Request) -> Transport:
        endpoint, arguments = request.endpoint, request.arguments
        if self.carrier_for(endpoint, arguments).carrier == "litellm":
            return self._litellm
        against = endpoint.carrier == "direct" and objection(endpoint, arguments)
        if against:
            message = f"carrier: direct cannot send this: {against}; write `carrier: auto`"
            raise CarrierError(Failure("BadRequestError", message))
        return self._direct

    def supported(self, route: str) -> frozenset[str] | None:
        """The keywords that a route takes: by the table of the direct carrier, or LiteLLM."""
        known = supported_by(route)
        return self._litellm.supported(route) if known is None else known

    def send(self, request: Request) -> Answer:
        """Send through the carrier that suits."""
        return self._for(request).send(request)

    async def asend(self, request: Request) -> Answer:
        """Same as `send`, but awaited."""
        return await self._for(request).asend(request)

    def stream(self, request: Request) -> ChunkSource:
        """Stream through the carrier that suits."""
        return self._for(request).stream(request)

    async def astream(self, request: Request) -> AsyncChunkSource:
        """Same as `stream`, but awaited."""
        return await self._for(request).astream(request)

    def close(self) -> None:
        """Give back what both hold for sync callers."""
        if "_direct" in vars(self):
            self._direct.close()
        self._litellm.close()

    async def aclose(self) -> None:
        """Same as `close`, and for what the running event loop holds."""
        if "_direct" in vars(self):
            await self._direct.aclose()
        await self._litellm.aclose()


def objection(endpoint: Endpoint, arguments: Mapping[str, Any]) -> str:
    """Why a request cannot go the direct way; empty if it can."""
    return uncovered(endpoint, arguments) or listening()
