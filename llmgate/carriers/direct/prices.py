"""What an answer cost, by the prices of LiteLLM's catalogue and as LiteLLM adds them up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.answer.usage import count
from llmgate.vendors.catalogue import entry_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.transport import Request

# Prices that depend on more than tokens: better no figure than a wrong one.
OTHERWISE_PRICED = ("input_cost_per_request", "off_peak_pricing", "tiered_pricing")
SEARCHES = "search_context_cost_per_query"
# They search the web for every answer.
ALWAYS_SEARCHING = re.compile(r"perplexity/|search")
ABOVE = re.compile(r"_above_(\d+)(k?)_tokens")
# They charge the higher price from the very token on at which it begins.
INCLUSIVE = frozenset({"xai"})
TIERS = frozenset({"flex", "priority"})


@dataclass(frozen=True, slots=True)
class Prices:
    """A model's prices in US dollars a token, for a prompt of some length and a tier of service."""

    entry: Mapping[str, Any]
    above: str
    tier: str

    def of(self, name: str, instead: float) -> float:
        """The price of one kind of token, ``instead`` where it has none of its own."""
        tier = f"_{self.tier}" if self.tier else ""
        for key in (f"{name}{self.above}{tier}", f"{name}{self.above}", f"{name}{tier}", name):
            if isinstance(price := self.entry.get(key), int | float):
                return price
        return instead


def cost_of(request: Request, body: Mapping[str, Any]) -> float | None:
    """US dollars, None where the catalogue has no price or the vendor stated no usage.

    A vendor that states a cost itself, as OpenRouter does, is believed.
    """
    usage, route = body.get("usage"), request.endpoint.route
    if not isinstance(usage, dict):
        return None
    stated = usage.get("cost")
    if request.endpoint.provider == "openrouter" and isinstance(stated, int | float):
        return float(stated)
    entry = entry_of(route)
    if "input_cost_per_token" not in entry or otherwise_priced(request, entry):
        return None
    prompt, completion = (count(usage.get(f"{kind}_tokens")) or 0 for kind in KINDS)
    tier = body.get("service_tier")
    prices = Prices(entry, threshold(route, prompt), tier if tier in TIERS else "")
    cost = prompt_cost(usage, prompt, prices) + completion_cost(usage, completion, prices)
    return cost or None


KINDS = ("prompt", "completion")


def otherwise_priced(request: Request, entry: Mapping[str, Any]) -> bool:
    """Whether an answer costs more than its tokens."""
    searched = "web_search_options" in request.arguments or ALWAYS_SEARCHING.search(
        request.endpoint.route
    )
    return any(name in entry for name in OTHERWISE_PRICED) or bool(SEARCHES in entry and searched)


def prompt_cost(usage: Mapping[str, Any], tokens: int, prices: Prices) -> float:
    """What was read: tokens of the cache and of speech have prices of their own."""
    price = prices.of("input_cost_per_token", 0.0)
    cached = detail(usage, "prompt_tokens_details", "cached_tokens")
    written = detail(usage, "prompt_tokens_details", "cache_write_tokens")
    audio = min(
        detail(usage, "prompt_tokens_details", "audio_tokens"), max(tokens - cached - written, 0)
    )
    plain = max(tokens - cached - written - audio, 0)
    return (
        plain * price
        + cached * prices.of("cache_read_input_token_cost", price)
        + written * prices.of("cache_creation_input_token_cost", price)
        + audio * prices.of("input_cost_per_audio_token", price)
    )


def completion_cost(usage: Mapping[str, Any], tokens: int, prices: Prices) -> float:
    """What was written: tokens of reasoning and of speech may have prices of their own."""
    price = prices.of("output_cost_per_token", 0.0)
    reasoning = detail(usage, "completion_tokens_details", "reasoning_tokens")
    audio = detail(usage, "completion_tokens_details", "audio_tokens")
    plain = max(tokens - reasoning - audio, 0)
    return (
        plain * price
        + reasoning * prices.of("output_cost_per_reasoning_token", price)
        + audio * prices.of("output_cost_per_audio_token", price)
    )


def detail(usage: Mapping[str, Any], details: str, name: str) -> int:
    """A count of the usage's details, 0 where it was not stated."""
    stated = usage.get(details)
    return (count(stated.get(name)) or 0) if isinstance(stated, dict) else 0


def threshold(route: str, prompt: int) -> str:
    """The mark in the names of the prices that hold for a prompt of so many tokens."""
    inclusive = route.partition("/")[0] in INCLUSIVE
    passed = [
        (tokens, mark)
        for tokens, mark in thresholds(route)
        if prompt > tokens or (inclusive and prompt == tokens)
    ]
    return max(passed, default=(0, ""))[1]


@lru_cache(maxsize=1024)
def thresholds(route: str) -> frozenset[tuple[int, str]]:
    """Where a model's prices change, in tokens of the prompt, and the mark of what follows."""
    marks = (ABOVE.search(name) for name in entry_of(route) if "_cost" in name)
    return frozenset(
        (int(mark[1]) * (1000 if mark[2] else 1), mark[0]) for mark in marks if mark is not None
    )
