"""One entry of a ``model_list`` to a deployment, and what it says of its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmgate.config.scalars import resolve
from llmgate.litellm_config.routes import other_mode, route_of
from llmgate.litellm_config.tables import (
    MODEL_INFO,
    PARAMS,
    is_request_parameter,
    left_out_of_info,
    left_out_of_params,
)
from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.config.tree import Path
    from llmgate.litellm_config.notes import Notes
    from llmgate.litellm_config.texts import TextReader

WILDCARD = "stands for any model of a provider; here each model has an entry of its own"
NO_PROVIDER = "names no provider; write provider/model"
NUMBERS = frozenset({"timeout", "stream_timeout", "retries", "context_window", "max_output_tokens"})
OF_DEPLOYMENT = frozenset({"route", "api_key", "api_base", "api_version", "headers", "litellm"})


@dataclass(slots=True)
class Entry:
    """An entry of the list: its deployment, and the model's keys that it gives."""

    name: str
    path: Path
    deployment: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


class EntryReader:
    """Translates entries; what has no counterpart goes to the notes."""

    def __init__(
        self, notes: Notes, texts: TextReader, credentials: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._notes = notes
        self._texts = texts
        self._credentials = credentials

    def read(self, source: Mapping[str, Any], index: int) -> Entry | None:
        """Return an entry of the list, None for one that is no chat model."""
        path, params = ("model_list", index), self._with_credentials(source["litellm_params"])
        info = source.get("model_info") or {}
        entry = Entry(source["model_name"], path)
        if (route := self._route(entry, params, info)) is None:
            return None
        entry.deployment["route"] = route
        for key, value in params.items():
            if key not in ("model", "custom_llm_provider", "model_info") and value is not None:
                self._param(entry, key, value)
        self._info(entry, {**(params.get("model_info") or {}), **info}, route)
        self._others(entry, source)
        return entry

    def _with_credentials(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters, completed from the credential that they name."""
        known = self._credentials.get(str(params.get("litellm_credential_name")))
        if known is None:
            return dict(params)
        own = {key: value for key, value in params.items() if key != "litellm_credential_name"}
        return {**known, **own}

    def _route(
        self, entry: Entry, params: Mapping[str, Any], info: Mapping[str, Any]
    ) -> str | None:
        model, path = str(params["model"]), (*entry.path, "litellm_params", "model")
        if "*" in entry.name or "*" in model:
            self._notes.left_out(entry.path, WILDCARD)
            return None
        route: str | None = self._texts.read(model, path, entry.name)
        if route is not None and not route.startswith("${"):
            route = route_of(route, params.get("custom_llm_provider"))
        if route is None:
            self._notes.left_out(path, NO_PROVIDER)
        elif mode := other_mode(route, info):
            self._notes.left_out(entry.path, f"is no chat model, but for {mode}")
            return None
        return route

    def _param(self, entry: Entry, key: str, value: Any) -> None:
        path = (*entry.path, "litellm_params", key)
        if reason := left_out_of_params(key):
            self._notes.left_out(path, reason, entry.name)
            return
        value = self._texts.read(value, path, entry.name)
        if value is None:
            return
        if is_request_parameter(key):
            entry.params[key] = value
        elif (ours := PARAMS.get(key)) is None:
            entry.deployment.setdefault("litellm", {})[key] = value
        elif ours == "headers" and isinstance(value, dict):
            texts = {name: text(item) for name, item in value.items() if item is not None}
            entry.deployment["headers"] = {**entry.deployment.get("headers", {}), **texts}
        elif ours in OF_DEPLOYMENT:
            entry.deployment.setdefault(ours, text(value))
        elif key not in ("max_retries", "request_timeout"):
            entry.facts[ours] = number(value)
        else:
            entry.facts.setdefault(ours, number(value))

    def _info(self, entry: Entry, info: Mapping[str, Any], route: str) -> None:
        for key, value in info.items():
            path = (*entry.path, "model_info", key)
            if key in MODEL_INFO and value is not None:
                if key != "max_tokens" or "max_output_tokens" not in info:
                    entry.facts[MODEL_INFO[key]] = number(self._texts.read(value, path, entry.name))
            elif key == "base_model" and self._known_by(entry, str(value), route):
                text = "gave the window and the output cap, from LiteLLM's catalogue"
                self._notes.changed(path, text, entry.name)
            elif value is not None and (key, value) != ("mode", "chat"):
                self._notes.left_out(path, left_out_of_info(key), entry.name)

    def _known_by(self, entry: Entry, base: str, route: str) -> bool:
        """Take the limits of the model that a deployment of Azure's is said to be."""
        full = base if "/" in base else f"{route.partition('/')[0]}/{base}"
        facts = facts_of(full)
        if facts_of(route).known or not facts.known:
            return False
        for key in ("context_window", "max_output_tokens"):
            if (tokens := getattr(facts, key)) is not None:
                entry.facts.setdefault(key, tokens)
        return True

    def _others(self, entry: Entry, source: Mapping[str, Any]) -> None:
        for key, value in source.items():
            if key not in ("model_name", "litellm_params", "model_info") and value is not None:
                reason = left_out_of_params(key) or "is no key of an entry"
                self._notes.left_out((*entry.path, key), reason, entry.name)


def text(value: Any) -> Any:
    """Return a value that has to be text, as LiteLLM would read it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def number(value: Any) -> Any:
    """Return a number that may stand in quotes."""
    if not isinstance(value, str) or "${" in value:
        return value
    read = resolve(value.strip())
    return read if isinstance(read, int | float) else value
