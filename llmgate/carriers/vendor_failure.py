"""What a vendor answers instead of an answer, as a `Failure`; whoever carried it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llmgate.keys.redaction import redacted, redacted_headers
from llmgate.transport import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmgate.keys.secret import Secret

# LiteLLM's class for what an HTTP status stands for.
KIND_OF_STATUS = {
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "Timeout",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "Timeout",
}
FIRST_ERROR = 400
FIRST_SERVER_ERROR = 500

# A success that holds an error, or nothing that can be read.
UNREADABLE = "APIResponseValidationError"

# What vendors call the sentence and the code of an error.
SENTENCES = (
    "message", "error", "detail", "Message", "msg", "error_msg", "status_msg", "errorMessage",
    "errmsg",
)  # fmt: skip
CODES = ("code", "Code", "error_code", "status_code", "errorCode", "errcode")
DEEPEST = 2

# What an answer has and an error has not, in the words of one vendor or another.
ANSWERING = ("candidates", "choices", "content", "generations", "output")


def refusal(
    status: int, text: str, headers: Mapping[str, str], secrets: Iterable[Secret] = ()
) -> Failure:
    """The failure that an HTTP answer stands for: ``text`` is its body, decoded.

    For a status of success as well, where `answers` says that the body is no answer.
    """
    known = tuple(secrets)
    said = redacted(text, known)
    body = json_in(said)
    return failure_in(body, said, status, redacted_headers(headers, known))


def failure_in(
    body: Any, text: str, status: int | None = 200, headers: Mapping[str, str] | None = None
) -> Failure:
    """The failure that a vendor's JSON tells, or else its text; both without secrets."""
    said = error_object(body)
    return Failure(
        kind=kind_of(status),
        message=vendor_message(said) or text,
        status=status,
        code=text_or_none(field_of(said, CODES)),
        type=text_or_none(said.get("type")),
        body=body,
        headers=headers or {},
    )


def refused_in(body: Mapping[str, Any], status: int | None = 200) -> Failure:
    """The failure that a vendor told in the body of a success."""
    return failure_in(body, json.dumps(body, ensure_ascii=False), status)


def kind_of(status: int | None) -> str:
    """LiteLLM's class for an HTTP status."""
    if status is None or status < FIRST_ERROR:
        return UNREADABLE
    other = "BadRequestError" if status < FIRST_SERVER_ERROR else "ServiceUnavailableError"
    return KIND_OF_STATUS.get(status, other)


def answers(body: Mapping[str, Any]) -> bool:
    """Whether a body holds an answer, which may speak of anything, and no error."""
    if body.get("error"):
        return False
    return isinstance(body.get("message"), dict) or any(body.get(name) for name in ANSWERING)


def json_in(text: str) -> Any:
    """The first object of JSON in a text, None if there is none."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def without_secrets(body: Any, secrets: Sequence[Secret]) -> Any:
    """A vendor's JSON with no secret in its texts."""
    if isinstance(body, str):
        return redacted(body, secrets)
    if isinstance(body, list):
        return [without_secrets(item, secrets) for item in body]
    if isinstance(body, dict):
        return {name: without_secrets(item, secrets) for name, item in body.items()}
    return body


def error_object(body: Any) -> Mapping[str, Any]:
    """The part of a vendor's body that describes the error; empty if there is none."""
    if not isinstance(body, dict):
        return {}
    inner = body.get("error")
    if isinstance(inner, dict):
        return inner
    return body if vendor_message(body) else next(speaking(body), body)


def speaking(body: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects inside of a vendor's body that hold a sentence."""
    for part in body.values():
        if isinstance(part, dict):
            if vendor_message(part):
                yield part
            elif depth < DEEPEST:
                yield from speaking(part, depth + 1)


def vendor_message(said: Mapping[str, Any]) -> str | None:
    """The vendor's own sentence, None if it said none."""
    sentence = field_of(said, SENTENCES)
    return sentence if isinstance(sentence, str) else None


def field_of(said: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The first of these fields that holds something, None if none does."""
    return next((said[name] for name in names if said.get(name)), None)


def text_or_none(value: Any) -> str | None:
    """A code or type as text."""
    return str(value) if isinstance(value, str | int) and value != "" else None
