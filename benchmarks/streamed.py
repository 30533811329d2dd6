"""A streamed answer of 200 chunks: through the gate, and by the bare call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.asking import CHUNKS, STREAMED
from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu, cpu_async

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene

LIMIT = 1.05


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """Sync and async."""
    yield sync(scene)
    yield concurrent(scene)


def sync(scene: Scene) -> Comparison:
    """One stream after another; every chunk's text is read."""

    def bare() -> None:
        for chunk in scene.litellm.completion(**scene.bare_stream(STREAMED)):
            _ = chunk.choices[0].delta.content

    def gate() -> None:
        asked = scene.gate.completion(model=STREAMED.wanted, stream=True, **STREAMED.keywords)
        with asked as stream:
            for chunk in stream:
                _ = chunk["choices"][0]["delta"].get("content")

    candidates = {"litellm": cpu(bare, 2, CHUNKS), "gate": cpu(gate, 2, CHUNKS)}
    name = f"stream of {CHUNKS} chunks, sync"
    return Comparison(name, "chunk", candidates, "litellm", LIMIT, rounds=15)


def concurrent(scene: Scene) -> Comparison:
    """Two streams at once."""

    async def bare() -> None:
        async for chunk in await scene.litellm.acompletion(**scene.bare_stream(STREAMED)):
            _ = chunk.choices[0].delta.content

    async def gate() -> None:
        asked = scene.gate.acompletion(model=STREAMED.wanted, stream=True, **STREAMED.keywords)
        async with await asked as stream:
            async for chunk in stream:
                _ = chunk["choices"][0]["delta"].get("content")

    candidates = {
        "litellm": cpu_async(scene.runner, bare, 2, CHUNKS),
        "gate": cpu_async(scene.runner, gate, 2, CHUNKS),
    }
    name = f"stream of {CHUNKS} chunks, async"
    return Comparison(name, "chunk", candidates, "litellm", LIMIT, rounds=15)
