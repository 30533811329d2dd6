"""Ids of tool calls, made as the vendor takes them: always the same one for the same id."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmgate.moving.traits import IdRule

LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
PREFIX = "call_"


@lru_cache(maxsize=4096)
def fits(identity: str, rule: IdRule) -> bool:
    """Whether a vendor takes an id as it is."""
    return re.fullmatch(rule.pattern, identity) is not None


@lru_cache(maxsize=4096)
def made(identity: str, rule: IdRule) -> str:
    """An id that the vendor takes, made from one that it does not."""
    number = int.from_bytes(hashlib.sha256(identity.encode("utf-8", "replace")).digest())
    prefix = PREFIX if rule.length > len(PREFIX) + 9 else ""
    return prefix + "".join(
        LETTERS[number // len(LETTERS) ** place % len(LETTERS)]
        for place in range(rule.length - len(prefix))
    )


def taken(identity: Any, rule: IdRule) -> str:
    """The id itself, or the one that stands for it at this vendor."""
    identity = identity if isinstance(identity, str) else str(identity or "")
    return identity if fits(identity, rule) else made(identity, rule)
