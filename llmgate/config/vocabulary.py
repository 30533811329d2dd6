"""Which keys each mapping of the file has, and what to say about one that it does not have."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from llmgate.calls.keywords import (
    CARRIER_KEYWORDS,
    ENDPOINT_KEYWORDS,
    OPENAI_KEYWORDS,
    VENDOR_KEYWORDS,
)
from llmgate.config.credentials import RECORDS as SOURCE_RECORDS
from llmgate.config.overflow import OverflowRule
from llmgate.config.reasons import Fallbacks
from llmgate.config.reserved import OWN_KEYS, reserved_in_litellm
from llmgate.config.schema import Defaults, Deployment, Document, Model
from llmgate.config.tree import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.config.strict import Strict
    from llmgate.config.tree import Path
    from llmgate.names import Speller

# What other tools call a key of a model.
RENAMED = {
    "base_url": "api_base",
    "extra_headers": "headers",
    "max_retries": "retries",
    "model": "route",
    "num_retries": "retries",
    "request_timeout": "timeout",
}

BAD_REQUEST = (
    "takes no fallbacks: a bad request is the caller's own mistake, and no fallback ever hides "
    "it. Remove this list"
)

KEYS_OF_SOURCES = frozenset(
    field.alias or name
    for source in SOURCE_RECORDS.values()
    for name, field in source.model_fields.items()
)

RECORDS: dict[tuple[str, ...], type[Strict]] = {
    (): Document,
    ("defaults",): Defaults,
    ("models", "*"): Model,
    ("models", "*", "fallbacks"): Fallbacks,
    ("models", "*", "deployments", "*"): Deployment,
    ("models", "*", "overflow", "*"): OverflowRule,
}


def record_at(path: Path) -> type[Strict] | None:
    """Return the record that stands at a path of the file; None for anything else."""
    name_at = 1 if path[:1] == ("models",) else None
    shape = (
        "*" if at == name_at or isinstance(part, int) else part for at, part in enumerate(path)
    )
    return RECORDS.get(tuple(shape))


@cache
def known_keys(path: Path) -> frozenset[str]:
    """Return the keys of the record at a path; of an ``api_key``, those of every kind."""
    if path[-1:] == ("api_key",):
        return KEYS_OF_SOURCES
    record = record_at(path)
    return frozenset(record.model_fields) if record else frozenset()


def is_misspelt(
    keys: Iterable[str], wanted: frozenset[str], known: frozenset[str], speller: Speller
) -> bool:
    """Say whether one of the unknown keys looks like one of those that are wanted."""
    unknown = (key for key in keys if key not in known)
    return any((RENAMED.get(key) or speller.nearest(key, known)) in wanted for key in unknown)


def unknown_key(path: Path, speller: Speller) -> str:
    """Say what is wrong with the unknown key at the end of a path, and what to do."""
    key, known = str(path[-1]), known_keys(path[:-1])
    if known is KEYS_OF_SOURCES:  # not quoted, for it may be the key itself
        return f"unknown key{speller.hint(key, known) or '; remove it'}"
    if path[2:] == ("fallbacks", "bad_request"):
        return BAD_REQUEST
    if elsewhere := place_elsewhere(key, path[:-1]):
        return f"unknown key {quote(key)}; {elsewhere}"
    hint = speller.hint(key, known) or f"; known are {', '.join(sorted(known))}"
    return f"unknown key {quote(key)}{hint}"


def place_elsewhere(key: str, path: Path) -> str | None:
    """Say where a key belongs that is known, but not in the mapping at ``path``."""
    record = record_at(path)
    if record in (Model, Deployment) and key in Defaults.model_fields and key != "model":
        if key in Model.model_fields:
            return "write it beside `deployments:`, for the whole model"
        return "write it under `defaults:`"
    if record is Deployment and key in Model.model_fields:
        return "write it beside `deployments:`, for the whole model"
    if record is Defaults and key in Model.model_fields:
        return "write it at each model that needs it"
    return keyword_elsewhere(key) if record in (Model, Deployment, Defaults) else None


def keyword_elsewhere(key: str) -> str | None:
    """Say where a keyword of a call or of LiteLLM belongs in a model."""
    if key in RENAMED:
        return f"write it as `{RENAMED[key]}:`"
    if key in (OPENAI_KEYWORDS | VENDOR_KEYWORDS) and not reserved_in_litellm_only(key):
        return "a request parameter goes under `params:`"
    if key in (ENDPOINT_KEYWORDS | CARRIER_KEYWORDS) - OWN_KEYS.keys():
        reason = reserved_in_litellm(key)
        return None if reason else "a keyword of LiteLLM goes under `litellm:`"
    return None


def reserved_in_litellm_only(key: str) -> bool:
    """Say whether a parameter of the request belongs to the call alone."""
    reason = reserved_in_litellm(key)
    return reason is not None and "params" not in reason
