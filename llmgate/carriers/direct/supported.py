"""The OpenAI keywords that each vendor's models take, as LiteLLM has them.

A table, so that LiteLLM need not be imported to know; ``python tests/direct_facts.py``
writes it, and a test holds it to the LiteLLM that is installed.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson

FILE = Path(__file__).with_name("supported.json")

# The carrier's own, whatever a vendor takes.
ALWAYS_TAKEN = frozenset({"extra_headers", "messages", "metadata", "stream", "stream_options"})

# Marks in a model's name by which LiteLLM tells a family; the first that fits counts.
PATTERNS = (
    "gpt-5-chat", "gpt-5-search", "gpt-5", "gpt-6", "gpt5_series", "o_series/", "o1", "o3", "o4",
    "grok-3-mini", "grok-4", "grok-code-fast", "magistral", "kimi-k2", "kimi-k3", "kimi-thinking",
)  # fmt: skip


@cache
def table() -> dict[str, dict[str, Any]]:
    """The whole table, by provider."""
    facts: dict[str, dict[str, Any]] = orjson.loads(FILE.read_bytes())
    return facts


@lru_cache(maxsize=1024)
def supported_by(route: str) -> frozenset[str] | None:
    """The keywords that a route takes, None where the table does not have the provider's."""
    provider, _, model = route.partition("/")
    facts = table().get(provider)
    if facts is None:
        return None
    change = next(
        (change for change, models in facts["models"].items() if model in models),
        None,
    )
    names = changed(facts, usual_change(model, facts) if change is None else change)
    return names | ALWAYS_TAKEN if names else None


@cache
def openai_s() -> frozenset[str]:
    """The names of OpenAI's own models, which LiteLLM knows wherever they are served."""
    return frozenset(table()["*"]["models"])


def usual_change(model: str, facts: dict[str, Any], own: frozenset[str] | None = None) -> str:
    """How a model differs from most of its vendor's, by what its name alone tells."""
    if model in (openai_s() if own is None else own):
        return str(facts["openai_s"])
    family = next((pattern for pattern in PATTERNS if pattern in model), "")
    return str(facts["families"].get(family, ""))


def changed(facts: dict[str, Any], change: str) -> frozenset[str]:
    """What a vendor usually takes, with a difference like ``+more -less``."""
    words = change.split()
    more = {word[1:] for word in words if word[0] == "+"}
    less = {word[1:] for word in words if word[0] == "-"}
    return frozenset(facts["usual"]) - less | more
