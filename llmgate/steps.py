"""What the policy and its drivers say to each other: plain records, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.answer.assembler import Assembler
    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.config.reasons import Reason
    from llmgate.model import Model
    from llmgate.transport import AsyncChunkSource, ChunkSource, Failure, Request


@dataclass(frozen=True, slots=True)
class Send:
    """To the driver: send this request; a stream goes into this assembler."""

    request: Request
    assembler: Assembler | None


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
    whether an answer that the model's limits cut is to be raised at its end; ``heard`` is
    told of the usage, and returns what the attempt says of it.
    """

    primed: Primed
    model: Model
    attempts: tuple[Attempt, ...]
    own_limit: Callable[[], int | None]
    raises: bool
    heard: Callable[[dict[str, Any] | None], dict[str, Any]]


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
