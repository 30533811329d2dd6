"""A models.yaml that changes while its gate is at work: read again, whole or not at all.

Nothing waits and no thread watches: calls themselves look at the file, one of them a second,
and the one that finds it changed reads it while the others go on with what they have.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from llmgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.config import Config
    from llmgate.errors import Mistake

logger = logging.getLogger("llmgate")

# Seconds between two looks at the file.
INTERVAL = 1.0
# Seconds without a write until a file counts as written: editors empty it before they fill it.
QUIET = 0.1
# Looks in a row that find no file.
ONE_TOO_MANY = 2
# Seconds: within one tick of a file system's clock a second write leaves no mark.
TICK = 2.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a file shows without being read; of a symbolic link, what it leads to."""

    file: tuple[int, int]
    size: int
    modified: int
    changed: int

    def age(self, now: float) -> float:
        """Seconds since the last write; infinite where its clock is ahead of ours."""
        age = now - self.modified / 1e9
        return age if age >= 0 else float("inf")


def look_at(path: Path) -> Look | None:
    """Look at a file; None where there is none to be seen."""
    try:
        facts = path.stat()
    except OSError:
        return None
    place = facts.st_dev, facts.st_ino
    return Look(place, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


class Reloader:
    """Reads a gate's file again; safe to share by threads and tasks.

    ``take`` is handed each new configuration, and raises `ConfigError` for one that it
    cannot use. ``clock`` gives seconds, ``wall`` the seconds of the file system's clock.
    """

    def __init__(
        self,
        path: str | Path,
        take: Callable[[Config], None],
        clock: Callable[[], float],
        *,
        watch: bool,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._named = os.fspath(path)
        self._path = Path(path).absolute()
        self._take = take
        self._clock = clock
        self._wall = wall
        self._next = clock() if watch else float("inf")
        # None: the next look may show the same of a version that was never read.
        self._seen: Look | None = None
        self._missed = 0
        self._config: Config | None = None
        self._wrong: tuple[Mistake, ...] = ()
        self._looking = threading.Lock()
        self._reading = threading.Lock()

    def started_with(self, config: Config) -> None:
        """Say what the gate was made from."""
        self._config = config

    def reload(self) -> None:
        """Read the file now. Raises `ConfigError`, and then nothing has changed."""
        with self._reading:
            look = look_at(self._path)
            self._use(self._load())
            self._wrong, self._seen = (), self._settled(look)

    def due(self) -> bool:
        """Whether the file has to be read again; costs one look a second and never waits."""
        if self._clock() < self._next or not self._looking.acquire(blocking=False):
            return False
        try:
            now = self._clock()
            # Another caller may have looked between the two lines above.
            if now < self._next:
                return False
            self._next = now + INTERVAL
            return self._differs(look_at(self._path))
        finally:
            self._looking.release()

    def renew(self) -> None:
        """Read a changed file, unless somebody is at it; what is wrong with it is logged."""
        if not self._reading.acquire(blocking=False):
            return
        try:
            self._renew()
        finally:
            self._reading.release()

    def _differs(self, look: Look | None) -> bool:
        if look is None:
            self._miss()
            return False
        self._missed = 0
        return look != self._seen and look.age(self._wall()) >= QUIET

    def _miss(self) -> None:
        """A file may be away for the moment in which it is replaced; longer is worth a word."""
        self._missed += 1
        if self._missed == ONE_TOO_MANY:
            logger.warning("%s is gone; what it said stays in force", self._named)

    def _renew(self) -> None:
        look = look_at(self._path)
        try:
            config = self._load()
            if self._still(look):
                if config != self._config:
                    self._use(config)
                self._wrong = ()
        except ConfigError as error:
            if self._still(look):
                self._report(error.mistakes)

    def _still(self, look: Look | None) -> bool:
        """Whether the file was let be while it was read; else the next look will tell."""
        if look is None or look_at(self._path) != look:
            return False
        self._seen = self._settled(look)
        return True

    def _use(self, config: Config) -> None:
        self._take(config)
        self._config = config
        logger.info("%s was read again", self._named)

    def _report(self, wrong: tuple[Mistake, ...]) -> None:
        if wrong == self._wrong:
            return
        self._wrong = wrong
        lines = "\n".join(map(str, wrong))
        logger.warning("%s is wrong; what it said before stays in force\n%s", self._named, lines)

    def _settled(self, look: Look | None) -> Look | None:
        """A look that any further write would change; None while one might not."""
        return look if look is not None and look.age(self._wall()) >= TICK else None

    def _load(self) -> Config:
        # Reading a configuration takes Pydantic and YAML, most of what the package imports.
        from llmgate.config import load_file  # noqa: PLC0415

        return replace(load_file(self._path), file=self._named)
