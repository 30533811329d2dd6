"""What every wire can do, and the records that pass between a wire and the server.

A wire is pure: it reads a request, and writes an answer or a refusal. Nothing here sends.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from llmgate.testing.answers import FakeAnswer
    from llmgate.testing.faults import Refuse
    from llmgate.testing.models import FakeModel
    from llmgate.testing.requests import FakeTool

Json = dict[str, Any]
ANY_OBJECT: Json = {"type": "object", "properties": {"said": {"type": "string"}}}
Kind = Literal["opening", "output", "closing"]


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP request; ``headers`` have lower-case names, ``body`` is its parsed JSON.

    ``flaw`` says why the body is no JSON, and is empty where it is.
    """

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Which model a request is for, and in what form it wants the answer."""

    model: str
    stream: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a request says; ``messages`` is one text for each message.

    ``schema`` is that of the JSON which the answer has to be, None for any text.
    """

    messages: tuple[str, ...] = ()
    images: int = 0
    question: str = ""
    last_role: str = "user"
    max_tokens: int | None = None
    tools: tuple[FakeTool, ...] = ()
    tool_definitions: str = ""
    schema: Mapping[str, Any] | None = None
    tool_results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer that is about to be written, cut to what the request allows.

    ``number`` is the request's, ``created`` the Unix time; the counts are in tokens.
    """

    number: int
    created: int
    message: Message
    model: str
    answer: FakeAnswer
    cut: bool
    prompt_tokens: int
    output_tokens: int
    reasoning_tokens: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream as its bytes."""

    data: bytes
    kind: Kind = "output"


class RefusalError(Exception):
    """The request is not served; ``refusal`` is what the vendor says instead."""

    def __init__(self, refusal: Refuse) -> None:
        self.refusal = refusal
        super().__init__(refusal.status)


@dataclass(frozen=True, slots=True)
class Size:
    """A prompt's size against its model's limits, in tokens; ``tools`` is a part of ``prompt``."""

    prompt: int
    max_tokens: int | None
    model: FakeModel
    tools: int = 0


class Words(Protocol):
    """What a vendor says instead of an answer; a module of functions is one."""

    @abstractmethod
    def malformed(self, reason: str, /) -> Refuse:
        """The body is no JSON."""

    @abstractmethod
    def unknown_model(self, model: str, /) -> Refuse:
        """There is no such model."""

    @abstractmethod
    def rate_limited(self, model: str, retry_after: float | None, /) -> Refuse:
        """Too many requests; ``retry_after`` is in seconds."""

    @abstractmethod
    def out_of_quota(self) -> Refuse:
        """The account has no credit left."""

    @abstractmethod
    def blocked(self) -> Refuse:
        """The content is refused."""

    @abstractmethod
    def overloaded(self) -> Refuse:
        """Too much traffic."""

    @abstractmethod
    def failure(self, status: int, /) -> Refuse:
        """An HTTP error without more to say about it."""


class Wire(Protocol):
    """One vendor's way of speaking."""

    @property
    @abstractmethod
    def words(self) -> Words:
        """The vendor's refusals."""

    @abstractmethod
    def address(self, message: Message) -> Address | None:
        """Whom the request is for; None where the path is not this wire's."""

    @abstractmethod
    def authorize(self, message: Message, keys: Collection[str]) -> None:
        """Raise `RefusalError` unless the request carries one of the keys."""

    @abstractmethod
    def read(self, message: Message) -> Prompt:
        """Read the body. Raises `RefusalError` where it is malformed."""

    @abstractmethod
    def fit(self, message: Message, size: Size, /) -> int:
        """How many tokens the answer may have. Raises `RefusalError` if there is no room."""

    @abstractmethod
    def plain(self, turn: Turn) -> Json:
        """The whole answer as one body."""

    @abstractmethod
    def stream(self, turn: Turn) -> Sequence[Event]:
        """The answer as events."""

    @abstractmethod
    def error_event(self, body: Mapping[str, Any]) -> bytes:
        """An error inside a stream that has begun."""
