"""What keys are fetched from: a file, a command, or an id and a secret that make a token."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from llmgate.keys.credentials import FetchedKey, MissingCredentialError
from llmgate.keys.minting import RECIPES, minted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmgate.keys.secret import Secret

COMMAND_TIMEOUT = 30.0  # seconds


def key_from_file(path: str) -> FetchedKey:
    """A key that stands in a file; the file is read again once it has changed."""
    what = f"the key file {path}"

    def read() -> str:
        try:
            text = Path(path).expanduser().read_text("utf-8")
        except (OSError, RuntimeError, ValueError) as error:
            why = f"{what} cannot be read: {type(error).__name__}"
        else:
            return usable(text, f"{what} is empty", f"{what} holds more than a key")
        # Outside of the handler: what a decoding error knows of the file stays behind.
        raise MissingCredentialError(why)

    return FetchedKey(read, version=lambda: version_of(path))


def version_of(path: str) -> tuple[int, int, int] | None:
    """What differs once a file was written or replaced; None if there is none."""
    try:
        stat = Path(path).expanduser().stat()
    except (OSError, RuntimeError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def key_from_command(argv: Sequence[str], timeout: float = COMMAND_TIMEOUT) -> FetchedKey:
    """A key that a command prints within ``timeout`` seconds.

    It runs without a shell, a terminal or an input. Neither its arguments nor what it says on
    its standard error are ever shown, since they may hold a secret.
    """
    what = f"the key command {argv[0]}"

    def run() -> str:
        try:
            printed, status = ran(argv, timeout)
        except subprocess.TimeoutExpired:
            why = f"{what} did not end within {timeout:g} s"
        except (OSError, ValueError) as error:
            why = f"{what} failed: {type(error).__name__}"
        else:
            if status == 0:
                return usable(printed, f"{what} printed nothing", f"{what} printed more than a key")
            why = f"{what} failed with exit status {status}"
        raise MissingCredentialError(why)

    return FetchedKey(run)


def ran(argv: Sequence[str], timeout: float) -> tuple[str, int]:
    """What a command prints, and its exit status. Raises as `subprocess.run` does."""
    process = subprocess.Popen(  # noqa: S603  (the user's own file names the command)
        argv,
        stdin=subprocess.DEVNULL,  # a command that asks would wait for ever, unseen
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,  # nor can it ask at the terminal
    )
    with process:
        try:
            return process.communicate(timeout=timeout)[0], process.returncode
        except BaseException:
            end(process)
            raise


def end(process: subprocess.Popen[str]) -> None:
    """End a command, and what it has started."""
    if hasattr(os, "killpg") and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def key_minted(recipe: str, source: Secret, clock: Callable[[], float] = time.time) -> FetchedKey:
    """A token made here from the id and the secret that a vendor gave out as its key."""
    return FetchedKey(lambda: minted(RECIPES[recipe], source, clock()), clock=clock)


def usable(text: str, empty: str, more: str) -> str:
    """The text as a key. Raises `MissingCredentialError` where a header could not hold it."""
    if not (key := text.strip()):
        raise MissingCredentialError(empty)
    if not (key.isascii() and key.isprintable()):
        raise MissingCredentialError(more)
    return key
