"""The library's own errors.

Errors of an API call are instances of LiteLLM's classes (see ``llmgate.api_errors``);
these are the others::

    Exception
    └── GateError                    anything that llmgate itself has to say
        ├── ConfigError              models.yaml is wrong; ``.mistakes`` lists all of it
        ├── UnknownModelError        a call names a model that the file does not have
        ├── InvalidCallError         a call's arguments are wrong; nothing was sent
        └── StreamInterruptedError   a stream ended early; ``.reply`` is what had arrived

    ApiError                         (in ``llmgate.api_error``) beside LiteLLM's class in every
                                     error of an API call: ``except litellm.RateLimitError``
                                     and ``except llmgate.ApiError`` both catch it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt


class GateError(Exception):
    """Base class of the library's own errors."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a configuration, and where it stands.

    ``line`` and ``column`` count from 1 and are None where there is no file (``from_dict``).
    ``path`` is the way to the value, as in ``models.writer.fallbacks.any[0]``.
    """

    message: str
    path: str = ""
    line: int | None = None
    column: int | None = None
    file: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return ": ".join(part for part in (place, self.path, self.message) if part)


class ConfigError(GateError):
    """The configuration is wrong; ``mistakes`` has every mistake, in the file's order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


class UnknownModelError(GateError, LookupError):
    """A call names a model that the file does not have; ``nearest`` is the closest name."""

    def __init__(self, name: object, nearest: str | None = None) -> None:
        self.name = name
        self.nearest = nearest
        super().__init__(name, nearest)

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"no model is called {self.name!r}{hint}"


class InvalidCallError(GateError, ValueError):
    """A call's arguments are wrong; nothing was sent to any vendor."""


class StreamInterruptedError(GateError):
    """A stream ended before its vendor had finished the answer.

    ``reply`` is what had arrived, tool-call fragments included, with ``finish_reason``
    None; ``attempts`` is the trace of the call.
    """

    def __init__(
        self, message: str, *, reply: Completion, attempts: tuple[Attempt, ...] = ()
    ) -> None:
        self.reply = reply
        self.attempts = attempts
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_interrupted, (str(self), self.reply, self.attempts)


def _rebuild_interrupted(
    message: str, reply: Completion, attempts: tuple[Attempt, ...]
) -> StreamInterruptedError:
    return StreamInterruptedError(message, reply=reply, attempts=attempts)
