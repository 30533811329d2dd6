"""A call and a streamed chunk of every client's, beside raw httpx and the openai SDK."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.asking import APART, CHUNKS
from benchmarks.clients import DIRECT, HTTPX, LITELLM, SDK, clients
from benchmarks.comparison import Comparison, Limit
from benchmarks.cpu import cpu, cpu_async

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.asking import Scene
    from benchmarks.clients import Client
    from benchmarks.comparison import Sampler

# What the direct carrier is held to.
CALL = (Limit(DIRECT, HTTPX, 1.4),)
CHUNK = (Limit(DIRECT, SDK, 1 / 5), Limit(DIRECT, LITELLM, 1 / 50))

CALLS = 5
APART_CHUNKS = 100
AT_ONCE = 2


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """A whole answer; and streams, whose chunks come together or in packets of their own."""
    made, calls = dict(clients(scene)), scene.often(CALLS)
    yield of_calls("every client, sync", {n: cpu(c.ask, calls) for n, c in made.items()})
    concurrent = {n: cpu_async(scene.runner, c.aask, calls) for n, c in made.items()}
    yield of_calls("every client, async", concurrent)
    for wanted, chunks, how in ((str(CHUNKS), CHUNKS, ""), (APART, APART_CHUNKS, ", apart")):
        sync = {n: cpu(partial(c.stream, wanted), AT_ONCE, chunks) for n, c in made.items()}
        yield of_chunks(f"every client's stream{how}, sync", sync)
        concurrent = streams(scene, made, wanted, chunks)
        yield of_chunks(f"every client's stream{how}, async", concurrent)


def streams(
    scene: Scene, made: Mapping[str, Client], wanted: str, chunks: int
) -> dict[str, Sampler]:
    """Samplers of some streams at once."""
    return {
        name: cpu_async(scene.runner, partial(client.astream, wanted), AT_ONCE, chunks)
        for name, client in made.items()
    }


def of_calls(name: str, candidates: Mapping[str, Sampler]) -> Comparison:
    """Whole answers, beside raw httpx."""
    return Comparison(name, "call", candidates, HTTPX, rounds=10, held=CALL)


def of_chunks(name: str, candidates: Mapping[str, Sampler]) -> Comparison:
    """Chunks, beside the openai SDK."""
    return Comparison(name, "chunk", candidates, SDK, rounds=8, held=CHUNK)
