"""Streams under way: events read from the wire, each a chunk or what ends the stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from orjson import loads

from llmgate.carriers.direct.events import EventParser
from llmgate.carriers.direct.failures import Carrying
from llmgate.carriers.direct.lean import asettle, settle
from llmgate.carriers.direct.pieces import apieces, pieces
from llmgate.carriers.direct.prices import cost_of
from llmgate.carriers.direct.reading import answer_in, json_of
from llmgate.carriers.vendor_failure import refusal
from llmgate.carriers.vendor_hearing import Ear, has_output, refusal_heard
from llmgate.transport import CarrierError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterator, Mapping

    import httpcore

    from llmgate.carriers.direct.events import Event
    from llmgate.transport import Failure, Request

DONE = b"[DONE]"
# So many bytes without one event are kept: an answer in one piece that came instead of a stream.
LONGEST_WHOLE = 16_777_216

Chunk = dict[str, Any]


class EndOfStreamError(Exception):
    """The vendor said that the stream is over; it never leaves this module."""


class Opening:
    """A stream until its first output: what has come is kept, for it may be no stream at all."""

    def __init__(self, parser: EventParser) -> None:
        self._parser = parser
        self.ear = Ear()
        # Until there is an event.
        self.unread: list[bytes] | None = []
        self._left = LONGEST_WHOLE

    def events(self, piece: bytes) -> list[Event]:
        """The events that are whole with this piece."""
        self.ear.hear(piece)
        self._left -= len(piece)
        events = self._parser.feed(piece)
        if events:
            self.unread = None
        elif self.unread is not None and self._left >= 0:
            self.unread.append(piece)
        return events


class ChunkReader:
    """What a sync and an async stream have in common: pieces in, chunks out; no I/O."""

    def __init__(self, request: Request, response: httpcore.Response) -> None:
        self.request = request
        self.response = response
        self.last: Chunk = {}
        self.over = False
        self._parser = EventParser()
        self._opening = Opening(self._parser)
        self._ear = self._opening.ear
        # The events that are whole with a piece; before the first output, the piece is kept too.
        self.events = self._opening.events

    def rest(self) -> Iterator[Chunk]:
        """What the end of the stream left. Raises `CarrierError` if nothing was an event."""
        events = self._parser.rest()
        if not events and self._opening.unread is not None:
            yield self.whole(b"".join(self._opening.unread))
        yield from map(self.chunk_in, events)

    def whole(self, data: bytes) -> Chunk:
        """An answer in one piece, as a chunk. Raises `CarrierError` if it is none."""
        response, secrets = self.response, self.request.endpoint.secrets
        body = answer_in(response.status, data, response.headers, secrets)
        choices = [{**choice, "delta": choice.get("message")} for choice in body["choices"]]
        self.last = {**body, "choices": choices}
        self._speaks()
        return self.last

    def _speaks(self) -> None:
        """Note that this is an answer: what was kept in case that it is none may go."""
        self._ear.close()
        self.events = self._parser.feed

    def chunk_in(self, event: Event) -> Chunk:
        """The chunk of an event. Raises `CarrierError` for an error that came as one."""
        kind, data = event
        if data == DONE:
            self.over = True
            raise EndOfStreamError
        try:
            chunk = loads(data)
        except ValueError:
            chunk = read_leniently(data)
        if kind == b"error" or not isinstance(chunk, dict) or chunk.get("error"):
            raise CarrierError(self._said(data))
        if chunk.get("usage"):
            self.last = chunk
        if self._ear.open and has_output(chunk):
            self._speaks()
        return chunk

    def _said(self, data: bytes) -> Any:
        text = data.decode("utf-8", "replace")
        return refusal(200, text, {}, self.request.endpoint.secrets)

    def __enter__(self) -> Self:
        """The stream is read from here on."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        """Raises `CarrierError` if all that came before the end was a refusal."""
        if self._ear.open and (heard := self._refusal(error)) is not None:
            raise CarrierError(heard) from None
        return kind is EndOfStreamError

    def _refusal(self, error: BaseException | None) -> Failure | None:
        broken = isinstance(error, CarrierError) and error.failure.status is None
        if not (broken or error is None or isinstance(error, EndOfStreamError)):
            return None
        heard = refusal_heard(self._ear.text, self.request.endpoint.secrets)
        # Half a text may be anything.
        return None if broken and heard and heard.body is None else heard

    @property
    def cost(self) -> float | None:
        """US dollars, known after the usage has come."""
        return cost_of(self.request, self.last) if self.last else None


def read_leniently(data: bytes) -> Any:
    """The JSON of an event as far as it can be read, None if it is none."""
    try:
        return json_of(data)
    except (ValueError, RecursionError):
        return None


class DirectStream:
    """A sync stream: an iterator of chunk dicts."""

    def __init__(self, request: Request, response: httpcore.Response) -> None:
        self._response = response
        self._reader = ChunkReader(request, response)
        self._chunks = self._read(request)

    def _read(self, request: Request) -> Generator[Chunk]:
        with self._reader as reader:
            with Carrying(request):
                for piece in pieces(self._response):
                    for event in reader.events(piece):
                        yield reader.chunk_in(event)
            yield from reader.rest()

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk."""
        return self._reader.cost

    def __iter__(self) -> Generator[Chunk]:
        return self._chunks

    def __next__(self) -> Mapping[str, Any]:
        return next(self._chunks)

    def close(self) -> None:
        """Close the vendor's connection, or give it back if the answer was read whole."""
        self._chunks.close()
        if self._reader.over:
            settle(self._response.stream)
        self._response.close()


class AsyncDirectStream:
    """Same as `DirectStream`, but awaited."""

    def __init__(self, request: Request, response: httpcore.Response) -> None:
        self._response = response
        self._reader = ChunkReader(request, response)
        self._chunks = self._read(request)

    async def _read(self, request: Request) -> AsyncGenerator[Chunk]:
        with self._reader as reader:
            with Carrying(request):
                async for piece in apieces(self._response):
                    for event in reader.events(piece):
                        yield reader.chunk_in(event)
            for chunk in reader.rest():
                yield chunk

    @property
    def cost(self) -> float | None:
        """US dollars, known after the last chunk."""
        return self._reader.cost

    def __aiter__(self) -> AsyncGenerator[Chunk]:
        return self._chunks

    async def __anext__(self) -> Mapping[str, Any]:
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """Close the vendor's connection, or give it back if the answer was read whole."""
        await self._chunks.aclose()
        if self._reader.over:
            await asettle(self._response.stream)
        await self._response.aclose()
