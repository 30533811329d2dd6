"""The numbers of tokens that vendors state."""

import pytest

from llmgate.causes.cause import cause_of
from llmgate.transport import Failure

STATED = {
    "This model's maximum context length is 4097 tokens. However, you requested 4120 tokens "
    "(3120 in the messages, 1000 in the completion).": (3120, 4097, 1000),
    "input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000": (
        199759, 200000, 8192,
    ),
    "prompt is too long: 208310 tokens > 200000 maximum": (208310, 200000, None),
    "`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 80125 `inputs` tokens and 4096 "
    "`max_new_tokens`": (80125, 4097, 4096),
    "you requested about 92208 tokens (60833 of text input, 10042 of tool input, 21333 in the "
    "output), but the maximum context length is 65536 tokens": (70875, 65536, 21333),
    "The input (1000016 tokens) is longer than the model's context length (131072 tokens).": (
        1000016, 131072, None,
    ),
    "Prompt 262280 > 262144 maximum context length": (262280, 262144, None),
    "request (138,229 tokens) exceeds the available context size (133,376 tokens)": (
        138229, 133376, None,
    ),
    "the prompt has 12.345 tokens, the context window is 8.192 tokens": (12345, 8192, None),
    "the prompt has 12 345 tokens, the context window is 8 192 tokens": (12345, 8192, None),
    "the prompt has 200k tokens, the context window is 128K tokens": (200000, 128000, None),
    "Your messages resulted in 1.5M tokens; the context window is 1M tokens": (
        1500000, 1000000, None,
    ),
    "输入 12345 tokens 超过模型最大上下文长度 8192": (12345, 8192, None),
}  # fmt: skip

# Text, and what of it cannot be taken for tokens, or would fit.
UNSURE = (
    "invalid params, context window exceeds limit (2013)",
    "prompt is too long: 40000 characters, the maximum is 32000 characters",
    "the prompt has 15953 tokens and exceeds the context size of 16384 tokens",
    "Your input exceeds the context window of this model. Request id: 021724325966514087",
    "E1002 PromptTooLong: Prompt length exceeds maximum input length",
    "max_tokens must be at least 1, got -46771",
)


def numbers(text):
    """The numbers that a message states."""
    cause = cause_of(Failure("BadRequestError", text, 400))
    return cause.prompt_tokens, cause.window, cause.requested_tokens


@pytest.mark.parametrize("text", STATED)
def test_stated_numbers(text):
    """Prompt, window and requested output are read, in whatever order and style."""
    assert numbers(text) == STATED[text]


@pytest.mark.parametrize("text", UNSURE)
def test_unsure_numbers_are_none(text):
    """A number that may be something else is not taken for tokens."""
    assert numbers(text) == (None, None, None)


def test_total_is_no_prompt():
    """The sum of prompt and output says nothing of the prompt alone."""
    text = "Requested tokens (2285) exceed context window of 2048"
    assert numbers(text) == (None, 2048, None)


def test_fields_of_the_answer():
    """Numbers in fields of their own are read."""
    error = {"message": "too long", "type": "exceed_context_size_error"}
    body = {"error": {**error, "n_prompt_tokens": 14429, "n_ctx": 8192}}
    cause = cause_of(Failure("BadRequestError", "too long", 400, body=body))
    assert (cause.prompt_tokens, cause.window) == (14429, 8192)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("the input holds 9001 tokens; limit 8192", "context_window"),
        ("the input holds 8000 tokens; limit 8192", "bad_request"),
        ("Current length is 9001 while limit is 8192", "context_window"),
        ("Current length is 90 while limit is 64", "bad_request"),
        ("max_tokens 9001, limit 8192", "bad_request"),
        ("the file holds 9001 tokens of 3 images; limit 8192", "bad_request"),
    ],
)
def test_figures_decide_where_words_do_not(text, reason):
    """More tokens were sent than the limit beside them, and nothing else is counted."""
    assert cause_of(Failure("BadRequestError", text, 400)).reason == reason
