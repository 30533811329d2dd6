"""Usage is what the vendor stated, or None; log probabilities likewise."""

from __future__ import annotations

import pytest
from hypothesis import given
from openai.types import CompletionUsage
from openai.types.chat.chat_completion import ChoiceLogprobs
from openai.types.completion_usage import CompletionTokensDetails, PromptTokensDetails
from vendor_answers import fuzz, json_values, logprobs, usage

from llmgate.answer.logprobs import openai_logprobs
from llmgate.answer.usage import COUNTS, DETAILS, openai_usage


def stated(prompt, completion, total, **details):
    """Return a usage with these three counts."""
    return {**dict(zip(COUNTS, (prompt, completion, total), strict=True)), **details}


@fuzz
@given(usage | json_values)
def test_any_usage_is_openais_or_none(sent):
    """Whatever a vendor sends as usage, the reply has OpenAI's or none."""
    made = openai_usage(sent)
    assert made is None or CompletionUsage.model_validate(made, strict=True).total_tokens >= 0


@pytest.mark.parametrize("sent", [None, {}, [], "many", 5, {"prompt_tokens": None}])
def test_no_usage_is_none(sent):
    """What states no number is no usage."""
    assert openai_usage(sent) is None


@pytest.mark.parametrize(
    "sent",
    [
        stated(0, 0, 0),
        stated(0, 0, None),
        stated(7, None, None),
        stated(None, 5, None),
        stated(None, None, 12),
        stated("7", "5", "12"),
        stated(*[True] * 3),
        stated(-1, -1, -2),
    ],
)
def test_missing_counts_are_not_made_up(sent):
    """Where the vendor stated too little, there is no usage rather than zeros."""
    assert openai_usage(sent) is None


@pytest.mark.parametrize(
    "sent, made",
    [
        (stated(7, 5, 12), stated(7, 5, 12)),
        (stated(7.0, 5.0, 12.0), stated(7, 5, 12)),
        (stated(7, 0, 7), stated(7, 0, 7)),
        (stated(7, 5, 20), stated(7, 5, 20)),
        (stated(7, 5, None), stated(7, 5, 12)),
        (stated(7, 5, 0), stated(7, 5, 12)),
        (stated(7, None, 12), stated(7, 5, 12)),
        (stated(None, 5, 12), stated(7, 5, 12)),
        (stated(20, None, 12), stated(20, 0, 12)),
    ],
)
def test_two_counts_make_the_third(sent, made):
    """What the vendor stated stays; what it left out follows from the rest."""
    assert openai_usage(sent) == made


def test_details_are_openais():
    """The known details are those of the openai package, whose older versions know fewer."""
    packages = {
        "prompt_tokens_details": PromptTokensDetails,
        "completion_tokens_details": CompletionTokensDetails,
    }
    unknown = {name: set(each.model_fields) - set(DETAILS[name]) for name, each in packages.items()}
    assert unknown == {"prompt_tokens_details": set(), "completion_tokens_details": set()}


def test_details_are_kept_where_stated():
    """Details that the vendor stated stay, zeros too; others are left out."""
    sent = {"cached_tokens": 0, "text_tokens": 7, "audio_tokens": None}
    made = openai_usage(stated(7, 5, 12, prompt_tokens_details=sent, cost=0.1))
    assert made == stated(7, 5, 12, prompt_tokens_details={"cached_tokens": 0})


@pytest.mark.parametrize("details", [None, {}, [], "none", {"cached_tokens": None}])
def test_no_details_are_left_out(details):
    """Details without a number are no details."""
    assert openai_usage(stated(7, 5, 12, prompt_tokens_details=details)) == stated(7, 5, 12)


@fuzz
@given(logprobs | json_values)
def test_any_logprobs_are_openais_or_none(sent):
    """Whatever a vendor sends as log probabilities, the reply has OpenAI's or none."""
    made = openai_logprobs(sent)
    assert made is None or ChoiceLogprobs.model_validate(made, strict=True) is not None


TOKEN = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}


@pytest.mark.parametrize(
    "sent, made",
    [
        ({"content": [TOKEN]}, {"content": [TOKEN], "refusal": None}),
        ({"refusal": [TOKEN]}, {"content": None, "refusal": [TOKEN]}),
        (
            {"content": [{"token": "a", "logprob": -1, "text_offset": 3}]},
            {
                "content": [{"token": "a", "logprob": -1, "bytes": None, "top_logprobs": []}],
                "refusal": None,
            },
        ),
        (
            {"content": [{**TOKEN, "top_logprobs": [TOKEN, {"token": 5}, None]}]},
            {
                "content": [
                    {
                        **TOKEN,
                        "top_logprobs": [{k: TOKEN[k] for k in ("token", "logprob", "bytes")}],
                    }
                ],
                "refusal": None,
            },
        ),
        ({"content": [], "refusal": []}, None),
        ({"content": [TOKEN, {"token": "b"}]}, None),
        ({"content": [{"token": "b", "logprob": True}]}, None),
        ({"content": [{"token": "b", "logprob": 10**400}]}, None),
        ({"tokens": ["a"], "token_logprobs": [-0.5]}, None),
        (None, None),
    ],
)
def test_logprobs_in_openais_shape_or_none(sent, made):
    """Log probabilities in OpenAI's shape are kept; a vendor's own shape is not handed on."""
    assert openai_logprobs(sent) == made
