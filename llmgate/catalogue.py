"""What LiteLLM's catalogue says of a route: read as a file, without importing LiteLLM."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CATALOGUE_FILE = "model_prices_and_context_window_backup.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """A model's limits in tokens, None where the catalogue has none."""

    context_window: int | None = None
    max_output_tokens: int | None = None
    known: bool = False


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """The whole catalogue by model name; empty if LiteLLM came without one."""
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, CATALOGUE_FILE)
        if file.exists():
            entries: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))
            return entries
    return {}


@lru_cache(maxsize=4096)
def facts_of(route: str) -> Facts:
    """What the catalogue knows of a LiteLLM route.

    Like LiteLLM it looks for ``provider/model`` and then, if the provider is the same, for
    the bare model. ``max_tokens`` is the output cap; ``max_input_tokens`` is the window.
    """
    provider, _, model = route.partition("/")
    entry = catalogue().get(route)
    if entry is None:
        bare = catalogue().get(model, {})
        entry = bare if serves(provider, str(bare.get("litellm_provider"))) else {}
    return Facts(
        context_window=tokens(entry.get("max_input_tokens")),
        max_output_tokens=tokens(entry.get("max_output_tokens")),
        known=bool(entry),
    )


def serves(provider: str, listed: str) -> bool:
    """Whether a provider is the listed one: ``vertex_ai`` is ``vertex_ai-language-models`` too."""
    return listed == provider or listed.startswith((f"{provider}-", f"{provider}_"))


def tokens(value: Any) -> int | None:
    """A number of tokens from the catalogue, where some stand as text."""
    try:
        return int(value) or None
    except (TypeError, ValueError):
        return None
