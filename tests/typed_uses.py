"""Uses of the public API that mypy and pyright check; never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

import llmgate

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion


def plain(gate: llmgate.Gate) -> None:
    """A plain answer and what stands beside it."""
    reply = gate.completion(model="writer", messages=[{"role": "user", "content": "hello"}])
    assert_type(reply, llmgate.Completion)
    assert_type(reply.text, str)
    assert_type(reply.attempts, tuple[llmgate.Attempt, ...])
    assert_type(reply.cost, float | None)
    openai_reply: ChatCompletion = reply.to_openai()
    del openai_reply


def streamed(gate: llmgate.Gate) -> None:
    """A stream and its chunks."""
    with gate.completion(model="writer", prompt="hello", stream=True) as chunks:
        assert_type(chunks, llmgate.Stream)
        for chunk in chunks:
            chunk["choices"]
    assert_type(chunks.reply, llmgate.Completion | None)


def either(gate: llmgate.Gate, *, stream: bool) -> None:
    """A stream or not, as a variable says."""
    assert_type(gate.completion(prompt="hello", stream=stream), llmgate.Completion | llmgate.Stream)


async def awaited(gate: llmgate.Gate) -> None:
    """The same, awaited."""
    assert_type(await gate.acompletion(prompt="hello"), llmgate.Completion)
    async with await gate.acompletion(prompt="hello", stream=True) as chunks:
        assert_type(chunks, llmgate.AsyncStream)
        async for chunk in chunks:
            chunk["choices"]


async def without_a_gate() -> None:
    """The functions of the default gate."""
    llmgate.configure("models.yaml")
    assert_type(llmgate.get_model_name("gpt-4"), str)
    assert_type(llmgate.chatcompletion_request(prompt="hello"), llmgate.Completion)
    assert_type(await llmgate.achatcompletion_request(prompt="x"), llmgate.Completion)
    assert_type(llmgate.chatcompletion_request(prompt="x", stream=True), llmgate.Stream)


def errors(gate: llmgate.Gate) -> None:
    """What the errors carry."""
    try:
        gate.completion(prompt="hello")
    except llmgate.ContextWindowExceededError as error:
        assert_type(error.message, str)
    except llmgate.ApiError as error:
        assert_type(error.attempts, tuple[llmgate.Attempt, ...])
        assert_type(error.reply, llmgate.Completion | None)
    except llmgate.StreamInterruptedError as error:
        assert_type(error.reply, llmgate.Completion)
    except llmgate.ConfigError as error:
        assert_type(error.mistakes, tuple[llmgate.Mistake, ...])
