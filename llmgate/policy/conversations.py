"""Which rung a growing conversation is on, so that it stays there.

It has outgrown the lower ones, and the vendor that answered it has its prompt in a cache.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

MOST_REMEMBERED = 10_000


class Conversations:
    """The rungs of conversations by name; bounded, and safe to share by threads."""

    def __init__(self) -> None:
        self._rungs: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def rung(self, conversation: str, asked: str) -> str | None:
        """The model that answered a conversation last; ``asked`` is the one it asks for."""
        with self._lock:
            return self._rungs.get((conversation, asked))

    def keep(self, conversation: str, asked: str, model: str) -> None:
        """Remember the model that answered; the one that was asked for needs no memory."""
        with self._lock:
            if model == asked:
                self._rungs.pop((conversation, asked), None)
                return
            self._rungs[conversation, asked] = model
            self._rungs.move_to_end((conversation, asked))
            while len(self._rungs) > MOST_REMEMBERED:
                self._rungs.popitem(last=False)
