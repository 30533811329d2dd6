"""Which reason a failure has: its status first, then what the vendor's codes and words say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from llmgate.causes.numbers import exceeding
from llmgate.causes.overflow import Overflow, overflow_in, without_room_for_output
from llmgate.causes.signs import expressed
from llmgate.causes.statuses import CERTAIN, default, status_in, status_of_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from llmgate.causes.evidence import Evidence
    from llmgate.causes.lexicon import Sign
    from llmgate.causes.signs import Sentence
    from llmgate.config.reasons import Reason

# A quota of nothing is not one that fills up again.
NOTHING_ALLOWED = re.compile(r"\blimit:? 0\b")

# A code for what is counted by the day: it does not come back while a call lasts.
BY_THE_DAY = re.compile(r"per[_-]?day", re.IGNORECASE)


COUNTED_OTHERWISE: tuple[Sign, ...] = (
    "rate", "per_time", "money", "paying", "allowance", "bytes", "things", "minimum", "string",
    "timeout", "overloaded",
)  # fmt: skip


@dataclass(slots=True)
class Words:
    """What the codes and the texts of a failure express."""

    named: tuple[Sentence, ...]
    said: tuple[Sentence, ...]
    overflow: Overflow | None
    used_up: bool

    def any(self, *signs: Sign) -> bool:
        """Whether one of these is expressed anywhere."""
        return any(sentence.any(*signs) for sentence in chain(self.named, self.said))

    def says(self, *signs: Sign) -> bool:
        """Whether a text expresses one of these; codes are often those of the status."""
        return any(sentence.any(*signs) for sentence in self.said)

    def first(self, *signs: Sign) -> Sign | None:
        """Which of these a text expresses first, None if none is."""
        said = (sign for sentence in self.said for _, sign in sentence.places)
        return next((sign for sign in said if sign in signs), None)

    @property
    def capped(self) -> bool:
        """The output that was asked for is above the model's cap."""
        return any(
            sentence.has("output")
            and sentence.any("exceeds", "bound", "too_long", "limit", "minimum")
            and not sentence.has("input")
            for sentence in self.said
        )

    @property
    def limits_rate(self) -> bool:
        """So much is allowed in some time."""
        return self.any("rate") or any(
            sentence.has("per_time", "tokens") and sentence.any("exceeds", "limit", "too_long")
            for sentence in self.said
        )

    @property
    def pays_twice(self) -> bool:
        """One sentence speaks of money more than once, so it is no name in the request."""
        return any(
            [sign for _, sign in sentence.places].count("paying") > 1 for sentence in self.said
        )

    @property
    def missing(self) -> bool:
        """The model is not there; a code may say so in one word."""
        if self.any("no_model") or any(sentence.has("missing") for sentence in self.named):
            return True
        return any(sentence.has("model", "missing") for sentence in self.said)


def words_of(evidence: Evidence) -> Words:
    """Read the codes and the texts."""
    named = tuple(s for name in evidence.named for s in expressed(name))
    texts = [expressed(text) for text in evidence.said]
    ways = {overflow_in(text) for text in (named, *texts)}
    if any(without_room_for_output(text) for text in evidence.said):
        ways.add("window")
    said = tuple(chain.from_iterable(texts))
    if surest(ways) is None and only_of_tokens(said) and any(map(exceeding, evidence.said)):
        ways.add("input")
    nothing = any(NOTHING_ALLOWED.search(text) for text in evidence.said)
    by_the_day = any(BY_THE_DAY.search(name) for name in evidence.named)
    return Words(named, said, surest(ways), nothing or by_the_day)


def only_of_tokens(said: Sequence[Sentence]) -> bool:
    """Nothing else is spoken of whose numbers may be compared, nor the output alone."""
    return not any(
        sentence.any(*COUNTED_OTHERWISE) or (sentence.has("output") and not sentence.has("input"))
        for sentence in said
    )


def surest(ways: Collection[str | None]) -> Overflow | None:
    """The way of saying an overflow that leaves the least doubt, None if there is none."""
    by_doubt: tuple[Overflow, ...] = ("window", "input", "tokens")
    for way in by_doubt:
        if way in ways:
            return way
    return None


