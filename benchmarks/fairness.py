"""The bare calls are the very ones that the gate makes, or nothing is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.asking import AGENT, PLAIN, ROUTE, STREAMED
from benchmarks.server import completion
from llmgate.carriers.litellm_carrier import keywords, supported_by
from llmgate.testing import ScriptedTransport

if TYPE_CHECKING:
    from benchmarks.asking import Question, Scene


def check(scene: Scene) -> None:
    """Compare the keywords. Raises `AssertionError`."""
    for question in (PLAIN, AGENT):
        assert gates(scene, question, stream=False) == scene.bare(question)
    streamed = {**gates(scene, STREAMED, stream=True), "stream": True}
    assert streamed == scene.bare_stream(STREAMED)


def gates(scene: Scene, question: Question, *, stream: bool) -> dict[str, Any]:
    """The keywords that the gate would give LiteLLM."""
    transport = ScriptedTransport(completion(), supported=supported_by(ROUTE))
    gate = scene.gate_with(transport)
    answered = gate.completion(model=question.wanted, stream=stream, **question.keywords)
    list(answered)
    return keywords(transport.requests[0])
