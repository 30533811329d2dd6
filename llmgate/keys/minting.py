"""Tokens that are made from an id and a secret, as some vendors want or allow them.

Each recipe is what the vendor's own documentation describes; the token is signed with HMAC
and SHA-256 by PyJWT (extra ``jwt``), imported when the first one is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmgate.keys.credentials import MissingCredentialError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from llmgate.keys.secret import Secret

LASTS = 3600  # seconds
# Seconds: a vendor whose clock is behind ours must not think that a token is of the future.
BACKDATED = 5
SHA256_BYTES = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """``claims`` are made of the id and the time, in seconds; ``headers`` are the token's."""

    claims: Callable[[str, float], dict[str, Any]]
    headers: Mapping[str, Any]


def zhipu(identity: str, now: float) -> dict[str, Any]:
    """The claims of Zhipu (open.bigmodel.cn, z.ai), which counts in milliseconds."""
    return {
        "api_key": identity,
        "exp": round((now + LASTS) * 1000),
        "timestamp": round(now * 1000),
    }


def access_key(identity: str, now: float) -> dict[str, Any]:
    """The claims of vendors that give out an access key and a secret key, as SenseNova does."""
    return {"iss": identity, "exp": round(now + LASTS), "nbf": round(now - BACKDATED)}


RECIPES: dict[str, Recipe] = {
    "zhipu": Recipe(zhipu, {"alg": "HS256", "sign_type": "SIGN"}),
    "sensenova": Recipe(access_key, {"alg": "HS256", "typ": "JWT"}),
}


def minted(recipe: Recipe, source: Secret, now: float) -> str:
    """A token of ``id.secret``. Raises `MissingCredentialError`, which quotes nothing of it."""
    identity, _, secret = source.reveal().partition(".")
    if not identity or not secret:
        message = "the key to mint a token from is not of the form id.secret"
        raise MissingCredentialError(message)
    return signed(recipe.claims(identity, now), secret, recipe.headers)


def signed(claims: dict[str, Any], secret: str, headers: Mapping[str, Any]) -> str:
    """A JSON Web Token. Raises `MissingCredentialError` where PyJWT is not installed."""
    try:
        import jwt  # noqa: PLC0415  (an extra, which few need)
    except ImportError:
        message = "minting a token takes PyJWT: pip install 'llmgate[jwt]'"
        raise MissingCredentialError(message) from None
    # HMAC pads a short key with zeros itself (RFC 2104); PyJWT warns of keys under 32 bytes,
    # and how long this one is, the vendor has decided.
    padded = secret.encode().ljust(SHA256_BYTES, b"\0")
    return jwt.encode(claims, padded, algorithm="HS256", headers=dict(headers))
