"""What a file makes of its models, as data: for the commands that show it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.config import Fallbacks, load_file
from llmgate.models.registry import Registry
from llmgate.sizing.windows import known_beforehand
from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from llmgate.models.model import Model
    from llmgate.sizing.windows import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: its names, where it goes, what it holds and what it costs.

    ``window`` and ``max_output_tokens`` are in tokens, prices in US dollars a token, each
    None where nobody knows; they are those of the first route.
    """

    name: str
    default: bool
    aliases: tuple[str, ...]
    routes: tuple[str, ...]
    window: int | None
    source: Source | None
    max_output_tokens: int | None
    input_price: float | None
    output_price: float | None
    fallbacks: dict[str, tuple[str, ...]]


def overview(file: str) -> list[Entry]:
    """Return the models of a file, in its order. Raises ``ConfigError``."""
    config = load_file(file)
    registry = Registry(config, os.environ)
    default = registry.model(None).name if config.defaults.model or len(config.models) == 1 else ""
    return [
        entry(registry.model(name), model.aliases, default=name == default)
        for name, model in config.models.items()
    ]


def entry(model: Model, aliases: tuple[str, ...], *, default: bool) -> Entry:
    """Return what there is to know of a model."""
    first = model.deployments[0]
    window = known_beforehand(first.route, first.stated_window)
    facts = facts_of(first.route)
    lists = ((reason, getattr(model.fallbacks, reason)) for reason in Fallbacks.model_fields)
    return Entry(
        name=model.name,
        default=default,
        aliases=aliases,
        routes=tuple(deployment.route for deployment in model.deployments),
        window=window.tokens if window else None,
        source=window.source if window else None,
        max_output_tokens=first.max_output_tokens,
        input_price=facts.input_price,
        output_price=facts.output_price,
        fallbacks={reason: names for reason, names in lists if names is not None},
    )
