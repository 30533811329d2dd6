"""Credentials that no text shows."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HIDDEN = "***"

# A shorter "secret" (an empty one, a team's name in a header) also stands in honest words.
SHORTEST_REDACTED = 6


class Secret:
    """A text that shows as ``***`` everywhere, and refuses to be pickled."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The text itself; to be called where it is handed to the vendor, and nowhere else."""
        return self.__value

    def __repr__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.__value.encode())

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


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets in it replaced: vendors like to quote a wrong key."""
    quotable = {part for secret in secrets for part in quotable_parts(secret.reveal())}
    # The longer first: a shorter one in it would leave the rest of it to be read.
    for part in sorted(quotable, key=len, reverse=True):
        text = text.replace(part, HIDDEN)
    return text


def quotable_parts(value: str) -> list[str]:
    """A secret, and the credential after the scheme of one like ``Bearer …``."""
    return [part for part in (value, value.partition(" ")[2]) if len(part) >= SHORTEST_REDACTED]


def redacted_headers(headers: Mapping[str, str], secrets: Iterable[Secret]) -> dict[str, str]:
    """Headers with lower-case names and no secret in a value."""
    known = tuple(secrets)
    return {name.lower(): redacted(value, known) for name, value in headers.items()}
