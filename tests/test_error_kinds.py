"""Every class of LiteLLM's errors has a cause, and every cause a remedy."""

from __future__ import annotations

import pickle

import pytest

from llmgate.api_error import DEFAULT_KINDS, STATUS, ApiError, api_error_class, built
from llmgate.carriers.litellm_process import litellm_module
from llmgate.causes.cause import KINDS, Cause, cause_of
from llmgate.config.reasons import REASONS
from llmgate.policy.remedies import REMEDIES, Remedy
from llmgate.transport import Failure

# The classes that name no cause, and why they need not.
UNNAMED = {
    "OpenAIError": "the base class of the others, of which nothing is raised",
}


def litellm_kinds():
    """Return the names of the classes that LiteLLM raises for API calls."""
    return {kind.__name__ for kind in litellm_module().exceptions.LITELLM_EXCEPTION_TYPES}


def test_every_class_of_litellms_has_a_cause():
    """A class that a new LiteLLM brings is noticed."""
    assert litellm_kinds() - KINDS.keys() == UNNAMED.keys()


def test_causes_are_reasons():
    """Every cause is one of the reasons that models.yaml knows."""
    assert set(KINDS.values()) - set(REASONS) == set()


def test_every_reason_has_a_remedy():
    """No reason is without a remedy, a class to raise, and a status."""
    assert set(REASONS) == REMEDIES.keys() == DEFAULT_KINDS.keys() == STATUS.keys()


@pytest.mark.parametrize("reason", sorted(set(REASONS) - {"output_length"}))
def test_class_to_raise_says_the_cause(reason):
    """The class that is raised for a cause stands for that cause, as far as LiteLLM has one."""
    expected = {"quota": "rate_limit"}.get(reason, reason)
    assert KINDS[DEFAULT_KINDS[reason]] == expected


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_kind_names_the_cause(kind):
    """Where neither a status nor words say more, LiteLLM's class says what the cause is."""
    assert cause_of(Failure(kind, "")) == Cause(KINDS[kind])


@pytest.mark.parametrize(
    "reason, remedy",
    [
        ("context_window", Remedy(deployment=False, fallback=True)),
        ("output_length", Remedy(deployment=False, fallback=True)),
        ("rate_limit", Remedy(deployment=True, fallback=True)),
        ("quota", Remedy(deployment=True, fallback=True)),
        ("timeout", Remedy(deployment=True, fallback=True)),
        ("unavailable", Remedy(deployment=True, fallback=True)),
        ("auth", Remedy(deployment=True, fallback=True)),
        ("not_found", Remedy(deployment=True, fallback=True)),
        ("content_policy", Remedy(deployment=False, fallback=True)),
        ("bad_request", Remedy(deployment=False, fallback=False)),
    ],
)
def test_remedies_are_the_contracts(reason, remedy):
    """What helps against each cause is what users were promised."""
    got = REMEDIES[reason]
    assert (got.deployment, got.fallback) == (remedy.deployment, remedy.fallback)


@pytest.mark.parametrize("kind", sorted({*KINDS, *DEFAULT_KINDS.values()}))
def test_every_kind_can_be_raised_and_pickled(kind):
    """The error for each class is one of LiteLLM's and of ours, and survives pickling."""
    base = getattr(litellm_module().exceptions, kind, None)
    if base is None:
        pytest.skip("this LiteLLM does not have the class yet")
    facts = {
        "reason": KINDS[kind],
        "model": "writer",
        "provider": "openai",
        "status": 400,
        "code": "c",
        "param": None,
        "type": "t",
        "body": {"error": {}},
        "headers": {"x-request-id": "r"},
        "attempts": (),
        "reply": None,
    }
    error = pickle.loads(pickle.dumps(built(kind, "words", facts)))  # noqa: S301
    assert (isinstance(error, base), isinstance(error, ApiError), str(error), error.facts) == (
        True,
        True,
        "words",
        facts,
    )
    assert type(error) is api_error_class(kind)
