"""Which fault meets which request."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmgate.testing.faults import Fault
    from llmgate.testing.requests import FakeRequest


@dataclass(frozen=True, slots=True)
class Entry:
    """A fault and the requests that it is for; None stands for all of a vendor's."""

    fault: Fault
    vendor: str
    model: str | None = None
    when: Callable[[FakeRequest], bool] | None = None

    def meets(self, request: FakeRequest) -> bool:
        """Whether the request is one of those."""
        return (
            request.vendor == self.vendor
            and self.model in {None, request.model}
            and (self.when is None or self.when(request))
        )


class Schedule:
    """Faults to be used once, in order, and faults to be used until they heal."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # a condition of the caller's may use the schedule too
        self.once: list[Entry] = []
        self.lasting: list[Entry] = []

    def script(self, entries: Iterable[Entry]) -> None:
        """Add faults, each of which meets one request."""
        with self.lock:
            self.once.extend(entries)

    def always(self, entry: Entry) -> None:
        """Add a fault that meets every request; the latest one counts."""
        with self.lock:
            self.lasting.insert(0, entry)

    def heal(self, vendor: str | None) -> None:
        """Forget the faults of a vendor, or of all."""
        with self.lock:
            self.once = [e for e in self.once if vendor not in {None, e.vendor}]
            self.lasting = [e for e in self.lasting if vendor not in {None, e.vendor}]

    def next(self, request: FakeRequest) -> Fault | None:
        """The fault that meets this request, if any."""
        with self.lock:
            for place, entry in enumerate(self.once):
                if entry.meets(request):
                    return self.once.pop(place).fault
            return next((entry.fault for entry in self.lasting if entry.meets(request)), None)
