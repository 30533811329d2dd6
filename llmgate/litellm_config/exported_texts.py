"""Texts of models.yaml as a LiteLLM config has them: variables stay references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.config.credentials import CommandSource, FileSource
from llmgate.config.environment import Reference, Template
from llmgate.litellm_config.texts import OS_ENVIRON, is_secret

if TYPE_CHECKING:
    from llmgate.config.tree import Path
    from llmgate.litellm_config.notes import Notes
    from llmgate.litellm_config.texts import Variables

FETCHED = "is fetched by the gate; set {} to the key there, and renew it where it expires"
PUT_TOGETHER = "LiteLLM puts no text together from variables; set {} to the whole of it"
DEFAULT = "LiteLLM knows no default of a variable; set {} there"
WRITTEN_OUT = "is written out in models.yaml, and no key is copied; set {} to it"


class TextWriter:
    """Turns values of models.yaml into those of a LiteLLM config; no secret passes."""

    def __init__(self, notes: Notes, variables: Variables) -> None:
        self._notes = notes
        self._variables = variables

    def write(self, value: object, path: Path, owner: str) -> Any:
        """Return a value with every text in it translated."""
        if isinstance(value, CommandSource | FileSource):
            return self._named(str(path), path, owner, FETCHED)
        if isinstance(value, Template):
            return self._text(value, path, owner)
        if isinstance(value, dict):
            return {key: self.write(item, (*path, key), owner) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.write(item, (*path, at), owner) for at, item in enumerate(value)]
        return value

    def _text(self, template: Template, path: Path, owner: str) -> str:
        if not template.names:
            text = template.expand({})
            key = next(str(part) for part in reversed(path) if isinstance(part, str))
            secret = is_secret(key, text)
            return self._named(text, path, owner, WRITTEN_OUT) if secret else text
        first = template.parts[0]
        if len(template.parts) > 1 or not isinstance(first, Reference):
            return self._named(template.text, path, owner, PUT_TOGETHER)
        if first.default is not None:
            self._notes.changed(path, DEFAULT.format(first.name), owner)
        return OS_ENVIRON + first.name

    def _named(self, value: str, path: Path, owner: str, text: str) -> str:
        key = next(str(part) for part in reversed(path) if isinstance(part, str))
        name = self._variables.name_for(value, owner, key)
        self._notes.changed(path, text.format(name), owner)
        return OS_ENVIRON + name
