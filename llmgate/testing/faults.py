"""What a fake vendor can be told to do instead of serving a request normally.

Pieces of output are texts, reasoning and tool-call fragments: a stream's opening events
(OpenAI's role chunk, Anthropic's ``message_start``) and its pings do not count as pieces.
Where a fault has ``after``, 0 is after the opening events, and None is before any event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.testing.answers import FakeAnswer


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The vendor's 429; ``retry_after`` (seconds) stands where that vendor says it.

    OpenAI, Azure and Anthropic say it in the ``retry-after`` header, Gemini in the body.
    """

    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """The vendor's words for credit that is used up."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The vendor's words for content that it refuses; Gemini's is a 200 without an answer."""


@dataclass(frozen=True, slots=True)
class Overloaded:
    """The vendor's words for too much traffic: 503, and Anthropic's 529."""


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error; without a ``body`` it is the vendor's own envelope for that status."""

    status: int = 500
    body: Mapping[str, Any] | str | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """A status with a body, JSON or plain text, and headers.

    To a streamed request a JSON body with status 200 comes as an event.
    """

    status: int
    body: Mapping[str, Any] | str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """An HTTP answer byte by byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RawStream:
    """A 200 event stream, each part of which is written to the connection on its own."""

    parts: tuple[bytes, ...]
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": EVENT_STREAM})


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection without one byte of an answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing until the client leaves or the server stops; after ``seconds``, drop."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Normal service, with this answer; None is the normal answer, to let a request pass."""

    answer: FakeAnswer | str | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """Normal service, ``delay`` seconds late and ``between`` seconds between two events."""

    delay: float = 0.0
    between: float = 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Normal service, but the connection closes after so many pieces of output.

    A plain answer closes in the middle of its body. A ``clean`` cut ends the HTTP answer
    properly all the same, as a proxy in between may do: only the vendor's own end is missing.
    """

    after: int | None = 1
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Normal service, but after so many pieces of output nothing more comes.

    The connection stays open. A plain answer goes silent in the middle of its body.
    """

    after: int | None = 1


@dataclass(frozen=True, slots=True)
class StreamError:
    """An error event inside a 200 stream; its body is the vendor's for an overload by default.

    A plain request gets the same body with status 500.
    """

    after: int | None = 1
    body: Mapping[str, Any] | None = None


Fault = (
    RateLimit
    | Quota
    | Blocked
    | Overloaded
    | Fail
    | Refuse
    | Raw
    | RawStream
    | Drop
    | Hang
    | Answer
    | Slow
    | Cut
    | Silence
    | StreamError
)

EVENT_STREAM = "text/event-stream"
