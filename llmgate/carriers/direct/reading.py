"""What came back, read: an answer, or what the vendor says instead of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from llmgate.carriers.vendor_failure import UNREADABLE, answers, refusal
from llmgate.transport import CarrierError, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmgate.keys.secret import Secret

SUCCESS = range(200, 300)
REDIRECTION = range(300, 400)

RawHeaders = "Sequence[tuple[bytes, bytes]]"


def json_of(data: bytes) -> Any:
    """JSON of any kind that a vendor may send. Raises ValueError where it is none.

    orjson is strict; what it refuses (NaN, lone surrogates, broken UTF-8) the standard
    library reads as well as can be.
    """
    try:
        return orjson.loads(data)
    except ValueError:
        return json.loads(data.decode("utf-8-sig", "replace"))


def plain_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers of an answer, their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def header(raw: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """One header of an answer, empty if it has none."""
    return next((value for each, value in raw if each.lower() == name), b"")


def answer_in(
    status: int, data: bytes, raw: Iterable[tuple[bytes, bytes]], secrets: Sequence[Secret]
) -> dict[str, Any]:
    """The answer. Raises `CarrierError` with what was said instead."""
    if status in SUCCESS:
        try:
            body = json_of(data)
        except (ValueError, RecursionError):
            body = None
        if isinstance(body, dict) and answers(body):
            return body
    raise CarrierError(said_instead(status, data, raw, secrets))


def said_instead(
    status: int, data: bytes, raw: Iterable[tuple[bytes, bytes]], secrets: Sequence[Secret]
) -> Failure:
    """The failure that an HTTP answer without an answer in it stands for."""
    headers = plain_headers(raw)
    if status in REDIRECTION:
        message = f"the address leads elsewhere: write {headers.get('location', '?')} as api_base"
        return Failure("NotFoundError", message, status, headers=headers)
    text = data.decode("utf-8", "replace")
    if not text.strip():
        return refusal(status, f"the vendor's answer (HTTP {status}) is empty", headers, secrets)
    failure = refusal(status, text, headers, secrets)
    if status in SUCCESS and failure.body is None:
        words = f"the vendor's answer is no JSON: {failure.message}"
        return Failure(UNREADABLE, words, status, headers=failure.headers)
    return failure