def reason_of(evidence: Evidence, kind: str) -> Reason:
    """The reason, from the evidence; ``kind`` is LiteLLM's class, for when nothing else speaks."""
    status = status_in(evidence.statuses)
    if status is None and kind in CERTAIN:
        return default(status, kind)
    status = status or status_of_type(evidence.named)
    words = words_of(evidence)
    for reason in CONSIDERED.get(status or 0, ALL):
        if SAID[reason](words, status):
            return reason
    refused_in_success = status is None and kind == UNREADABLE
    if (status == SERVER_ERROR or refused_in_success) and words.any("bad_request"):
        # A server behind a front that makes 500 of everything, or one whose stream had begun.
        return "bad_request"
    return default(status, kind)


def says_overflow(words: Words, status: int | None) -> bool:
    """The window is exceeded. Of a rate or a plan, only the window's own name is believed."""
    if status == NOT_FOUND:
        return words.overflow == "window" and not words.missing
    if words.overflow in {None, "window"}:
        return words.overflow is not None
    if words.any("rate", "per_time"):
        return False
    if status in LIMITING:
        return words.overflow == "input" and not words.any("auth")
    return words.overflow == "input" or not words.capped


def says_bad_request(words: Words, status: int | None) -> bool:
    """The caller asks for more output than the model gives, or sends too many bytes."""
    if status == TOO_LARGE:
        return words.any("bytes", "things")
    return words.capped


def says_quota(words: Words, status: int | None) -> bool:
    """Money or a plan is used up. What is counted by the minute comes back by itself."""
    if status not in {FORBIDDEN, TOO_MANY}:
        return words.any("money") or words.pays_twice
    if words.any("per_time") and not words.used_up:
        return False
    if words.any("money"):
        return True
    spent = words.overflow == "tokens" and status == FORBIDDEN
    return spent or (words.says("paying", "allowance") and not words.says("rate", "later"))


def says_unavailable(words: Words, status: int | None) -> bool:
    """The vendor is overloaded, and does not name a lack of money by its code.

    Where it limits a rate, what it says first counts, unless its code names the overload.
    """
    named = any(sentence.any("overloaded") for sentence in words.named)
    if status == TOO_MANY and not named and words.first("rate", "overloaded") == "rate":
        return False
    return words.any("overloaded") and not any(s.any("money") for s in words.named)


def says(*signs: Sign) -> Callable[[Words, int | None], bool]:
    """One of these is expressed anywhere."""
    return lambda words, _status: words.any(*signs)


NOT_FOUND = 404
TOO_LARGE = 413
TOO_MANY = 429
FORBIDDEN = 403
SERVER_ERROR = 500
# LiteLLM's class for a success that holds an error.
UNREADABLE = "APIResponseValidationError"
LIMITING = frozenset({FORBIDDEN, TOO_MANY})

SAID: dict[Reason, Callable[[Words, int | None], bool]] = {
    "context_window": says_overflow,
    "bad_request": says_bad_request,
    "quota": says_quota,
    "content_policy": says("policy"),
    "unavailable": says_unavailable,
    "rate_limit": lambda words, _status: words.limits_rate,
    "not_found": lambda words, _status: words.missing,
    "auth": says("auth"),
    "timeout": says("timeout"),
}

# Which reasons a status leaves open, in the order of asking; 402 and 408 leave none.
ALL: tuple[Reason, ...] = (
    "context_window",
    "bad_request",
    "quota",
    "content_policy",
    "unavailable",
    "rate_limit",
    "not_found",
    "auth",
)
CONSIDERED: dict[int, tuple[Reason, ...]] = {
    **dict.fromkeys((500, 502, 503, 504, 424), (*ALL, "timeout")),
    401: ("quota",),
    402: (),
    403: ("context_window", "quota", "content_policy", "rate_limit"),
    404: ("context_window",),
    408: (),
    413: ("rate_limit", "context_window", "bad_request"),
    429: ("context_window", "unavailable", "quota"),
}
