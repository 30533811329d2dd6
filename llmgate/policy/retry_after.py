"""How long a vendor asks to be left alone, wherever it says so.

Seconds or a date in ``Retry-After`` (RFC 9110, section 10.2.3), milliseconds in the headers
of OpenAI and Azure, ``google.rpc.RetryInfo`` in Google's bodies, or the message itself.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmgate.transport import Failure

MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms")
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"

NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
# "Please try again in 1m2.5s", "retry after 20 seconds", "wait 3 minutes"
SAID = re.compile(
    rf"\b(?:(?:try again|retry)\s+(?:in|after)|wait(?: for)?)\s+(?:about\s+)?"
    rf"((?:{NUMBER}\s*(?:ms|milliseconds?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?)\b[ ,]*)+"
    rf"|(?:{NUMBER}(?:ms|s|m|h)){{1,3}})",
    re.IGNORECASE,
)
PART = re.compile(rf"({NUMBER})\s*([a-z]+)", re.IGNORECASE)
LOOKED_AT = 2_000

UNITS = {"ms": 0.001, "mi": 60.0, "m": 60.0, "s": 1.0, "h": 3600.0}


def stated_wait(failure: Failure, clock: Callable[[], float] = time) -> float | None:
    """Seconds that the vendor asks to wait, None if it says nothing that can be read.

    ``clock`` gives seconds since 1970, for a date where the answer has no date of its own.
    """
    for seconds in ways(failure, clock):
        if seconds is not None and seconds >= 0:
            return seconds
    return None


def ways(failure: Failure, clock: Callable[[], float]) -> Iterator[float | None]:
    """What each way of saying it says, the most exact first."""
    headers = failure.headers
    for name in MILLISECONDS:
        milliseconds = number(headers.get(name))
        yield None if milliseconds is None else milliseconds / 1000
    stated = headers.get("retry-after")
    yield number(stated)
    yield until(stated, headers, clock)
    yield retry_info(failure.body)
    yield said(failure.message)


def number(text: str | None) -> float | None:
    """A plain number, None for anything else."""
    return float(text) if text and re.fullmatch(NUMBER, text.strip()) else None


def until(text: str | None, headers: Mapping[str, str], clock: Callable[[], float]) -> float | None:
    """Seconds up to a date, by the vendor's own clock where the answer shows it."""
    moment = seconds_of(text)
    if moment is None:
        return None
    now = seconds_of(headers.get("date"))
    return max(0.0, moment - (clock() if now is None else now))


def seconds_of(date: str | None) -> float | None:
    """A date of HTTP's in seconds since 1970."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, TypeError, OverflowError):
        return None


def retry_info(body: Any) -> float | None:
    """The delay in the details of an error of Google's, as in ``"retryDelay": "34.5s"``."""
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and detail.get("@type") == RETRY_INFO:
            return number(str(detail.get("retryDelay", "")).removesuffix("s"))
    return None


def said(message: str) -> float | None:
    """The wait that a sentence names."""
    found = SAID.search(message[:LOOKED_AT])
    if found is None:
        return None
    return sum(float(amount) * unit(word) for amount, word in PART.findall(found[1]))


def unit(word: str) -> float:
    """The seconds of a unit of time."""
    word = word.lower()
    if word.startswith("mil"):
        return UNITS["ms"]
    return UNITS.get(word) or UNITS.get(word[:2]) or UNITS[word[:1]]
