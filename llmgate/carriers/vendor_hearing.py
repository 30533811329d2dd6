"""What a vendor said where an answer was expected, in any shape that nobody else reads.

A 200 or a stream may hold an error in the vendor's own way. Whoever carries it keeps what came
before the first output, and asks here when there was none.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmgate.carriers.vendor_failure import answers, failure_in, refused_in
from llmgate.keys.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmgate.keys.secret import Secret
    from llmgate.transport import Failure

# An error is short; of what is longer, the beginning and the end count. In characters or bytes.
MOST_KEPT = 65_536

DATA = "data:"

# LiteLLM's class for an error that an event tells, unless its words say more.
IN_STREAM = "InternalServerError"

# Fields that complain, in lower case and without separators, and how deep they may stand.
COMPLAINING = frozenset({
    "error", "errors", "message", "msg", "errormsg", "errmsg", "errormessage", "errorcode",
    "detail", "details", "statusmsg", "blockreason", "code", "reason", "failure", "exception",
})  # fmt: skip
DEEP = 3


class Ear:
    """Keeps the pieces of a stream until its first output, and then the last that may complain."""

    __slots__ = ("kept", "length", "open")

    def __init__(self) -> None:
        self.kept: list[str | bytes] = []
        self.length = 0
        self.open = True

    def hear(self, piece: str | bytes) -> None:
        """Take a piece of the stream, a line or some bytes."""
        if not self.open:
            if tells_of_error(piece):
                self.kept = [piece[:MOST_KEPT]]
            return
        self.kept.append(piece[:MOST_KEPT])
        self.length += len(self.kept[-1])
        while self.length > MOST_KEPT and len(self.kept) > 1:
            # The first piece says best what this is, the last ones what became of it.
            self.length -= len(self.kept.pop(1 if len(self.kept) > 2 else 0))  # noqa: PLR2004

    def close(self) -> None:
        """There is output: whatever was said before it was no refusal."""
        self.open = False
        self.kept.clear()

    @property
    def text(self) -> str:
        """What was heard."""
        if any(isinstance(piece, bytes) for piece in self.kept):
            raw = b"".join(p if isinstance(p, bytes) else p.encode() for p in self.kept)
            return raw.decode("utf-8", "replace")
        return "\n".join(str(piece) for piece in self.kept)


def tells_of_error(piece: str | bytes) -> bool:
    """Whether a piece of a stream holds the word, so that it may be an event of an error."""
    return b"error" in piece if isinstance(piece, bytes) else "error" in piece


def refusal_heard(text: str, secrets: Iterable[Secret] = (), status: int = 200) -> Failure | None:
    """The failure that a success or a stream without output told, None if it told none."""
    said = redacted(text, tuple(secrets)).strip()
    values = list(values_in(said))
    complaints = [value for value in values if complains(value) and not answered(value)]
    if complaints:
        body = complaints[-1]
        return failure_in(body, json.dumps(body, ensure_ascii=False), status)
    if values or not said:
        return None
    return failure_in(None, without_framing(said), status)


def error_heard(text: str, secrets: Iterable[Secret] = ()) -> Failure | None:
    """The failure that a stream's last event of an error told, None if there was no such event."""
    said = redacted(text, tuple(secrets)).strip() if "error" in text else ""
    events = [value for value in values_in(said) if isinstance(value, dict) and value.get("error")]
    return replace(refused_in(events[-1]), kind=IN_STREAM) if events else None


def has_output(body: Mapping[str, Any]) -> bool:
    """Whether a chunk carries more than a role, or ends an answer."""
    choices = body.get("choices")
    return isinstance(choices, list) and any(map(speaks, choices))


def speaks(choice: Any) -> bool:
    """Whether a choice of a chunk does, of whatever shape it is."""
    if not isinstance(choice, dict):
        return False
    delta = choice.get("delta")
    says = isinstance(delta, dict) and any(delta[name] for name in delta if name != "role")
    return bool(choice.get("finish_reason")) or says


def answered(value: Any) -> bool:
    """Whether a value is an answer or a piece of one."""
    return isinstance(value, dict) and answers(value)


def values_in(text: str) -> Iterator[Any]:
    """The JSON that a body holds: the whole of it, or one value a line or event."""
    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        for line in text.splitlines():
            yield from value_of(line.strip().removeprefix(DATA).strip())


def value_of(line: str) -> Iterator[Any]:
    """The object or array that a line holds, if it holds one."""
    if line[:1] not in {"{", "["}:
        return
    try:
        yield json.loads(line)
    except (ValueError, RecursionError):
        return


def complains(value: Any, depth: int = 0) -> bool:
    """Whether something in a value is named as complaints are."""
    if depth > DEEP:
        return False
    if isinstance(value, list):
        return any(complains(item, depth + 1) for item in value[:DEEP])
    if not isinstance(value, dict):
        return False
    return any(
        (item and isinstance(item, str | int | dict | list) and plain(name) in COMPLAINING)
        or complains(item, depth + 1)
        for name, item in value.items()
    )


def plain(name: Any) -> str:
    """A field's name in lower case and without separators."""
    return str(name).lower().replace("_", "").replace("-", "")


def without_framing(text: str) -> str:
    """What a server-sent event says that is no JSON."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(
        line.removeprefix(DATA).strip()
        for line in lines
        if line and not line.startswith(("event:", "id:", "retry:", ":")) and line != "data: [DONE]"
    )
