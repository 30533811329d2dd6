"""How the fake vendors count tokens.

A prompt costs, for each message, its text (system prompt, names and tool calls included)
and `MESSAGE_TOKENS`; for each image `IMAGE_TOKENS`; and the JSON of its tool definitions.
An answer costs its text, its reasoning, and each tool call's name and arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.testing.answers import FakeAnswer, FakeToolCall
    from llmgate.testing.wires.wire import Prompt

Counter = Callable[[str], int]

MESSAGE_TOKENS = 4
IMAGE_TOKENS = 256
BYTES_PER_TOKEN = 4


def quarter_bytes(text: str) -> int:
    """One token for every four bytes of UTF-8, rounded up: the default counter."""
    return -(-len(text.encode(errors="surrogatepass")) // BYTES_PER_TOKEN)


def prompt_tokens(prompt: Prompt, count: Counter) -> int:
    """What the prompt costs, in tokens."""
    flat = MESSAGE_TOKENS * len(prompt.messages) + IMAGE_TOKENS * prompt.images
    return flat + sum(count(text) for text in (*prompt.messages, prompt.tool_definitions) if text)


def call_tokens(call: FakeToolCall, count: Counter) -> int:
    """What a tool call costs, in tokens."""
    return count(call.name) + count(call.text)


def answer_tokens(answer: FakeAnswer, count: Counter) -> int:
    """What the answer costs, in tokens, its reasoning included."""
    calls = sum(call_tokens(call, count) for call in answer.tool_calls)
    return count(answer.reasoning) + count(answer.text) + calls


def within(answer: FakeAnswer, limit: int, count: Counter) -> FakeAnswer:
    """The answer as far as ``limit`` tokens reach: reasoning first, then text, then calls."""
    reasoning = beginning(answer.reasoning, limit, count)
    room = limit - count(reasoning)
    text = beginning(answer.text, room, count)
    room -= count(text)
    calls = []
    for call in answer.tool_calls:
        room -= count(call.name)
        if room <= 0:
            break
        calls.append(replace(call, arguments=beginning(call.text, room, count)))
        room -= count(call.text)
    chunks = None if answer.chunks is None else min(answer.chunks, len(text)) or None
    return replace(answer, reasoning=reasoning, text=text, tool_calls=tuple(calls), chunks=chunks)


def beginning(text: str, limit: int, count: Counter) -> str:
    """The longest beginning of the text that costs at most ``limit`` tokens."""
    if count(text) <= limit:
        return text
    shortest, longest = 0, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if count(text[:middle]) <= limit:
            shortest = middle
        else:
            longest = middle - 1
    return text[:shortest]
