"""What a fake vendor was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FakeTool:
    """A tool that the request offers; ``parameters`` is its JSON schema."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """One request as it arrived, in the order of arrival by ``number`` (from 0).

    ``headers`` have lower-case names; ``body`` is the parsed JSON, None where it was none.
    ``text`` is the last thing that the user said, ``last_role`` who spoke last: ``user``,
    ``assistant`` or ``tool`` on every wire. ``tools`` are those that the answer may call,
    ``schema`` is that of the JSON that it has to be, and ``tool_results`` are the results that
    the messages carry. ``prompt_tokens`` is the server's count, ``max_tokens`` what the request
    allows. ``status`` is the HTTP status of the answer, None where none is sent.
    ``closed_early`` becomes True when the client hung up before the answer was whole. The
    record is frozen: look it up again for news.
    """

    number: int
    vendor: str
    model: str
    path: str
    stream: bool
    query: Mapping[str, str] = field(repr=False, default_factory=dict)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    body: Any = field(repr=False, default=None)
    text: str = field(repr=False, default="")
    prompt_tokens: int = 0
    max_tokens: int | None = None
    tools: tuple[FakeTool, ...] = ()
    schema: Mapping[str, Any] | None = None
    tool_results: tuple[str, ...] = field(repr=False, default=())
    last_role: str = "user"
    status: int | None = None
    closed_early: bool = False
