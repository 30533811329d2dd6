"""Credentials that no text shows."""

from __future__ import annotations

import hmac
from collections import deque
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "***"

# A shorter "secret" (an empty one, a team's name in a header) also stands in honest words.
SHORTEST_REDACTED = 6

# Those that are in use; and the last ones, since LiteLLM logs a call after its end.
_alive: WeakValueDictionary[int, Secret] = WeakValueDictionary()
_recent: deque[Secret] = deque(maxlen=256)


class Secret:
    """A text that shows as ``***`` everywhere, and refuses to be pickled."""

    __slots__ = ("__value", "__weakref__")

    def __init__(self, value: str) -> None:
        self.__value = value
        _alive[id(self)] = self
        _recent.append(self)

    def reveal(self) -> str:
        """The text itself; to be called where it is handed to the vendor, and nowhere else."""
        return self.__value

    def __repr__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(encoded(self.__value), encoded(other.__value))

    def __hash__(self) -> int:
        return hash(self.__value)

    def __reduce__(self) -> NoReturn:
        message = "a secret cannot be pickled or copied to another process"
        raise TypeError(message)


def concealed(value: Any) -> Any:
    """The same structure with every text in it made a `Secret`."""
    if isinstance(value, str):
        return Secret(value)
    if isinstance(value, dict):
        return {key: concealed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [concealed(item) for item in value]
    return value


def revealed(value: Any) -> Any:
    """The opposite of `concealed`."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, dict):
        return {key: revealed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [revealed(item) for item in value]
    return value


def secrets_in(value: Any) -> Iterable[Secret]:
    """Every secret of a structure that `concealed` made."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from secrets_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in(item)


def encoded(text: str) -> bytes:
    """The text in bytes; an error that a lone surrogate raised would quote it."""
    return text.encode("utf-8", "surrogatepass")


def known_secrets() -> tuple[Secret, ...]:
    """Every secret that this process uses, or has used a moment ago."""
    # Listed in one step of the interpreter, as threads come and go with secrets of theirs.
    found = (reference() for reference in _alive.valuerefs())
    return tuple({secret for secret in found if secret is not None})
