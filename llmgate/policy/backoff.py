"""How long to wait before a vendor is asked again that did not say it itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds. Exponential backoff with full jitter: of many callers who failed together, no two
# come back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
FIRST = 0.5
LONGEST = 8.0


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Seconds to wait after so many failures; ``random`` gives numbers from 0 up to 1."""
    return random() * min(FIRST * 2.0 ** min(failures - 1, 30), LONGEST)
