"""A mapping that forgets what was not asked for longest."""

from __future__ import annotations

from collections import OrderedDict
from threading import RLock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = TypeVar("Key")
Value = TypeVar("Value")


class Lru(Generic[Key, Value]):
    """Values by key, which together weigh at most ``capacity``; safe to use from many threads.

    ``weigh`` tells the weight of one value; without it, ``capacity`` is their number.
    """

    def __init__(self, capacity: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self.capacity = capacity
        self.weigh = weigh
        self.weight = 0
        self.values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        # A stream that the garbage collector drops is learnt from wherever its thread is.
        self.lock = RLock()

    def __len__(self) -> int:
        return len(self.values)

    def get(self, key: Key) -> Value | None:
        """The value of a key, None if it was forgotten or never known."""
        with self.lock:
            found = self.values.get(key)
            if found is None:
                return None
            self.values.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value) -> None:
        """Remember a value, and forget the eldest ones beyond the capacity."""
        weight = self.weigh(value)
        with self.lock:
            _, old = self.values.pop(key, (None, 0))
            self.values[key] = (value, weight)
            self.weight += weight - old
            while self.weight > self.capacity and self.values:
                _, (_, gone) = self.values.popitem(last=False)
                self.weight -= gone
