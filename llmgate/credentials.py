"""Where a model's key comes from: the environment, a file, or a command.

A key from a file or a command is kept until it changes or, if it is a JSON Web Token
(RFC 7519), until shortly before its ``exp``; however many callers wait, it is fetched once.
"""

from __future__ import annotations

import base64
import json
import math
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from llmgate.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds: clocks differ, and a token has to last until the vendor reads it.
RENEW_BEFORE = 60.0
COMMAND_TIMEOUT = 30.0


class MissingCredentialError(Exception):
    """A credential is not to be had; the message names the variable, file or command."""


@dataclass(slots=True)
class FetchedKey:
    """A key that is fetched when it is needed.

    ``fetch`` returns its text or raises `MissingCredentialError`; ``version`` returns
    something that differs once the text does.
    """

    fetch: Callable[[], str]
    version: Callable[[], object] = lambda: None
    clock: Callable[[], float] = time.time
    _key: Secret | None = field(default=None, init=False)
    _version: object = field(default=None, init=False)
    _expires: float = field(default=float("inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def fresh(self) -> Secret | None:
        """The key that was fetched before, None if there is none or it is about to expire."""
        lasts = self.clock() < self._expires - RENEW_BEFORE
        return self._key if lasts and self._version == self.version() else None

    def get(self) -> Secret:
        """The key, fetched if need be. Raises `MissingCredentialError`."""
        with self._lock:
            if (known := self.fresh()) is not None:
                return known
            version = self.version()
            text = self.fetch()
            self._key, self._version, self._expires = Secret(text), version, expiry_of(text)
            return self._key


def key_from_file(path: str) -> FetchedKey:
    """A key that stands in a file."""

    def read() -> str:
        try:
            text = Path(path).expanduser().read_text("utf-8").strip()
        except (OSError, RuntimeError, ValueError) as error:
            message = f"the key file {path} cannot be read: {type(error).__name__}"
            raise MissingCredentialError(message) from None
        if not text:
            message = f"the key file {path} is empty"
            raise MissingCredentialError(message)
        return text

    return FetchedKey(read, version=lambda: modified(path))


def modified(path: str) -> int | None:
    """When a file was last written, in nanoseconds; None if there is none."""
    try:
        return Path(path).expanduser().stat().st_mtime_ns
    except (OSError, RuntimeError, ValueError):
        return None


def key_from_command(argv: list[str]) -> FetchedKey:
    """A key that a command prints; its words are not shown, they may hold a secret."""

    def run() -> str:
        try:
            done = subprocess.run(  # noqa: S603  (the user's own file names the command)
                argv,
                stdin=subprocess.DEVNULL,  # a command that asks would wait for ever, unseen
                capture_output=True,
                text=True,
                check=True,
                timeout=COMMAND_TIMEOUT,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            message = f"the key command {argv[0]} failed: {type(error).__name__}"
            raise MissingCredentialError(message) from None
        if not (text := done.stdout.strip()):
            message = f"the key command {argv[0]} printed nothing"
            raise MissingCredentialError(message)
        return text

    return FetchedKey(run)


def expiry_of(token: str) -> float:
    """When a JSON Web Token expires, in seconds since 1970; never, if it is none."""
    parts = token.split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return float("inf")
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
        expires = float(claims["exp"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return float("inf")
    return float("inf") if math.isnan(expires) else expires
