"""The bytes of an answer's body as they arrive, unpacked if the vendor has packed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from llmgate.carriers.direct.reading import header

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

    import httpcore
    import httpx

ENCODING = b"content-encoding"
PLAIN = frozenset({b"", b"identity"})


def pieces(response: httpcore.Response) -> Iterable[bytes]:
    """The body piece by piece."""
    stream = cast("Iterable[bytes]", response.stream)
    if header(response.headers, ENCODING).lower() in PLAIN:
        return stream
    return unpacking(response, stream).iter_bytes()


def apieces(response: httpcore.Response) -> AsyncIterable[bytes]:
    """Same as `pieces`, but awaited."""
    stream = cast("AsyncIterable[bytes]", response.stream)
    if header(response.headers, ENCODING).lower() in PLAIN:
        return stream
    return unpacking(response, stream).aiter_bytes()


def unpacking(
    response: httpcore.Response, stream: Iterable[bytes] | AsyncIterable[bytes]
) -> httpx.Response:
    """The same answer as httpx has it, which knows how to unpack."""
    import httpx  # noqa: PLC0415  (few vendors pack what they stream)

    class Packed(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return iter(cast("Iterable[bytes]", stream))

        def __aiter__(self) -> AsyncIterator[bytes]:
            return aiter(cast("AsyncIterable[bytes]", stream))

    return httpx.Response(response.status, headers=response.headers, stream=Packed())
