"""Secrets struck out of texts, in whatever form they are quoted there."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from llmgate.keys.secret import HIDDEN, SHORTEST_REDACTED, Secret, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Parameters of an address that hold a credential, by their names.
TELLING = re.compile("auth|code|cred|key|pass|secret|sig|token", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets in it replaced: vendors like to quote a wrong key."""
    return struck_out(text, quotable(secrets))


def redacted_headers(headers: Mapping[str, str], secrets: Iterable[Secret]) -> dict[str, str]:
    """Headers with lower-case names and no secret in a value."""
    parts = quotable(secrets)
    return {name.lower(): struck_out(value, parts) for name, value in headers.items()}


def struck_out(text: str, parts: list[str]) -> str:
    """The text with each of these parts hidden."""
    for part in parts:
        if part in text:
            text = text.replace(part, HIDDEN)
    return text


def quotable(secrets: Iterable[Secret]) -> list[str]:
    """Every form of the secrets, the longer first: a shorter one would leave the rest of it."""
    parts = {form for secret in secrets for part in parts_of(secret) for form in forms_of(part)}
    return sorted((part for part in parts if len(part) >= SHORTEST_REDACTED), key=len, reverse=True)


def parts_of(secret: Secret) -> Iterator[str]:
    """A secret, and the credential after the scheme of one like ``Bearer …``."""
    value = secret.reveal()
    yield value
    scheme, _, credential = value.partition(" ")
    yield credential
    if scheme.lower() == "basic" and (pair := from_base64(credential)):
        yield from (pair, pair.partition(":")[2])


def forms_of(part: str) -> Iterator[str]:
    """A secret as it stands in a text, an address, JSON, Python, or a header (RFC 7617)."""
    yield part
    if not (part.isascii() and part.isalnum()):
        raw = encoded(part)
        yield from (quote(raw, safe=""), quote(raw), quote_plus(raw))
        yield from (json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1])
        yield repr(part)[1:-1]
    if ":" in part:
        yield base64.b64encode(encoded(part)).decode()


def from_base64(text: str) -> str:
    """What a text in base64 says, empty if it is none."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""


def secrets_in_address(address: str | None) -> tuple[Secret, ...]:
    """The credentials in a URL: user and password, and parameters like ``?key=…``."""
    try:
        parts = urlsplit(address or "")
        user, password = parts.username or "", parts.password or ""
    except ValueError:
        return ()
    values = [value for name, value in parse_qsl(parts.query) if TELLING.search(name)]
    if user or password:
        pairs = (f"{user}:{password}", f"{unquote(user)}:{unquote(password)}")
        values += [password, unquote(password), *pairs]
        # A token alone, as in https://token@host.
        values += [] if password else [user, unquote(user)]
    return tuple(map(Secret, dict.fromkeys(filter(None, values))))
