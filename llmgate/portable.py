"""A conversation made readable for another vendor, with nothing lost that it could read.

Pairs of tool calls and results stay pairs: an id is shortened the same way in both.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmgate.transport import Endpoint

CLAUDE = frozenset({"anthropic", "bedrock", "vertex_ai", "azure_ai", "databricks", "openrouter"})
GOOGLE = frozenset({"gemini", "vertex_ai", "vertex_ai_beta"})
REASONING_READERS = frozenset({
    "dashscope", "deepseek", "fireworks_ai", "hosted_vllm", "minimax", "moonshot", "novita",
    "openrouter", "siliconflow", "together_ai", "volcengine", "xiaomi_mimo", "zai",
})  # fmt: skip

# OpenAI refuses longer ones; Gemini's carry a signature and are far longer.
LONGEST_CALL_ID = 64

# Parts of an answer that no vendor reads back.
ANSWER_ONLY = frozenset({"annotations"})


def portable(
    messages: Iterable[Mapping[str, Any]], endpoint: Endpoint
) -> tuple[list[dict[str, Any]], list[str]]:
    """The messages as this endpoint's vendor can read them, and what was left out."""
    unread = unread_extras(endpoint)
    changes: dict[str, None] = {}
    carried = [portable_message(message, unread, endpoint, changes) for message in messages]
    return carried, list(changes)


def unread_extras(endpoint: Endpoint) -> frozenset[str]:
    """The extras of an assistant's message that this vendor does not read."""
    provider = endpoint.provider
    # An OpenAI route with a base of its own is somebody else's server, often a reader.
    elsewhere = provider == "openai" and endpoint.api_base is not None
    readers = {
        "thinking_blocks": provider in CLAUDE,
        "extra_content": provider in GOOGLE,
        "reasoning_details": provider == "openrouter",
        "reasoning_content": provider in REASONING_READERS or elsewhere,
    }
    return frozenset(name for name, reads in readers.items() if not reads)


def portable_message(
    message: Mapping[str, Any],
    unread: frozenset[str],
    endpoint: Endpoint,
    changes: dict[str, None],
) -> dict[str, Any]:
    """One message as this vendor can read it; ``changes`` gathers what was left out."""
    kept = {}
    for name, value in message.items():
        if name in unread:
            changes[f"left out {name}: {endpoint.provider} does not read it"] = None
        elif name not in ANSWER_ONLY and (value is not None or name == "content"):
            kept[name] = value
    if endpoint.provider not in GOOGLE:
        shorten_ids(kept, changes)
    return kept


def shorten_ids(message: dict[str, Any], changes: dict[str, None]) -> None:
    """Shorten the tool-call ids of one message that are over-long."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and any(too_long(call.get("id")) for call in calls):
        message["tool_calls"] = [{**call, "id": short_id(call.get("id"))} for call in calls]
        changes[f"shortened tool-call ids to {LONGEST_CALL_ID} characters"] = None
    if too_long(message.get("tool_call_id")):
        message["tool_call_id"] = short_id(message["tool_call_id"])


def too_long(identity: Any) -> bool:
    """Whether a tool-call id is longer than OpenAI takes."""
    return isinstance(identity, str) and len(identity) > LONGEST_CALL_ID


def short_id(identity: Any) -> Any:
    """The id itself, or one made from it, always the same."""
    if not too_long(identity):
        return identity
    return f"call_{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
