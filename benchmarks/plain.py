"""A whole answer: through the gate, and by the bare call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.asking import AGENT, PLAIN
from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu, cpu_async

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Question, Scene
    from benchmarks.comparison import Sampler

LIMIT = 1.05
CALLS = 10


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """Sync and async, with a short question and with an agent's long conversation."""
    yield sync("plain, sync", scene, PLAIN)
    yield concurrent("plain, async", scene, PLAIN)
    yield sync("agent's conversation, sync", scene, AGENT)
    yield concurrent("agent's conversation, async", scene, AGENT)


def sync(name: str, scene: Scene, question: Question) -> Comparison:
    """One call after another."""

    def bare() -> Any:
        response = scene.litellm.completion(**scene.bare(question))
        return response.choices[0].message.content

    def gate() -> Any:
        return scene.gate.completion(model=question.wanted, **question.keywords).text

    calls = scene.often(CALLS)
    return compared(name, cpu(bare, calls), cpu(gate, calls), cpu(bare, calls))


def concurrent(name: str, scene: Scene, question: Question) -> Comparison:
    """Many calls at once, on one loop."""

    async def bare() -> Any:
        response = await scene.litellm.acompletion(**scene.bare(question))
        return response.choices[0].message.content

    async def gate() -> Any:
        reply = await scene.gate.acompletion(model=question.wanted, **question.keywords)
        return reply.text

    runner, calls = scene.runner, scene.often(CALLS)
    baseline, gated = cpu_async(runner, bare, calls), cpu_async(runner, gate, calls)
    return compared(name, baseline, gated, cpu_async(runner, bare, calls))


def compared(name: str, bare: Sampler, gate: Sampler, again: Sampler) -> Comparison:
    """Bare and gate; the bare call stands there twice, to show how exact the figures are."""
    candidates = {"litellm": bare, "gate": gate, "litellm again": again}
    return Comparison(name, "call", candidates, "litellm", LIMIT, rounds=15)
