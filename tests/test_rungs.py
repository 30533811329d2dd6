"""The order of a call's rungs: deployments in turn, then the list that the cause names."""

from __future__ import annotations

import pytest

from llmgate.config import load_dict
from llmgate.models.registry import Registry
from llmgate.policy.rungs import Ended, rungs

FALLBACKS = {
    "context_window": ["long", "huge"],
    "rate_limit": ["twin"],
    "auth": [],
    "any": ["other"],
}
MODELS = {
    "writer": {"deployments": [{"route": "openai/a"}, {"route": "openai/b"}]},
    "long": {"route": "anthropic/long", "fallbacks": {"any": ["other"]}},
    "huge": {"deployments": [{"route": "gemini/a"}, {"route": "gemini/b"}]},
    "twin": {"route": "azure/twin"},
    "other": {"route": "xai/other"},
}


def registry(fallbacks=FALLBACKS):
    """Return models of which the first has these fallbacks."""
    models = {**MODELS, "writer": {**MODELS["writer"], "fallbacks": fallbacks}}
    return Registry(load_dict({"models": models}), {})


def tried(*outcomes, fallbacks=FALLBACKS):
    """Return the rungs that are tried when they end so, one after the other."""
    models = registry(fallbacks)
    order = rungs(models.model("writer"), models)
    left = list(outcomes)
    rung = next(order)
    seen = [rung.deployment.route]
    while left:
        outcome = left.pop(0)
        ended = outcome if isinstance(outcome, Ended) else Ended(outcome)
        try:
            seen.append(order.send(ended).deployment.route)
        except StopIteration:
            return [*seen, "end"]
    return seen


@pytest.mark.parametrize(
    "outcomes, seen",
    [
        (["context_window"], ["openai/a", "anthropic/long"]),
        (["output_length"], ["openai/a", "anthropic/long"]),
        (["content_policy"], ["openai/a", "xai/other"]),
        (["rate_limit", "rate_limit"], ["openai/a", "openai/b", "azure/twin"]),
        (["rate_limit", "timeout"], ["openai/a", "openai/b", "xai/other"]),
        (["unavailable", "context_window"], ["openai/a", "openai/b", "anthropic/long"]),
        (["quota", "not_found"], ["openai/a", "openai/b", "xai/other"]),
        (["auth", "auth"], ["openai/a", "openai/b", "end"]),
        (["bad_request"], ["openai/a", "end"]),
        ([Ended("auth", sent=False), "rate_limit"], ["openai/a", "openai/b", "azure/twin"]),
        ([Ended("bad_request", sent=False)], ["openai/a", "end"]),
    ],
)
def test_cause_names_the_next_rung(outcomes, seen):
    """Another deployment comes first where it may help, then the list of the last failure."""
    assert tried(*outcomes) == seen


@pytest.mark.parametrize(
    "outcomes, seen",
    [
        (["auth"], ["gemini/a"]),
        (["rate_limit", "rate_limit", "rate_limit"], ["gemini/a", "gemini/b", "end"]),
        (["context_window", "context_window"], ["gemini/a", "end"]),
        (["bad_request"], ["end"]),
        ([Ended("bad_request", sent=False)], ["gemini/a"]),
        (["auth", "timeout", "auth"], ["gemini/a", "gemini/b", "end"]),
    ],
)
def test_list_is_flat(outcomes, seen):
    """Each failure but a bad request gives way to the next of the list, and to no other list."""
    assert tried("context_window", *outcomes)[2:] == seen


@pytest.mark.parametrize("fallbacks", [{}, {"any": []}])
def test_without_fallbacks_the_call_ends(fallbacks):
    """A model without fallbacks is tried alone."""
    assert tried("context_window", fallbacks=fallbacks) == ["openai/a", "end"]


def test_deployments_take_turns():
    """Each call begins with the next deployment, so that they share the load."""
    models = registry()
    firsts = [next(rungs(models.model("writer"), models)).deployment.route for _ in range(3)]
    assert firsts == ["openai/a", "openai/b", "openai/a"]
