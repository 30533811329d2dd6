"""A `Completion` is OpenAI's dict, and beside it what a caller asks most often."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from openai.types.chat import ChatCompletion

from llmgate.answer.completion import Completion
from llmgate.attempt import Attempt

CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
ATTEMPT = Attempt("writer", 0, "openai/m", "answered")


def body(**message):
    """Return the body of an answer with this message."""
    said = {"role": "assistant", "content": None, "refusal": None, **message}
    choice = {"index": 0, "message": said, "finish_reason": "stop", "logprobs": None}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": USAGE,
    }


@pytest.fixture
def reply():
    """An answer with everything beside it."""
    made = body(content="Hi.", tool_calls=[CALL], reasoning_content="Hm.")
    return Completion(made, attempts=(ATTEMPT,), model_name="writer", cost=0.5)


def test_reply_is_the_dict_alone(reply):
    """What stands beside the dict is not in it."""
    assert json.loads(json.dumps(reply)) == body(
        content="Hi.", tool_calls=[CALL], reasoning_content="Hm."
    )


def test_shortcuts(reply):
    """The first choice's parts are at hand."""
    assert (reply.text, reply.tool_calls, reply.finish_reason, reply.usage, reply.message) == (
        "Hi.",
        [CALL],
        "stop",
        USAGE,
        reply["choices"][0]["message"],
    )


def test_shortcuts_of_an_answer_without_them():
    """A text or calls that an answer lacks are empty."""
    reply = Completion(body())
    assert (reply.text, reply.tool_calls) == ("", [])


def test_shortcuts_of_a_broken_off_answer():
    """An answer of which nothing came has shortcuts to nothing."""
    reply = Completion({**body(), "choices": [], "usage": None})
    assert (reply.message, reply.text, reply.tool_calls, reply.finish_reason, reply.usage) == (
        {},
        "",
        [],
        None,
        None,
    )


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda reply: pickle.loads(pickle.dumps(reply))],  # noqa: S301
)
def test_copies_are_whole(reply, copied):
    """A copy, or one from another process, has the dict and all that stands beside it."""
    twin = copied(reply)
    assert (type(twin), twin, vars(twin)) == (Completion, reply, vars(reply))


def test_to_openai(reply):
    """The openai package's own object has the same fields, the extras too."""
    made = reply.to_openai()
    assert (type(made), made.model_dump(exclude_unset=True)) == (ChatCompletion, reply)


def test_to_openai_is_a_copy(reply):
    """What happens to the package's object does not happen to the reply."""
    reply.to_openai().choices[0].message.tool_calls.clear()
    assert reply.tool_calls == [CALL]


def test_broken_off_answer_to_openai():
    """An answer without a finish reason can be had as the package's object too."""
    partial = body(content="Hi")
    partial["choices"][0]["finish_reason"] = None
    made = Completion(partial).to_openai()
    assert (made.choices[0].message.content, made.choices[0].finish_reason) == ("Hi", None)
