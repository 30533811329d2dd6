"""How long a key lasts: read from the claims of a JSON Web Token (RFC 7519).

Whoever issued the token, whoever reads it and this machine each have a clock, and they
differ. So a token is renewed before its end by a margin that grows with its life, and
``iat`` or ``nbf`` tell how far the issuer's clock is ahead of ours.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass
from typing import Any

NEVER = math.inf

# Seconds, and the share of a short life, before its end: when a successor is fetched while
# calls go on with the old token, and when they wait for it.
RENEW_BEFORE, RENEW_SHARE = 300.0, 0.2
WAIT_BEFORE, WAIT_SHARE = 60.0, 0.1

# Seconds that a token is used although it looks expired as it comes: by its own claims it is
# alive, so our clock may be ahead; and when nothing tells its life.
TRUSTED = 10.0
SHORTEST = 1.0

# RFC 7519 counts seconds. As seconds this is the year 5138, in milliseconds (Zhipu's) 1973.
FIRST_MILLISECONDS = 1e11

ISSUED = ("iat", "nbf", "timestamp")


@dataclass(frozen=True, slots=True)
class Life:
    """When a key grows old, in seconds since 1970.

    From ``renew`` on a successor is wanted, from ``wait`` on calls wait for it, and from
    ``end`` on the key is of no use.
    """

    renew: float = NEVER
    wait: float = NEVER
    end: float = NEVER


def life_of(token: str, now: float) -> Life:
    """The life of a key that has just been fetched; without an ``exp`` it lasts for ever."""
    return aged(end_of(token, now), now)


def aged(end: float, now: float) -> Life:
    """The life of a key that ends at ``end``, as it stands now."""
    left = max(end - now, SHORTEST)
    if left == NEVER:
        return Life()
    end = now + left
    return Life(
        renew=end - min(RENEW_BEFORE, left * RENEW_SHARE),
        wait=end - min(WAIT_BEFORE, left * WAIT_SHARE),
        end=end,
    )


def end_of(token: str, now: float) -> float:
    """When a token that has just been fetched ends, by our clock."""
    claims = claims_of(token)
    end = seconds(claims.get("exp"))
    if end is None:
        return NEVER
    issued = next((at for name in ISSUED if (at := seconds(claims.get(name))) is not None), None)
    if issued is None or issued >= end:
        return end
    lasts = end - issued
    # Issued in our future: the issuer's clock is ahead, and so is its end.
    return now + lasts if issued > now else max(end, now + min(lasts, TRUSTED))


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JSON Web Token, unverified; empty for any other text."""
    parts = token.split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def seconds(claim: Any) -> float | None:
    """A time of a token in seconds since 1970, None if it is none."""
    try:
        time = float(claim)
    except (ValueError, TypeError, OverflowError):
        return None
    if not math.isfinite(time):
        return None
    return time / 1000 if time >= FIRST_MILLISECONDS else time
