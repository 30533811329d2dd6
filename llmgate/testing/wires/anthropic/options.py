"""What Anthropic demands of a request's options: ranges, and what does not go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.wires.anthropic import words
from llmgate.testing.wires.anthropic.content import blocks, is_result
from llmgate.testing.wires.wire import RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.wires.wire import Json

THINKING = frozenset({"thinking", "redacted_thinking"})
FORCED = frozenset({"any", "tool"})


def check_options(body: Json) -> None:
    """Raise `RefusalError` for options that Anthropic does not take."""
    for told in (*sampling(body), *choices(body), *thinking(body)):
        raise RefusalError(words.error(400, told))
    if thinks(body):
        check_begun(body["messages"])


def sampling(body: Json) -> Iterator[str]:
    """What is wrong with the sampling, and with the stop sequences."""
    temperature = body.get("temperature")
    if temperature is not None and temperature > 1:
        yield "temperature: Input should be less than or equal to 1"
    if temperature is not None and body.get("top_p") is not None:
        yield (
            "`temperature` and `top_p` cannot both be specified for this model. "
            "Please use only one."
        )
    if not all(text.strip() for text in body.get("stop_sequences") or ()):
        yield "stop_sequences: each stop sequence must contain non-whitespace"


def choices(body: Json) -> Iterator[str]:
    """What is wrong with the choice of a tool."""
    if body.get("tool_choice") and not body.get("tools"):
        yield "tool_choice: tool_choice may only be specified while providing tools"


def thinks(body: Json) -> bool:
    """Whether the request asks for thinking."""
    return (body.get("thinking") or {}).get("type") == "enabled"


def thinking(body: Json) -> Iterator[str]:
    """What does not go together with thinking."""
    if not thinks(body):
        return
    if body.get("temperature") not in {None, 1}:
        yield (
            "`temperature` may only be set to 1 when thinking is enabled. Please consult our "
            "documentation at "
            "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
        )
    if (body.get("tool_choice") or {}).get("type") in FORCED:
        yield "Thinking may not be enabled when tool_choice forces tool use."
    if body["thinking"].get("budget_tokens", 0) >= body["max_tokens"]:
        yield "`max_tokens` must be greater than `thinking.budget_tokens`"


def check_begun(messages: list[Json]) -> None:
    """Raise `RefusalError` where the turn that is going on began without thinking."""
    if not any(is_result(block) for block in blocks(messages[-1]["content"])):
        return
    number = len(messages) - 2
    first = next(blocks(messages[number]["content"]), {})
    if first.get("type") not in THINKING:
        raise RefusalError(words.unthinking(number, str(first.get("type"))))
