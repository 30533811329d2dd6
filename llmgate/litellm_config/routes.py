"""LiteLLM's ``model`` to a route of models.yaml, which always names the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.config.texts import MAKERS, ROUTE
from llmgate.vendors.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

CHAT_MODES = frozenset({"chat", "completion", "responses"})
# The catalogue's own names for families of one provider's models.
FAMILIES = {"text-completion-openai": "text-completion-openai", "cohere_chat": "cohere_chat"}


def route_of(model: str, provider: object) -> str | None:
    """Return provider/model; None where nobody can tell the provider.

    ``provider`` is what ``custom_llm_provider`` says. A bare name is looked up in LiteLLM's
    catalogue, and then by who makes the models whose names begin so.
    """
    if isinstance(provider, str) and provider:
        return model if model.startswith(f"{provider}/") else f"{provider}/{model}"
    if ROUTE.fullmatch(model):
        return model
    listed = (catalogue().get(model) or {}).get("litellm_provider")
    if isinstance(listed, str):
        return f"{plain_provider(listed)}/{model}"
    maker = next((MAKERS[start] for start in MAKERS if model.startswith(start)), None)
    return f"{maker}/{model}" if maker else None


def plain_provider(listed: str) -> str:
    """Return a provider without the family that the catalogue adds: vertex_ai-language-models."""
    if listed in FAMILIES:
        return FAMILIES[listed]
    return "vertex_ai" if listed.startswith("vertex_ai-") else listed


def other_mode(route: str, info: Mapping[str, Any]) -> str | None:
    """Return what a model does if that is no chat: embedding, image_generation and so on."""
    mode = info.get("mode")
    if mode is None:
        bare = route.partition("/")[2]
        mode = (catalogue().get(route) or catalogue().get(bare) or {}).get("mode")
    return mode if isinstance(mode, str) and mode not in CHAT_MODES else None
