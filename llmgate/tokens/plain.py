"""Whatever a caller passes, as a tree of JSON's own types: nothing behind this can raise."""

from __future__ import annotations

from collections.abc import Mapping
from operator import eq
from typing import Any

# Deeper than any schema, and far from Python's own limit of recursion.
DEEPEST = 64
MOST_NODES = 200_000
# Bits: Python refuses to write numbers of many more digits.
LARGEST = 10_000


class Opaque:
    """What stands for something that could not be read; it equals nothing, itself included."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


OPAQUE = Opaque()


def plain(value: Any) -> Any:
    """A copy of the containers, around the same texts and numbers.

    What is of no type of JSON's, too deep, or too much becomes `OPAQUE`.
    """
    return Copy().of(value, DEEPEST)


class Copy:
    """One copying, which stops after `MOST_NODES` values: a tree may hold itself many times."""

    def __init__(self) -> None:
        self.left = MOST_NODES

    def of(self, value: Any, depth: int) -> Any:
        """The copy of one value."""
        kind = type(value)
        if kind is str or value is None or kind is float or kind is bool:
            return value
        if kind is int:
            return value if value.bit_length() <= LARGEST else OPAQUE
        self.left -= 1
        return OPAQUE if depth == 0 or self.left < 0 else self.of_container(value, depth)

    def of_container(self, value: Any, depth: int) -> Any:
        """The copy of what holds other values, or is of a class derived."""
        kind = type(value)
        if issubclass(kind, dict):
            return self.of_items(dict.items(value), depth - 1)
        if issubclass(kind, list):
            return [self.of(one, depth - 1) for one in list.__iter__(value)]
        if issubclass(kind, tuple):
            return tuple(self.of(one, depth - 1) for one in tuple.__iter__(value))
        return self.of_other(value, depth)

    def of_items(self, items: Any, depth: int) -> dict[str, Any]:
        """The copy of a dict; a key of JSON's is a text."""
        named = [(self.of(name, 0), one) for name, one in list(items)]
        return {
            name if type(name) is str else repr(name): self.of(one, depth) for name, one in named
        }

    def of_other(self, value: Any, depth: int) -> Any:
        """The copy of a text or a number of a class derived, or of another kind of mapping."""
        kind = type(value)
        if issubclass(kind, str):
            return str.__str__(value)
        if issubclass(kind, int):
            return self.of(int.__int__(value), depth)
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, Mapping):
            return self.of(attempted_dict(value), depth - 1)
        return OPAQUE


def attempted_dict(mapping: Mapping[Any, Any]) -> Any:
    """A mapping's items as a dict: its class may be anybody's, and raise anything."""
    try:
        return dict(mapping)
    except Exception:  # noqa: BLE001  (a stranger's code; what it hides is counted as unknown)
        return OPAQUE


def attempted_list(values: Any) -> list[Any]:
    """Messages as a list; a single `OPAQUE` where they cannot be gone through."""
    if type(values) is list:
        return values
    try:
        return list(values)
    except Exception:  # noqa: BLE001  (likewise)
        return [OPAQUE]


def same_beginning(known: list[Any], given: list[Any]) -> bool:
    """Whether plain messages are the first of those given; see `same`."""
    try:
        return all(map(eq, known, given))
    except Exception:  # noqa: BLE001  (likewise)
        return False


def same(known: Any, given: Any) -> bool:
    """Whether a plain value and a given one are equal; what cannot be compared is not.

    It compares in C and by identity first, some 20 ns a message for the same texts, so that
    a dict modified in place is noticed and an unchanged conversation costs next to nothing.
    """
    try:
        return bool(known == given)
    except Exception:  # noqa: BLE001  (a stranger's `__eq__`, or a dict that another thread grows)
        return False
