"""What LiteLLM's catalogue says of a route: read as a file, without importing LiteLLM."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.vendors.litellm_files import content
from llmgate.vendors.members import Members

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE_FILE = "model_prices_and_context_window_backup.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """A model's limits in tokens and its prices in US dollars a token.

    Each is None where the catalogue has none; ``mode`` is the kind of model, as in ``chat``.
    ``continues`` is False where it says that the model does not go on with a begun answer.
    """

    context_window: int | None = None
    max_output_tokens: int | None = None
    known: bool = False
    input_price: float | None = None
    output_price: float | None = None
    mode: str | None = None
    continues: bool = True


@cache
def catalogue() -> Members:
    """The whole catalogue by model name; empty if LiteLLM came without one."""
    return Members(content(CATALOGUE_FILE) or b"{}")


@lru_cache(maxsize=4096)
def facts_of(route: str) -> Facts:
    """What the catalogue knows of a LiteLLM route.

    Like LiteLLM it looks for ``provider/model`` and then, if the provider is the same, for
    the bare model. ``max_tokens`` is the output cap; ``max_input_tokens`` is the window.
    """
    entry = entry_of(route)
    return Facts(
        context_window=tokens(entry.get("max_input_tokens")),
        max_output_tokens=tokens(entry.get("max_output_tokens")),
        known=bool(entry),
        input_price=entry.get("input_cost_per_token"),
        output_price=entry.get("output_cost_per_token"),
        mode=entry.get("mode"),
        continues=entry.get("supports_assistant_prefill") is not False,
    )


def entry_of(route: str) -> dict[str, Any]:
    """All that the catalogue has of a route, prices too; empty if it knows none."""
    provider, _, model = route.partition("/")
    entry = catalogue().get(route)
    if entry is None:
        bare = catalogue().get(model) or {}
        entry = bare if serves(provider, str(bare.get("litellm_provider"))) else {}
    return entry


def routes_of(provider: str) -> Iterator[str]:
    """The routes of a provider that the catalogue has."""
    for name, entry in catalogue().whole().items():
        if name.startswith(f"{provider}/"):
            yield name
        elif "/" not in name and serves(provider, str(entry.get("litellm_provider"))):
            yield f"{provider}/{name}"


def serves(provider: str, listed: str) -> bool:
    """Whether a provider is the listed one: ``vertex_ai`` is ``vertex_ai-language-models`` too."""
    return listed == provider or listed.startswith((f"{provider}-", f"{provider}_"))


def tokens(value: Any) -> int | None:
    """A number of tokens from the catalogue, where some stand as text."""
    try:
        return int(value) or None
    except (TypeError, ValueError):
        return None
