"""Log probabilities in OpenAI's shape, or none: vendors have shapes of their own."""

from __future__ import annotations

import sys
from typing import Any

from llmgate.answer.texts import sound


def openai_logprobs(logprobs: Any) -> dict[str, Any] | None:
    """A choice's log probabilities, None where the vendor sent none in OpenAI's shape."""
    if not isinstance(logprobs, dict):
        return None
    content = token_list(logprobs.get("content"))
    refusal = token_list(logprobs.get("refusal"))
    if not content and not refusal:
        return None
    return {"content": content, "refusal": refusal}


def token_list(tokens: Any) -> list[dict[str, Any]] | None:
    """Tokens with their alternatives, None if one of them is not in shape."""
    if not isinstance(tokens, list):
        return None
    cleaned = [token_with_alternatives(token) for token in tokens]
    return None if None in cleaned else [token for token in cleaned if token]


def token_with_alternatives(token: Any) -> dict[str, Any] | None:
    """One token of the answer and what else might have stood there."""
    cleaned = token_logprob(token)
    if cleaned is None:
        return None
    alternatives = token.get("top_logprobs")
    listed = alternatives if isinstance(alternatives, list) else []
    cleaned["top_logprobs"] = [known for known in map(token_logprob, listed) if known]
    return cleaned


def token_logprob(token: Any) -> dict[str, Any] | None:
    """One token and its log probability, None if it is not in shape."""
    if not isinstance(token, dict) or not isinstance(token.get("token"), str):
        return None
    logprob = token.get("logprob")
    if isinstance(logprob, bool) or not isinstance(logprob, int | float):
        return None
    if abs(logprob) > sys.float_info.max:
        return None
    octets = token.get("bytes")
    whole = isinstance(octets, list) and all(type(octet) is int for octet in octets)
    return {"token": sound(token["token"]), "logprob": logprob, "bytes": octets if whole else None}
