"""Whether a rate limit is one that a single request exceeds, so that no wait helps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# "Limit 30000, Requested 40000", as OpenAI, Azure and Groq state them.
AMOUNT = r"\W{1,3}(?:is |of |about )?(\d[\d,_]{0,14})"
LIMIT = re.compile(rf"\blimit{AMOUNT}", re.IGNORECASE)
REQUESTED = re.compile(rf"\brequested{AMOUNT}", re.IGNORECASE)


def exceeded_alone(said: Iterable[str]) -> bool:
    """Whether what was said names a request that is larger than the whole limit."""
    for text in said:
        limit, requested = LIMIT.search(text), REQUESTED.search(text)
        if limit and requested and amount(requested) > amount(limit):
            return True
    return False


def amount(found: re.Match[str]) -> int:
    """The number of a match."""
    return int(re.sub(r"\D", "", found[1]))
