"""Entries of one name to one model with its deployments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.litellm_config.entries import Entry
    from llmgate.litellm_config.notes import Notes

FACTS = ("context_window", "max_output_tokens", "timeout", "stream_timeout", "retries")
PLACES = {
    "context_window": ("model_info", "max_input_tokens"),
    "max_output_tokens": ("model_info", "max_output_tokens"),
    "retries": ("litellm_params", "num_retries"),
}
SMALLEST = frozenset({"context_window", "max_output_tokens"})
ONE_FOR_ALL = "one value holds for all deployments of a model: it is {} now"


def grouped(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each name, in the order of the file."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.name, []).append(entry)
    return groups


def model_of(entries: list[Entry], notes: Notes) -> dict[str, Any]:
    """Return the model that entries of one name are."""
    deployments = distinct(entries, notes)
    only = deployments[0] if len(deployments) == 1 else None
    model: dict[str, Any] = {"deployments": deployments} if only is None else dict(only)
    facts = ((key, [each.facts.get(key) for each in entries]) for key in FACTS)
    for key, given in facts:
        if (value := agreed(key, given)) is not None:
            model[key] = value
            differing(entries, "facts", key, value, notes)
    if params := first_params(entries, notes):
        model["params"] = params
    return model


def distinct(entries: list[Entry], notes: Notes) -> list[dict[str, Any]]:
    """Return the deployments, each once: what only the Router's weights tell apart is the same."""
    deployments: list[dict[str, Any]] = []
    for entry in entries:
        if entry.deployment in deployments:
            notes.left_out(entry.path, "is the same as an entry above", entry.name)
        else:
            deployments.append(entry.deployment)
    return deployments


def agreed(key: str, given: list[Any]) -> Any:
    """Return the one value of several entries: the smallest window, else the first value."""
    numbers = [value for value in given if isinstance(value, int | float)]
    if key in SMALLEST and numbers:
        return min(numbers)
    return next((value for value in given if value is not None), None)


def first_params(entries: list[Entry], notes: Notes) -> dict[str, Any]:
    """Return the request's defaults: for each, that of the first entry that has it."""
    params: dict[str, Any] = {}
    for entry in entries:
        for key, value in entry.params.items():
            params.setdefault(key, value)
    for key, value in params.items():
        differing(entries, "params", key, value, notes)
    return params


def differing(entries: list[Entry], where: str, key: str, value: Any, notes: Notes) -> None:
    """Note the entries that say something else, or nothing, of what holds for all of them."""
    for entry in entries:
        if getattr(entry, where).get(key) != value:
            shown = value if where == "facts" else "that of the first entry that has it"
            place = PLACES.get(key, ("litellm_params", key))
            notes.changed((*entry.path, *place), ONE_FOR_ALL.format(shown), entry.name)
