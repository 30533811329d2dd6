"""`DirectCarrier`: OpenAI's wire, spoken over plain HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llmgate.carriers.direct.coverage import uncovered
from llmgate.carriers.direct.exchange import Deadline, aopened, each_phase, opened
from llmgate.carriers.direct.failures import Carrying
from llmgate.carriers.direct.outgoing import outgoing
from llmgate.carriers.direct.pieces import apieces, pieces
from llmgate.carriers.direct.pools import shared
from llmgate.carriers.direct.prices import cost_of
from llmgate.carriers.direct.reading import SUCCESS, answer_in, said_instead
from llmgate.carriers.direct.streams import AsyncDirectStream, DirectStream
from llmgate.carriers.direct.supported import supported_by
from llmgate.transport import NO_ARGUMENTS, Answer, CarrierChoice, CarrierError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpcore

    from llmgate.transport import Endpoint, Request


class DirectCarrier:
    """Implements `llmgate.transport.Transport` for the vendors that speak OpenAI's wire."""

    def carrier_for(
        self, endpoint: Endpoint, arguments: Mapping[str, Any] = NO_ARGUMENTS
    ) -> CarrierChoice:
        """Always ``direct``; the reason is what it does not cover, if there is anything."""
        return CarrierChoice("direct", uncovered(endpoint, arguments) or "")

    def supported(self, route: str) -> frozenset[str] | None:
        """The keywords that this route's vendor takes, as LiteLLM has them."""
        return supported_by(route)

    def send(self, request: Request) -> Answer:
        """Send, and read the whole answer; ``timeout`` bounds all of it."""
        out, deadline = outgoing(request), Deadline(request.timeout)
        with Carrying(request):
            response = opened(shared().for_threads(self), out, deadline)
            try:
                data = b"".join(deadline.watching(pieces(response)))
            finally:
                response.close()
        return answered(request, response, data)

    async def asend(self, request: Request) -> Answer:
        """Same as `send`, but awaited."""
        out, timeouts = outgoing(request), each_phase(None)
        with Carrying(request):
            async with asyncio.timeout(request.timeout):
                response = await aopened(await shared().for_loop(self), out, timeouts)
                try:
                    data = b"".join([piece async for piece in apieces(response)])
                finally:
                    await response.aclose()
        return answered(request, response, data)

    def stream(self, request: Request) -> DirectStream:
        """Send, and give the answer piece by piece; ``timeout`` is between two of them."""
        out, timeouts = outgoing(request), each_phase(request.timeout)
        with Carrying(request):
            response = opened(shared().for_threads(self), out, timeouts)
            if response.status in SUCCESS:
                return DirectStream(request, response)
            try:
                data = b"".join(pieces(response))
            finally:
                response.close()
        raise refused(request, response, data)

    async def astream(self, request: Request) -> AsyncDirectStream:
        """Same as `stream`, but awaited."""
        out, timeouts = outgoing(request), each_phase(request.timeout)
        with Carrying(request):
            response = await aopened(await shared().for_loop(self), out, timeouts)
            if response.status in SUCCESS:
                return AsyncDirectStream(request, response)
            try:
                data = b"".join([piece async for piece in apieces(response)])
            finally:
                await response.aclose()
        raise refused(request, response, data)

    def close(self) -> None:
        """Give back the connections of sync callers; they close with their last user."""
        shared().give_back(self)

    async def aclose(self) -> None:
        """Same as `close`, and for the connections of the running event loop."""
        self.close()
        await shared().agive_back(self)


def answered(request: Request, response: httpcore.Response, data: bytes) -> Answer:
    """The answer in a whole body. Raises `CarrierError` with what was said instead."""
    secrets = request.endpoint.secrets
    body = answer_in(response.status, data, response.headers, secrets)
    return Answer(body, cost_of(request, body))


def refused(request: Request, response: httpcore.Response, data: bytes) -> CarrierError:
    """What the vendor said instead of an answer."""
    secrets = request.endpoint.secrets
    return CarrierError(said_instead(response.status, data, response.headers, secrets))
