"""A conversation made readable for another vendor, with nothing lost that it could read.

Pairs of tool calls and results stay pairs: an id is shortened the same way in both.
"""

from __future__ import annotations

import hashlib
from functools import cache
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

# Of the others, LiteLLM takes the marks out for some and sends them on for the rest.
CACHE_MARK_READERS = CLAUDE | GOOGLE | {
    "cometapi", "dashscope", "litellm_proxy", "minimax", "zai",
}  # fmt: skip

# OpenAI refuses longer ones; Gemini's carry a signature and are far longer.
LONGEST_CALL_ID = 40

# Parts of an answer that no vendor reads back.
ANSWER_ONLY = frozenset({"annotations"})


def portable(
    messages: Iterable[Mapping[str, Any]], endpoint: Endpoint
) -> tuple[list[dict[str, Any]], list[str]]:
    """The messages as this endpoint's vendor can read them, and what was left out."""
    unread = unread_extras(endpoint.provider, has_base=endpoint.api_base is not None)
    changes: dict[str, None] = {}
    carried = [portable_message(message, unread, endpoint, changes) for message in messages]
    return carried, list(changes)


def portable_tools(
    tools: Iterable[Mapping[str, Any]], endpoint: Endpoint
) -> tuple[list[dict[str, Any]], list[str]]:
    """Same as `portable`, for the tools of a request, which may have cache marks too."""
    unread = unread_extras(endpoint.provider, has_base=endpoint.api_base is not None)
    changes: dict[str, None] = {}
    carried = [readable(tool, unread, endpoint, changes) for tool in tools]
    return carried, list(changes)


@cache
def unread_extras(provider: str, *, has_base: bool) -> frozenset[str]:
    """The extras of an assistant's message that this vendor does not read."""
    # An OpenAI route with a base of its own is somebody else's server, often a reader.
    elsewhere = provider == "openai" and has_base
    readers = {
        "cache_control": provider in CACHE_MARK_READERS,
        "extra_content": provider in GOOGLE,
        "provider_specific_fields": provider in CLAUDE | GOOGLE,
        "reasoning_content": provider in REASONING_READERS or elsewhere,
        "reasoning_details": provider == "openrouter",
        "thinking_blocks": provider in CLAUDE,
    }
    return frozenset(name for name, reads in readers.items() if not reads)


def portable_message(
    message: Mapping[str, Any],
    unread: frozenset[str],
    endpoint: Endpoint,
    changes: dict[str, None],
) -> dict[str, Any]:
    """One message as this vendor can read it; ``changes`` gathers what was left out."""
    kept = {
        name: value
        for name, value in readable(message, unread, endpoint, changes).items()
        if name not in ANSWER_ONLY and (value is not None or name == "content")
    }
    for name in ("content", "tool_calls"):
        if isinstance(parts := kept.get(name), list):
            kept[name] = [readable(part, unread, endpoint, changes) for part in parts]
    if ("tool_calls" in kept or "tool_call_id" in kept) and endpoint.provider not in GOOGLE:
        shorten_ids(kept, changes)
    return kept


def readable(
    part: Mapping[str, Any],
    unread: frozenset[str],
    endpoint: Endpoint,
    changes: dict[str, None],
) -> dict[str, Any]:
    """A message, or a part of one, without the extras that this vendor does not read."""
    if unread.isdisjoint(part):
        return dict(part)
    left_out = unread & part.keys()
    for name in sorted(left_out):
        if part[name]:
            changes[f"left out {name}: {endpoint.provider} does not read it"] = None
    return {name: value for name, value in part.items() if name not in left_out}


def shorten_ids(message: dict[str, Any], changes: dict[str, None]) -> None:
    """Shorten the tool-call ids of one message that are over-long, in place."""
    calls = message.get("tool_calls") or []
    answered = message.get("tool_call_id")
    if not too_long(answered) and not any(too_long(call.get("id")) for call in calls):
        return
    changes[f"shortened tool-call ids to {LONGEST_CALL_ID} characters"] = None
    if calls:
        message["tool_calls"] = [{**call, "id": short_id(call.get("id"))} for call in calls]
    if answered is not None:
        message["tool_call_id"] = short_id(answered)


def too_long(identity: Any) -> bool:
    """Whether a tool-call id is longer than OpenAI takes."""
    return isinstance(identity, str) and len(identity) > LONGEST_CALL_ID


def short_id(identity: Any) -> Any:
    """The id itself, or one made from it, always the same."""
    if not too_long(identity):
        return identity
    return f"call_{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
