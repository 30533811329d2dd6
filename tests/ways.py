"""The four ways of calling, so that each behaviour can be tested in each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import llmgate


def ask(gate: llmgate.Gate, **call: Any) -> llmgate.Completion:
    """Sync and plain."""
    return gate.completion(**call)


def aask(gate: llmgate.Gate, **call: Any) -> llmgate.Completion:
    """Async and plain."""
    return asyncio.run(gate.acompletion(**call))


def stream(gate: llmgate.Gate, **call: Any) -> llmgate.Completion:
    """Sync and streamed, read to the end."""
    with gate.completion(stream=True, **call) as chunks:
        for _ in chunks:
            pass
    return chunks.reply


def astream(gate: llmgate.Gate, **call: Any) -> llmgate.Completion:
    """Async and streamed, read to the end."""

    async def read() -> llmgate.Completion:
        async with await gate.acompletion(stream=True, **call) as chunks:
            async for _ in chunks:
                pass
        return chunks.reply

    return asyncio.run(read())


PLAIN = {"sync": ask, "async": aask}
STREAMED = {"sync stream": stream, "async stream": astream}
WAYS = PLAIN | STREAMED
