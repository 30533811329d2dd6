"""What the policy and its drivers say to each other: plain records, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.answer.assembler import Assembler
    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.causes.cause import Cause
    from llmgate.config.reasons import Reason
    from llmgate.models.model import Model
    from llmgate.transport import Answer, AsyncChunkSource, ChunkSource, Failure, Request


@dataclass(frozen=True, slots=True)
class Send:
    """To the driver: wait ``after`` seconds and send this request.

    A stream goes into the ``assembler``. ``limit`` are the seconds until the answer, or a
    stream's first output, has to be there.
    """

    request: Request
    assembler: Assembler | None
    limit: float
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Unsent:
    """From the driver: nothing was sent, since the key could not be fetched."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Primed:
    """From the driver: a stream that was read up to its first output, or to its end."""

    source: ChunkSource | AsyncChunkSource
    assembler: Assembler
    chunks: list[dict[str, Any]]
    ended: bool


@dataclass(frozen=True, slots=True)
class Streaming:
    """The call's result: an answer that has begun to arrive.

    ``own_limit`` gives the output that the caller allowed, in tokens; ``raises`` says
    whether an answer that the model's limits cut is to be raised at its end. ``finished`` is
    told once how the stream ended, by the failure that broke it or None, and the usage; it
    returns the attempts as they are then.
    """

    primed: Primed
    model: Model
    attempts: tuple[Attempt, ...]
    own_limit: Callable[[], int | None]
    raises: bool
    finished: Callable[[StreamEnd], tuple[Attempt, ...]]


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """How a stream ended: what broke it, if anything did, and what was billed for it.

    ``cause`` is None for a stream that came to its end or that the caller closed.
    """

    usage: dict[str, Any] | None
    cost: float | None
    cause: Cause | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The call's result where no rung answered: what is to be raised, as data.

    ``reply`` is the longest answer that was cut, None if there was none.
    """

    failure: Failure
    reason: Reason
    model: Model
    attempts: tuple[Attempt, ...]
    reply: Completion | None = None


# How what was sent ended, and how the whole call did.
Outcome: TypeAlias = "Answer | Primed | Failure | Unsent"
Result: TypeAlias = "Completion | Streaming | Failed"
