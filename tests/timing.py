"""Time that passes only when somebody waits."""

from __future__ import annotations

from llmgate.timing import Timing


class FakeTime:
    """A clock that each wait sets forward; it keeps the waits, and chance is always ``chance``."""

    def __init__(self, chance: float = 1.0) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []
        self.chance = chance

    @property
    def timing(self) -> Timing:
        """What a gate takes."""
        return Timing(lambda: self.now, lambda: self.chance, self.sleep, self.asleep)

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.waits.append(round(seconds, 6))
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        """Same as `sleep`, but awaited."""
        self.sleep(seconds)
