"""What of a request the direct carrier sends as LiteLLM would; the rest LiteLLM carries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from llmgate.carriers.direct.families import only_for_litellm, reasons
from llmgate.carriers.direct.quirks import (
    AS_THEY_ARE,
    CUSTOM_TOOLS,
    LOOSE_TOOLS,
    NAMELESS,
    OPENAI_S_ONLY,
    OWN_TOOL_CALLS,
    OWN_TOOL_PARTS,
    PARTS,
    TEXTS_ONLY,
    UNLIKE,
    VENDORS_OWN,
)
from llmgate.vendors.catalogue import facts_of
from llmgate.vendors.openai_wire import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmgate.transport import Endpoint

OWN_EXTRAS = frozenset({"azure_ad_token", "organization"})
KEPT_BACK = frozenset({"extra_headers"})

# Variables by which LiteLLM or the SDK below it sends every request otherwise.
MEDDLING = (
    "AZURE_USERNAME", "OPENAI_CUSTOM_HEADERS", "SSL_CERTIFICATE", "SSL_VERIFY",
    "USE_LITELLM_PROXY",
)  # fmt: skip

# Before it, Azure took neither a response format nor every choice of a tool.
AZURE_SINCE = "2024-08"
OLD_AZURE = ("gpt-35", "gpt-3.5")
DATED = frozenset({"response_format", "tool_choice"})
PLACED = ("/openai/deployments", "gateway.ai.cloudflare.com", "?", "@")

# What LiteLLM leaves out of some tools' schemas.
STRICT = ("additionalProperties", "strict")

PLAIN_ROLES = frozenset({"assistant", "developer", "system", "tool", "user"})
# What a message may hold beside its parts.
FIELDS = frozenset({
    "audio", "content", "name", "reasoning_content", "reasoning_details", "refusal", "role",
    "tool_call_id", "tool_calls",
})  # fmt: skip


def uncovered(endpoint: Endpoint, arguments: Mapping[str, Any]) -> str | None:
    """Why a request is not for the direct carrier, None if it is."""
    if endpoint.provider not in PROVIDERS:
        return f"{endpoint.provider} is not in the table of vendors with OpenAI's wire"
    return next(objections(endpoint, arguments), None)


def objections(endpoint: Endpoint, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Each reason why LiteLLM has to carry a request."""
    provider, route = endpoint.provider, endpoint.route
    if not OWN_EXTRAS.issuperset(endpoint.extra):
        names = ", ".join(sorted(endpoint.extra.keys() - OWN_EXTRAS))
        yield f"{names}: for LiteLLM alone"
    yield from (f"{name} is set in the environment" for name in MEDDLING if name in os.environ)
    if endpoint.api_base and any(part in endpoint.api_base for part in PLACED):
        yield "api_base names more than a place"
    if "/responses/" in route or facts_of(route).mode == "responses":
        yield "the model answers at OpenAI's Responses interface"
    if not AS_THEY_ARE.issuperset(arguments) or provider in UNLIKE:
        yield from other_keywords(provider, arguments)
    if reasons(route):
        yield from only_for_litellm(route, arguments)
    if provider == "fireworks_ai" and not route.startswith("fireworks_ai/accounts/"):
        yield "LiteLLM writes short names of Fireworks' models in full"
    if provider == "azure":
        yield from only_for_newer_azure(endpoint, arguments)
    if arguments.get("tools"):
        yield from odd_tools(provider, arguments["tools"])
    yield from odd_messages(provider, arguments.get("messages", ()))


def other_keywords(provider: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """The keywords that are not sent to this vendor as they are."""
    taken = AS_THEY_ARE if provider in OPENAI_S_ONLY else AS_THEY_ARE | VENDORS_OWN
    unlike = arguments.keys() - taken - KEPT_BACK | (
        arguments.keys() & UNLIKE.get(provider, frozenset())
    )
    for name in sorted(unlike):
        yield f"{name} is put into {provider}'s words by LiteLLM"


def only_for_newer_azure(endpoint: Endpoint, arguments: Mapping[str, Any]) -> Iterator[str]:
    """What Azure takes of some versions of its interface, or of some models, alone."""
    if DATED.isdisjoint(arguments):
        return
    version = endpoint.api_version or os.environ.get("AZURE_API_VERSION") or AZURE_SINCE
    if version[:1].isdigit() and version < AZURE_SINCE:
        yield f"Azure's interface of {version} takes less than later ones"
    if any(mark in endpoint.route for mark in OLD_AZURE):
        yield "older models at Azure take no response format"


def odd_tools(provider: str, tools: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Tools of which LiteLLM leaves something out for this vendor."""
    for tool in tools:
        known = tool.get("type") == "function" or provider in CUSTOM_TOOLS
        strict = provider in LOOSE_TOOLS and any(word in repr(tool) for word in STRICT)
        if not known or strict or "cache_control" in tool:
            yield f"{provider} is sent tools in LiteLLM's words"


def odd_messages(provider: str, messages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Messages that are not sent as they are."""
    for message in messages:
        if not FIELDS.issuperset(message) or message["role"] not in PLAIN_ROLES:
            yield "a message holds what only LiteLLM knows to send"
        if "name" in message and provider in NAMELESS:
            yield f"{provider} is sent no names"
        if message.get("tool_calls"):
            yield from odd_calls(provider, message["tool_calls"])
        if isinstance(content := message.get("content"), list):
            yield from odd_parts(provider, message, content)
        if provider == "mistral" and (not content or "reasoning_content" in message):
            yield "mistral is sent messages in LiteLLM's words"


def odd_calls(provider: str, calls: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Calls of tools that are not sent as they are."""
    functions = all(call.get("type") == "function" for call in calls)
    if provider in OWN_TOOL_CALLS or not (functions or provider in CUSTOM_TOOLS):
        yield f"{provider} is sent calls of tools in LiteLLM's words"


def odd_parts(
    provider: str, message: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """Parts of a message that are not sent as they are."""
    if provider in TEXTS_ONLY:
        yield f"{provider} is sent texts, and not lists of parts"
    for part in parts:
        kind = str(part.get("type"))
        known = isinstance(part.get(kind), PARTS.get(kind, ()))
        if (
            not known
            or len(part) > len(("type", kind))
            or (kind == "image_url" and "format" in part[kind])
        ):
            yield f"a part of a message is of the kind {kind!r}"
        if message["role"] == "tool" and (kind != "text" or provider in OWN_TOOL_PARTS):
            yield "the result of a tool is more than a text"
