"""Rungs of a ladder that are no wider than one below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.config.tree import Finding, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmgate.review.written import WrittenModel


def narrow_rungs(models: Iterable[WrittenModel]) -> Iterator[Finding]:
    """Yield a warning for each rung that can hold no more than a rung below it."""
    models = list(models)
    by_name = {name: model for model in models for name in (*model.aliases, model.name)}
    for model in models:
        yield from narrow_rungs_of(model, by_name)


def narrow_rungs_of(model: WrittenModel, by_name: Mapping[str, WrittenModel]) -> Iterator[Finding]:
    """Yield the warnings for one ladder; rungs whose window nobody knows are passed over."""
    widest, holder = model.window, model.name
    for index, target in enumerate(model.ladder):
        window = by_name[target].window if target in by_name else None
        if window is None:
            continue
        if widest is not None and window <= widest:
            yield Finding((*model.ladder_path, index), no_wider(target, window, holder, widest))
        else:
            widest, holder = window, target


def no_wider(rung: str, window: int, holder: str, widest: int) -> str:
    """Say that a rung, of a window in tokens, is no help to one below it."""
    below = f"{quote(holder)} below it holds {widest:,}"
    return f"{quote(rung)} holds {window:,} tokens, where {below}; a rung has to be wider"
