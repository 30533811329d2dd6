"""A LiteLLM proxy's configuration to models.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from llmgate.errors import ConfigError, Mistake
from llmgate.litellm_config.admission import admit
from llmgate.litellm_config.entries import EntryReader
from llmgate.litellm_config.ladders import MAX_FALLBACKS, RUNG, LadderReader, Names
from llmgate.litellm_config.models import grouped, model_of
from llmgate.litellm_config.notes import Notes
from llmgate.litellm_config.reading import read_config
from llmgate.litellm_config.settings import ALIAS_LISTS, Settings, deadline
from llmgate.litellm_config.tables import LADDER_KEYS
from llmgate.litellm_config.texts import TextReader, Variables, variables_in
from llmgate.litellm_config.writing import models_yaml

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from llmgate.litellm_config.ladders import Lists
    from llmgate.litellm_config.notes import Note

ORDER = (
    "aliases", "route", "api_key", "api_base", "api_version", "headers", "litellm", "deployments",
    "context_window", "max_output_tokens", "timeout", "stream_timeout", "retries", "params",
    "fallbacks",
)  # fmt: skip
REASONS = {
    "fallbacks": "any",
    "context_window_fallbacks": "context_window",
    "content_policy_fallbacks": "content_policy",
}
SWITCHED_OFF = (
    "an overflow has no fallback here, since this map leaves the model out; "
    "remove `{}: []` to have the others serve"
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A file in the other format: plain data, its text, and what was said on the way."""

    data: dict[str, Any]
    text: str
    notes: tuple[Note, ...]


def import_file(path: str | os.PathLike[str]) -> Translation:
    """Return the models.yaml for a LiteLLM proxy's configuration.

    Its text passes the checks of models.yaml. Raises `ConfigError` for a file that cannot be
    read, is no such configuration, or holds no model that can be carried over.
    """
    notes = Notes()
    data = translated(read_config(path), notes)
    if data["models"]:
        admit(data, notes)
    if not data.get("models"):
        raise ConfigError(nothing_left(notes, str(path)))
    text = models_yaml(data, notes.all(), FilePath(path).name)
    return Translation(data, text, notes.all())


def nothing_left(notes: Notes, file: str) -> list[Mistake]:
    """Return why no model was carried over, as mistakes of the file."""
    left_out = (note for note in notes.all() if note.path.startswith(("model_list", "models")))
    reasons = [Mistake(note.text, note.path, file=file) for note in left_out]
    return [Mistake("no model of this file can be carried over", file=file), *reasons]


def translated(config: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """Return the data of models.yaml for the data of a proxy's configuration."""
    texts = TextReader(notes, Variables(variables_in(dict(config))))
    entries = EntryReader(notes, texts, credentials(config))
    read = (entries.read(source, index) for index, source in enumerate(config["model_list"]))
    groups = grouped(entry for entry in read if entry is not None)
    models = {name: model_of(group, notes) for name, group in groups.items()}
    settings = Settings(notes, texts)
    settings.read(config)
    if common := settings.params():
        models = {
            name: {**model, "params": {**model.get("params", {}), **common}}
            for name, model in models.items()
        }
    add_names(models, settings)
    defaults = settings.defaults()
    if (seconds := deadline(defaults, models)) is not None:
        defaults["deadline"] = seconds
        text = f"attempts may be long, so a call may take {seconds} s: LiteLLM sets no such limit"
        notes.changed(("timeout",), text)
    ordered = {name: in_order(model) for name, model in models.items()}
    return {"version": 1, **({"defaults": defaults} if defaults else {}), "models": ordered}


def credentials(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the values of each named credential."""
    listed = config.get("credential_list")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return {
        str(item.get("credential_name")): values
        for item in items
        if isinstance(values := item.get("credential_values"), dict)
    }


def in_order(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model, and its deployments, with their keys in the usual order."""
    ordered = {key: model[key] for key in ORDER if key in model}
    if "deployments" in ordered:
        ordered["deployments"] = [in_order(each) for each in ordered["deployments"]]
    return ordered


def add_names(models: dict[str, Any], settings: Settings) -> None:
    """Give models their aliases, retries and fallbacks."""
    aliases = settings.aliases(models)
    public = {name: model for name, model in aliases.items() if not name.startswith(RUNG)}
    for alias, name in public.items():
        models[name].setdefault("aliases", []).append(alias)
    for name, retries in settings.retries(models).items():
        models[name]["retries"] = retries
    add_fallbacks(models, Names(frozenset(models), aliases), settings)


def add_fallbacks(models: dict[str, Any], names: Names, settings: Settings) -> None:
    """Give models their fallbacks, as the Router would walk them."""
    most = settings.of("max_fallbacks").value
    reader = LadderReader(names, settings.notes, most if type(most) is int else MAX_FALLBACKS)
    maps = {key: lists_of(key, settings, reader) for key in LADDER_KEYS}
    for name, model in models.items():
        if (fallbacks := fallbacks_of(name, maps, reader, settings)) is not None:
            model["fallbacks"] = fallbacks
            if not reader.named.issuperset(model.get("aliases", ())):
                path = settings.of("model_group_alias").path
                settings.notes.changed(path, ALIAS_LISTS, name)


def lists_of(key: str, settings: Settings, reader: LadderReader) -> Lists:
    """Return one of the Router's maps, the general fallbacks in it."""
    setting = settings.of(key)
    value = setting.value
    general = settings.of("default_fallbacks").value
    if key == "fallbacks" and isinstance(general, list):
        known = value if isinstance(value, list) else [value] if value else []
        value = [*known, {"*": general}]
    return reader.lists(value, setting.path)


def fallbacks_of(
    name: str, maps: Mapping[str, Lists], reader: LadderReader, settings: Settings
) -> dict[str, list[str]] | list[str] | None:
    """Return the fallbacks of a model: by reason, or in one list if there is no other."""
    found: dict[str, list[str]] = {}
    for key, lists in maps.items():
        walked = reader.walked(lists, name, settings.of(key).path) if lists else []
        if walked:
            found[REASONS[key]] = walked
        elif lists and "any" in found:
            # Any entry of such a map switches the plain fallbacks off for its cause.
            found[REASONS[key]] = []
            text = SWITCHED_OFF.format(REASONS[key])
            settings.notes.changed(settings.of(key).path, text, name)
    if set(found) == {"any"}:
        return found["any"]
    in_turn = ("context_window", "content_policy", "any")
    return {key: found[key] for key in in_turn if key in found} or None
