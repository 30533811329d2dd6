"""Aliases and fallbacks: each name has one owner, and each target is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llmgate.config.tree import Finding, Node, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.config.tree import Path
    from llmgate.names import Speller


@dataclass(slots=True)
class Owners:
    """Which model each name and each alias stands for, and where it says so."""

    models: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)


def check_names(root: Node, speller: Speller) -> Iterator[Finding]:
    """Yield the mistakes in aliases, fallbacks and the default model."""
    models = root.children.get("models")
    if models is None or not isinstance(models.value, dict):
        return
    owners = Owners({str(name): str(name) for name in models.children})
    for name, model in models.children.items():
        yield from claim(owners, str(name), model, root)
    known = frozenset(owners.models)
    yield from default_model(root, known, speller)
    for name, model in models.children.items():
        for path, listed in target_lists(model, ("models", name)):
            yield from unknown_targets(path, listed, known, speller)
            yield from useless_targets(str(name), path, listed, owners)


def texts(node: Node | None) -> Iterator[tuple[int, str]]:
    """Yield the texts of a list with their indices; nothing where there is no list."""
    if node and isinstance(node.value, list):
        yield from ((i, item) for i, item in enumerate(node.value) if isinstance(item, str))


def claim(owners: Owners, name: str, model: Node, root: Node) -> Iterator[Finding]:
    """Give a model its aliases, unless they have an owner."""
    for index, alias in texts(model.children.get("aliases")):
        path = ("models", name, "aliases", index)
        owner = owners.models.setdefault(alias, name)
        if alias not in owners.paths and owner == name != alias:
            owners.paths[alias] = path
        else:
            yield Finding(path, taken(alias, owner, owners, root))


def taken(alias: str, owner: str, owners: Owners, root: Node) -> str:
    """Say who has an alias already."""
    if alias == owner:
        return f"{quote(alias)} is the name of a model; an alias is another name"
    place = root.place_of(owners.paths[alias])
    where = f" (line {place[0]})" if place else ""
    return f"alias {quote(alias)} is already one of model {quote(owner)}{where}; keep one of them"


def default_model(root: Node, known: frozenset[str], speller: Speller) -> Iterator[Finding]:
    """Check that the default model is known."""
    path = ("defaults", "model")
    node = root.find(path)
    if node and isinstance(node.value, str) and node.value not in known:
        yield Finding(path, unknown(node.value, known, speller))


def unknown(name: str, known: frozenset[str], speller: Speller) -> str:
    """Say that a name is unknown, with the nearest known one."""
    return f"unknown model {quote(name)}{speller.hint(name, known)}"


def target_lists(model: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Yield the lists of fallbacks of a model, each with its path."""
    fallbacks = model.children.get("fallbacks")
    if fallbacks is None:
        return
    path = (*path, "fallbacks")
    if isinstance(fallbacks.value, list):
        yield path, fallbacks
    else:
        yield from (((*path, key), child) for key, child in fallbacks.children.items())


def unknown_targets(
    path: Path, listed: Node, known: frozenset[str], speller: Speller
) -> Iterator[Finding]:
    """Find the targets of a list that no model is called."""
    for index, target in texts(listed):
        if target not in known:
            yield Finding((*path, index), unknown(target, known, speller))


def useless_targets(name: str, path: Path, listed: Node, owners: Owners) -> Iterator[Finding]:
    """Find the targets of a list of the model ``name`` that change nothing."""
    seen: set[str] = set()
    for index, target in texts(listed):
        owner = owners.models.get(target)
        if owner is None:
            continue
        if owner == name:
            text = f"{named(target, owner)} falls back to itself; remove it here"
            yield Finding((*path, index), text)
        elif owner in seen:
            text = f"{named(target, owner)} stands twice in this list; remove it here"
            yield Finding((*path, index), text)
        seen.add(owner)


def named(target: str, owner: str) -> str:
    """Return a target in quotes, with the model that it stands for."""
    return quote(target) if target == owner else f"{quote(target)} (model {quote(owner)})"
