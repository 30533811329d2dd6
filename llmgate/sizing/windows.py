"""How much a model holds, and who says so.

In this order: the vendor's own words in a refusal, models.yaml, LiteLLM's catalogue.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.models.deployment import Deployment

Source = Literal["vendor", "file", "catalogue"]

# Seconds: a vendor may widen a model, and a local server may be started anew with a wider one.
REMEMBERED_FOR = 6 * 60 * 60.0
MOST_REMEMBERED = 4096

# These count the prompt alone against the window, and the answer against a limit of its own.
SEPARATE_OUTPUT = frozenset({"gemini", "vertex_ai", "vertex_ai_beta"})


@dataclass(frozen=True, slots=True)
class Window:
    """A window in tokens. ``with_output``: prompt and requested output count together."""

    tokens: int
    source: Source
    with_output: bool


class Windows:
    """The windows of all endpoints; safe to share by threads. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stated: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, deployment: Deployment) -> Window | None:
        """The window of a deployment, None if nobody knows it."""
        # Most vendors never had to state a window, and then nothing has to be looked up.
        stated = self._remembered(deployment.place) if self._stated else None
        if stated is not None:
            return Window(stated, "vendor", counts_together(deployment.provider))
        return known_beforehand(deployment.route, deployment.stated_window)

    def learn(self, deployment: Deployment, tokens: int) -> None:
        """Remember what the vendor said of the window, for this route and base URL."""
        with self._lock:
            self._stated[deployment.place] = (tokens, self._clock() + REMEMBERED_FOR)
            self._stated.move_to_end(deployment.place)
            while len(self._stated) > MOST_REMEMBERED:
                self._stated.popitem(last=False)

    def _remembered(self, place: tuple[str, str]) -> int | None:
        with self._lock:
            tokens, until = self._stated.get(place, (None, 0.0))
            if tokens is not None and self._clock() >= until:
                del self._stated[place]
                return None
            return tokens


def counts_together(provider: str) -> bool:
    """Whether a vendor counts prompt and requested output against one window."""
    return provider not in SEPARATE_OUTPUT


@lru_cache(maxsize=4096)
def known_beforehand(route: str, written: int | None) -> Window | None:
    """The file's window, else the catalogue's, None if neither has one."""
    together = counts_together(route.partition("/")[0])
    if written is not None:
        return Window(written, "file", together)
    known = facts_of(route).context_window
    return None if known is None else Window(known, "catalogue", together)
