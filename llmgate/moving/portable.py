"""A conversation made readable for another vendor, with nothing lost that it could read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.moving.changes import Changes
from llmgate.moving.message import carried, is_plain
from llmgate.moving.pairs import paired
from llmgate.moving.parts import readable
from llmgate.moving.traits import EXTRAS
from llmgate.moving.turns import RULES, check_prefill, is_prefill
from llmgate.moving.values import fit_values
from llmgate.moving.vendors import traits_of
from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.moving.traits import Traits
    from llmgate.transport import Endpoint

# A function's name is no extra.
FUNCTION_EXTRAS = EXTRAS - {"name"}


def portable(
    messages: Iterable[dict[str, Any]], endpoint: Endpoint, *, own: bool = True
) -> tuple[list[dict[str, Any]], list[str]]:
    """The messages as this endpoint's vendor can read them, and what was changed.

    A message that needs no change is the same dict; none is modified. ``own`` says whether
    it is the vendor of the model that was asked for, so that files it keeps may be named.
    Raises `UnusableRungError`.
    """
    traits = traits_of(endpoint.route, has_base=endpoint.api_base is not None)
    changes = Changes(endpoint.provider)
    readable_ones = [
        message if is_plain(message, traits.ids) else carried(message, traits, changes, own=own)
        for message in messages
    ]
    sent = paired(readable_ones, traits, changes)
    for rule in RULES:
        sent = rule(sent, traits, changes)
    if is_prefill(sent[-1]):
        continues = facts_of(endpoint.route).continues
        check_prefill(sent, continues=continues, provider=endpoint.provider)
    return sent, changes.lines()


def portable_tools(
    tools: Iterable[dict[str, Any]], endpoint: Endpoint
) -> tuple[list[dict[str, Any]], list[str]]:
    """Same as `portable`, for the tools of a request, which may have cache marks too."""
    traits = traits_of(endpoint.route, has_base=endpoint.api_base is not None)
    changes = Changes(endpoint.provider)
    return [portable_tool(tool, traits, changes) for tool in tools], changes.lines()


def portable_tool(tool: dict[str, Any], traits: Traits, changes: Changes) -> dict[str, Any]:
    """One tool as the vendor reads it."""
    kept = readable(tool, traits, changes)
    function = kept.get("function")
    if not isinstance(function, dict):
        return kept
    plain = readable(function, traits, changes, FUNCTION_EXTRAS)
    return kept if plain is function else {**kept, "function": plain}


def portable_values(arguments: dict[str, Any], endpoint: Endpoint) -> list[str]:
    """Make the keywords' values, in place, those that the vendor takes, and say what changed.

    ``arguments`` has the messages that are sent. Raises `UnusableRungError`.
    """
    traits = traits_of(endpoint.route, has_base=endpoint.api_base is not None)
    changes = Changes(endpoint.provider)
    fit_values(arguments, traits, changes)
    return changes.lines()
