"""The seam between the gate and whoever carries a request to the vendor.

A carrier takes a `Request`, which is complete and holds nothing of any other model, and
gives back an `Answer`, a source of chunks, or raises `CarrierError` with a `Failure`.
Nothing on the gate's side of this seam knows which carrier is at work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from llmgate.keys.redaction import secrets_in_address
from llmgate.keys.secret import Secret, secrets_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from llmgate.attempt import Carrier, WantedCarrier
    from llmgate.keys.credentials import FetchedKey


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a request goes and with what credentials; it belongs to one deployment.

    ``route`` is LiteLLM's ``provider/model``; ``extra`` holds LiteLLM keywords for it. A key
    that must be fetched is fetched before a carrier sees it. ``carrier`` is the one that
    models.yaml wants.
    """

    route: str
    api_key: Secret | FetchedKey | None = None
    api_base: str | None = field(default=None, repr=False)
    api_version: str | None = None
    headers: Mapping[str, Secret] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    carrier: WantedCarrier = "auto"

    @property
    def provider(self) -> str:
        """The part of the route before its first slash."""
        return self.route.partition("/")[0]

    @property
    def secrets(self) -> list[Secret]:
        """Everything in it that no text may show, the credentials in its address included."""
        given = secrets_in([self.api_key, dict(self.headers), dict(self.extra)])
        return [*given, *secrets_in_address(self.api_base)]


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt's request. ``arguments`` are OpenAI's keywords, messages included.

    ``timeout`` is in seconds: for a plain call until the answer is there, for a stream
    between two pieces of it.
    """

    endpoint: Endpoint
    arguments: Mapping[str, Any]
    timeout: float
    stream: bool = False


@dataclass(frozen=True, slots=True)
class CarrierChoice:
    """Who carries a request, and ``why`` it is that one, in words for a person."""

    carrier: Carrier
    why: str = ""


# For asking who would carry a request of which only the endpoint is known.
NO_ARGUMENTS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer in the shape of ``chat.completion``, and in the vendor's truth.

    ``body`` has the vendor's own finish reason and has ``usage`` only if the vendor sent
    it. ``cost`` is in US dollars, None if unknown.
    """

    body: Mapping[str, Any]
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Everything that is left of a failed attempt, as plain data without a secret.

    ``kind`` is the name of LiteLLM's class for it, ``status`` the HTTP status, ``code`` and
    ``type`` the vendor's own, ``message`` the vendor's words, ``body`` its JSON if any,
    ``headers`` the answer's headers with lower-case names.
    """

    kind: str
    message: str
    status: int | None = None
    code: str | None = None
    type: str | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class CarrierError(Exception):
    """How a carrier reports a `Failure`; it never reaches the caller of the gate."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.message)


class ChunkSource(Protocol):
    """A stream under way: an iterator of ``chat.completion.chunk``-shaped dicts."""

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk; None if unknown."""
        ...

    def __iter__(self) -> Iterator[Mapping[str, Any]]: ...

    def __next__(self) -> Mapping[str, Any]: ...

    def close(self) -> None:
        """Close the vendor's connection; harmless when it is closed already."""
        ...


class AsyncChunkSource(Protocol):
    """Same as `ChunkSource`, but awaited."""

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk; None if unknown."""
        ...

    def __aiter__(self) -> AsyncIterator[Mapping[str, Any]]: ...

    async def __anext__(self) -> Mapping[str, Any]: ...

    async def aclose(self) -> None:
        """Close the vendor's connection; harmless when it is closed already."""
        ...


class Transport(Protocol):
    """A carrier of requests; see `llmgate.testing.ScriptedTransport` for the smallest one."""

    def carrier_for(
        self, endpoint: Endpoint, arguments: Mapping[str, Any] = NO_ARGUMENTS
    ) -> CarrierChoice:
        """Who carries a request with these keywords to this endpoint."""
        ...

    def supported(self, route: str) -> frozenset[str] | None:
        """The OpenAI keywords that this route's vendor takes; None if nobody knows."""
        ...

    def send(self, request: Request) -> Answer:
        """Send, and wait for the whole answer. Raises `CarrierError`."""
        ...

    def stream(self, request: Request) -> ChunkSource:
        """Send, and read the answer piece by piece. Raises `CarrierError`, then or later."""
        ...

    async def asend(self, request: Request) -> Answer:
        """Same as `send`, but awaited."""
        ...

    async def astream(self, request: Request) -> AsyncChunkSource:
        """Same as `stream`, but awaited."""
        ...

    def close(self) -> None:
        """Give back what a sync caller holds."""
        ...

    async def aclose(self) -> None:
        """Same as `close`, for what the running event loop holds as well."""
        ...
