"""Time and chance as a gate sees them, so that a test can hand it others."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Timing:
    """``clock`` gives seconds and ``random`` numbers from 0 up to 1.

    ``sleep`` waits for so many seconds, and ``asleep`` does so awaited.
    """

    clock: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random
    sleep: Callable[[float], None] = time.sleep
    asleep: Callable[[float], Awaitable[object]] = asyncio.sleep
