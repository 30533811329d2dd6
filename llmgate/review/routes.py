"""Routes that LiteLLM does not know, and windows that nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.config.tree import Finding, quote
from llmgate.names import nearest
from llmgate.vendors.catalogue import facts_of, routes_of
from llmgate.vendors.providers import known_providers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmgate.review.written import WrittenModel, WrittenRoute

VERY_SIMILAR = 0.85
CHATTING = frozenset({None, "chat", "completion", "responses"})
NUMBERS = re.compile(r"[\d.]+")

# Where the user names the models, so that the catalogue's names say nothing.
NAMED_BY_USERS = frozenset({"azure", "azure_ai", "azure_text"})


def unknown_routes(models: Iterable[WrittenModel]) -> Iterator[Finding]:
    """Yield a warning for each route that LiteLLM will refuse, or whose window nobody knows."""
    for model in models:
        for route in {route.path: route for route in model.routes}.values():
            if text := warning(route, model):
                yield Finding(route.path, text, whole=False)


def warning(route: WrittenRoute, model: WrittenModel) -> str | None:
    """Say what is doubtful about a route; None where nothing is."""
    provider = route.text.partition("/")[0]
    known = known_providers()
    if known and provider not in known:
        return f"LiteLLM knows no provider {quote(provider)}{or_nearest(provider, known)}"
    facts = facts_of(route.text)
    if facts.mode not in CHATTING:
        return f"LiteLLM's catalogue has {quote(route.text)} as {facts.mode}, which is no chat"
    likely = None if facts.known else misspelt(route.text, provider)
    meant = f"; did you mean {likely!r}?" if likely else ""
    if facts.context_window is None and not model.states_window:
        return f"nobody knows the window of {quote(route.text)}; write `context_window:`{meant}"
    if likely and not route.elsewhere and provider not in NAMED_BY_USERS:
        return f"LiteLLM's catalogue has no {quote(route.text)}{meant}"
    return None


def or_nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint at the nearest known word, or an empty text."""
    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else ""


def misspelt(route: str, provider: str) -> str | None:
    """Return the catalogue's route that this one looks like; a new version is no misspelling."""
    listed = {each.partition("/")[2]: each for each in routes_of(provider)}
    model = route.partition("/")[2]
    near = nearest(model, listed, similarity=VERY_SIMILAR)
    if near is None or NUMBERS.sub("", near) == NUMBERS.sub("", model):
        return None
    return listed[near]
