"""``router_settings`` and ``litellm_settings`` to what models.yaml says of every model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmgate.litellm_config.entries import number
from llmgate.litellm_config.tables import (
    ELSEWHERE,
    SECTIONS,
    SERVER,
    SERVER_SECTIONS,
    SETTINGS,
    SETTINGS_LEFT_OUT,
    is_request_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.config.tree import Path
    from llmgate.litellm_config.notes import Notes
    from llmgate.litellm_config.texts import TextReader

ROUTER, LITELLM, GENERAL = "router_settings", "litellm_settings", "general_settings"
NOBODYS = "LiteLLM reads nothing under this name"
MISPLACED = "LiteLLM reads it in router_settings, and not here"
OVERRULED = "router_settings says otherwise, and that is what the Router reads"
ALIAS_LISTS = "the aliases of a model have its fallbacks too; in the Router they have none"
SET_IT = "set it in the environment of your program"
DEADLINE, LONGEST = 300, 86_400
DEFAULT_RETRIES = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that counts, and its place."""

    value: Any
    path: Path


@dataclass(slots=True)
class Settings:
    """The settings that count for the Router, and the defaults that follow from them."""

    notes: Notes
    texts: TextReader
    found: dict[str, Setting] = field(default_factory=dict)

    def read(self, config: Mapping[str, Any]) -> None:
        """Take what counts from both sections, and note all that has no counterpart."""
        for section in (ROUTER, LITELLM):
            for key, value in (config.get(section) or {}).items():
                self._setting(section, key, value)
        for name in config.get("environment_variables") or {}:
            self.notes.left_out(("environment_variables", name), SET_IT)
        for section, content in config.items():
            if section not in SECTIONS:
                self._other(section, content)

    def _setting(self, section: str, key: str, value: Any) -> None:
        path = (section, key)
        if value is None or value in ([], {}):
            return
        if key not in SETTINGS:
            self.notes.left_out(path, SETTINGS_LEFT_OUT.get(key, ELSEWHERE))
            if key == "max_fallbacks":
                self.found.setdefault(key, Setting(value, path))
        elif self.found.setdefault(key, Setting(value, path)).value != value:
            self.notes.left_out(path, OVERRULED)

    def _other(self, section: str, content: Any) -> None:
        """Note a section that is the server's, or nobody's, as one that anchors stand in."""
        if section != GENERAL or not isinstance(content, dict) or not content:
            known = section in SERVER_SECTIONS
            self.notes.left_out((section,), SERVER if known else NOBODYS)
            return
        for key in content:
            misplaced = key in SETTINGS or key in SETTINGS_LEFT_OUT
            self.notes.left_out((section, key), MISPLACED if misplaced else SERVER)

    def of(self, key: str) -> Setting:
        """Return a setting; its value is None where there is none."""
        return self.found.get(key, Setting(None, (ROUTER, key)))

    def defaults(self) -> dict[str, Any]:
        """Return the section `defaults:`."""
        given = {
            "timeout": self._timeout(),
            "stream_timeout": self.of("stream_timeout"),
            "retries": self.of("num_retries"),
        }
        return {
            key: number(self.texts.read(setting.value, setting.path, "llmgate"))
            for key, setting in given.items()
            if setting.value is not None
        }

    def _timeout(self) -> Setting:
        own, general = self.of("timeout"), self.of("request_timeout")
        if own.value is None:
            return general
        if general.value not in (None, own.value):
            self.notes.left_out(general.path, OVERRULED)
        return own

    def params(self) -> dict[str, Any]:
        """Return the parameters that the Router adds to every request, before a model's own."""
        setting = self.of("default_litellm_params")
        params = setting.value if isinstance(setting.value, dict) else {}
        kept: dict[str, Any] = {}
        for key, value in params.items():
            path = (*setting.path, key)
            if is_request_parameter(key):
                kept[key] = self.texts.read(value, path, "llmgate")
                self.notes.changed(path, "stands at every model now")
            else:
                self.notes.left_out(path, "write it at each model that needs it")
        return kept

    def aliases(self, models: Mapping[str, Any]) -> dict[str, str]:
        """Return the further names of models, each with its model."""
        setting = self.of("model_group_alias")
        aliases: dict[str, str] = {}
        target: Any
        for alias, item in (setting.value if isinstance(setting.value, dict) else {}).items():
            path = (*setting.path, alias)
            target = item.get("model") if isinstance(item, dict) else item
            if not isinstance(target, str) or target not in models:
                self.notes.left_out(path, "stands for no model that was carried over")
            elif alias in models:
                text = "is the name of a model; an alias is another name, so the model keeps it"
                self.notes.left_out(path, text, alias)
            else:
                aliases[alias] = target
        return aliases

    def retries(self, models: Mapping[str, Any]) -> dict[str, Any]:
        """Return the retries of models that have a policy of their own."""
        setting = self.of("model_group_retry_policy")
        found: dict[str, Any] = {}
        for name, policy in (setting.value if isinstance(setting.value, dict) else {}).items():
            path = (*setting.path, name)
            numbers = list(policy.values()) if isinstance(policy, dict) else []
            if name in models and numbers and all(each == numbers[0] for each in numbers):
                found[name] = number(self.texts.read(numbers[0], path, name))
            else:
                text = "a model has one number of retries, for rate_limit, timeout and unavailable"
                self.notes.left_out(path, text)
        return found


def deadline(defaults: Mapping[str, Any], models: Mapping[str, Any]) -> int | float | None:
    """Return a deadline in seconds that leaves room for the longest attempts, if one is needed."""
    longest = 0.0
    for each in (defaults, *models.values()):
        timeout, retries = each.get("timeout"), each.get("retries", defaults.get("retries"))
        if isinstance(timeout, int | float):
            tries = retries + 1 if isinstance(retries, int) else DEFAULT_RETRIES + 1
            longest = max(longest, timeout * tries if timeout > DEADLINE else 0)
    needed = min(longest, LONGEST)
    return (int(needed) if needed == int(needed) else needed) if needed else None
