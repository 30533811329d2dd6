"""The tree that a configuration is, with the place of every key and value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Place: TypeAlias = tuple[int, int]
"""Line and column, both counted from 1; columns count characters."""

Path: TypeAlias = tuple[str | int, ...]
"""The way from the top to a value: keys of mappings and indices of lists."""

MAX_DEPTH = 40
MAX_NODES = 100_000


@dataclass(slots=True)
class Node:
    """One value with its place; a mapping or a list also has its children.

    ``value`` is plain data (what ``json`` could write). ``broken`` marks a value that could
    not be read and has its mistake already; its ``value`` is None. ``size`` is the number of
    values in it, itself included, with every alias counted as what it stands for.
    """

    value: object
    place: Place | None = None
    children: dict[str | int, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)
    broken: bool = False
    size: int = 1

    def find(self, path: Path) -> Node | None:
        """Return the node at ``path``, or None where there is none."""
        node = self
        for part in path:
            child = node.children.get(part)
            if child is None:
                return None
            node = child
        return node

    def place_of(self, path: Path) -> Place | None:
        """Return where the value at ``path`` stands, or None where that is not known."""
        node = self.find(path)
        return node.place if node else None

    def key_place_of(self, path: Path) -> Place | None:
        """Return where the last key of ``path`` stands; in a list, where the item does."""
        parent = self.find(path[:-1]) if path else None
        key = path[-1] if path else None
        if parent and isinstance(key, str):
            return parent.key_places.get(key) or self.place_of(path)
        return self.place_of(path)


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake found in the tree, before it has its place and its path in words.

    ``whole`` says that the value as a whole is wrong, so nothing that is found at the same
    path or beneath it adds anything. ``place`` is set where the tree does not know it.
    """

    path: Path
    text: str
    at_key: bool = False
    whole: bool = True
    place: Place | None = None


class RefusedError(Exception):
    """The configuration cannot be read at all; ``finding`` is the one mistake to report."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.text)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every value of the tree with its path, in the order of the file."""
    yield path, node
    for key, child in node.children.items():
        yield from walk(child, (*path, key))


def too_deep(path: Path, place: Place | None = None) -> RefusedError:
    """Return the refusal of a configuration nested deeper than ``MAX_DEPTH``."""
    text = f"nested more than {MAX_DEPTH} levels deep; no setting needs that"
    return RefusedError(Finding(path[:3], text, place=place))


def too_many(place: Place | None = None) -> RefusedError:
    """Return the refusal of a configuration of more than ``MAX_NODES`` values."""
    text = (
        f"more than {MAX_NODES:,} values, each alias counted as what it stands for; "
        "split the file, or use fewer aliases"
    )
    return RefusedError(Finding((), text, place=place))


def kind(value: object) -> str:
    """Return in words what kind of value this is, and never the value itself."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list | tuple) else "a mapping"


def quote(word: str, longest: int = 60) -> str:
    """Return a word of the file in quotes, fit for a message of one line."""
    return repr(word if len(word) <= longest else word[:longest] + "…")
