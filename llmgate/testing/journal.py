"""What arrived at the server, and waiting for it."""

from __future__ import annotations

import threading
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.testing.requests import FakeRequest


class Journal:
    """The requests in the order of their arrival; safe to use from every thread."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.requests: list[FakeRequest] = []
        self.news: list[int] = []

    def add(self, record: Callable[[int], FakeRequest]) -> FakeRequest:
        """Enter the request that ``record`` makes of its number."""
        with self.changed:
            request = record(len(self.requests))
            self.requests.append(request)
            self.tell(request.number)
        return request

    def update(self, number: int, **changes: Any) -> None:
        """Replace a request by one with these fields."""
        with self.changed:
            self.requests[number] = replace(self.requests[number], **changes)
            self.tell(number)

    def tell(self, number: int) -> None:
        """Wake those who wait."""
        self.news.append(number)
        self.changed.notify_all()

    def all(self) -> tuple[FakeRequest, ...]:
        """Every request so far."""
        with self.changed:
            return tuple(self.requests)

    def wait_for(self, wanted: Callable[[FakeRequest], bool], timeout: float) -> FakeRequest:
        """The first request that is, or becomes, as wanted. Raises `TimeoutError`."""
        deadline = monotonic() + timeout
        seen = 0
        while changes := self.changes_since(seen, deadline):
            for request in changes:
                if wanted(request):
                    return request
            seen += len(changes)
        message = f"none of {len(self.all())} requests in {timeout:g} s was as wanted"
        raise TimeoutError(message)

    def changes_since(self, seen: int, deadline: float) -> list[FakeRequest]:
        """What is new after so many changes; waits until there is something, or the deadline."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.news) > seen, deadline - monotonic())
            return [self.requests[number] for number in self.news[seen:]]
