"""The gate without LiteLLM: what the gate itself does for a call and for a chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.asking import AGENT, CHUNKS, KEY, PLAIN, ROUTE
from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu
from benchmarks.server import completion
from llmgate import Gate
from llmgate.testing import ScriptedTransport
from llmgate.testing.scripted import chunk_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Question
    from llmgate.testing.scripted import Piece

ANSWER = completion()
STREAM: list[Piece] = [chunk_body({"content": f"word{number} "}) for number in range(CHUNKS - 1)]
STREAM.append(chunk_body({}, "stop"))


def comparisons(_: object) -> Iterator[Comparison]:
    """No baseline: these figures are read as they are."""
    transport = ScriptedTransport()
    model = {"route": ROUTE, "api_key": "${KEY}"}
    config = {"defaults": {"params": {"temperature": 0.2}}, "models": {"writer": model}}
    gate = Gate.from_dict(config, environ={"KEY": KEY}, transport=transport)

    def ask(question: Question) -> None:
        transport.script(ANSWER)
        gate.completion(model="writer", **question.keywords)
        transport.requests.clear()

    def stream() -> None:
        transport.script(STREAM)
        for _ in gate.completion(model="writer", stream=True, **PLAIN.keywords):
            pass
        transport.requests.clear()

    calls = {"plain": cpu(lambda: ask(PLAIN), 200), "agent's": cpu(lambda: ask(AGENT), 200)}
    yield Comparison("gate alone", "call", calls, rounds=20)
    streams = {f"stream of {CHUNKS}": cpu(stream, 10, CHUNKS)}
    yield Comparison("gate alone, streamed", "chunk", streams, rounds=20)
