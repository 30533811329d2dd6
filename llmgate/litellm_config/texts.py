"""Texts of the two formats: references to the environment, and what must not be copied.

LiteLLM reads ``os.environ/NAME`` where models.yaml has ``${NAME}``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmgate.config.tree import Path
    from llmgate.litellm_config.notes import Notes

OS_ENVIRON = "os.environ/"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
SHELL_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}$]*)?\}", re.ASCII)
SECRET_KEY = re.compile(r"key|token|secret|password|passphrase|credential|cookie|authori[sz]ation")
NO_SECRET_KEY = re.compile(r".*(_file|_id|tokens|cache_key)")
IN_ADDRESS = re.compile(r"//[^/]*@|[?&][^=]*(key|sig|token|secret)[^=]*=", re.IGNORECASE)
A_PATH = re.compile(r"[~.]?/.*|.*\.json")

# What people write where a local server wants some key and reads none.
PLACEHOLDERS = frozenset({
    "", "-", "anything", "dummy", "dummy-key", "empty", "fake", "fake-key", "key", "lm-studio",
    "local", "n/a", "na", "no-key", "none", "not-needed", "not-used", "null", "ollama",
    "placeholder", "sk-dummy", "sk-fake", "sk-no-key-required", "sk-none", "test", "unused", "x",
    "xxx",
})  # fmt: skip


def is_secret(key: str, value: str) -> bool:
    """Say whether a text under this key is a credential that is written out.

    The id of an AWS key counts as one: it is of no use without its other half, but it names
    the account.
    """
    if "${" in value or value.startswith(OS_ENVIRON) or value.lower() in PLACEHOLDERS:
        return False
    if IN_ADDRESS.search(value) and "://" in value:
        return True
    if key != "aws_access_key_id" and NO_SECRET_KEY.fullmatch(key):
        return False
    return bool(SECRET_KEY.search(key.lower())) and not A_PATH.fullmatch(value)


class Variables:
    """Names for the variables that stand in place of credentials, one for each credential."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._names: dict[str, str] = {}

    def name_for(self, value: str, owner: str, key: str) -> str:
        """Return the variable of a value, named after the model that has it first."""
        if value not in self._names:
            self._names[value] = self._new(owner, key)
        return self._names[value]

    def _new(self, owner: str, key: str) -> str:
        words = re.sub(r"[^A-Za-z0-9]+", "_", f"{owner}_{key}").strip("_").upper()
        name = words if VARIABLE.fullmatch(words) else f"_{words}"
        numbered = (f"{name}_{number}" for number in range(2, len(self._taken) + 3))
        found = (
            name
            if name not in self._taken
            else next(each for each in numbered if each not in self._taken)
        )
        self._taken.add(found)
        return found


def variables_in(value: object) -> set[str]:
    """Return the names of the variables that a LiteLLM config refers to."""
    if isinstance(value, dict):
        return set().union(*map(variables_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(variables_in, value))
    if isinstance(value, str) and value.startswith(OS_ENVIRON):
        return {value.removeprefix(OS_ENVIRON)}
    return set()


class TextReader:
    """Turns the texts of a LiteLLM config into those of models.yaml, for one model at a time."""

    def __init__(self, notes: Notes, variables: Variables) -> None:
        self._notes = notes
        self._variables = variables

    def read(self, value: Any, path: Path, owner: str) -> Any:
        """Return a value with every text in it translated; None for a text that cannot be."""
        if isinstance(value, dict):
            return {key: self.read(item, (*path, key), owner) for key, item in value.items()}
        if isinstance(value, list):
            return [self.read(item, (*path, at), owner) for at, item in enumerate(value)]
        return self._text(value, path, owner) if isinstance(value, str) else value

    def _text(self, text: str, path: Path, owner: str) -> str | None:
        key = next(str(part) for part in reversed(path) if isinstance(part, str))
        if text.startswith(OS_ENVIRON):
            return self._reference(text.removeprefix(OS_ENVIRON), path, owner)
        if is_secret(key, text):
            return self._concealed(text, path, owner, key)
        if SHELL_VARIABLE.fullmatch(text):
            self._notes.changed(path, f"{text} is read from the environment now", owner)
            return text
        return text.replace("${", "$${")

    def _reference(self, name: str, path: Path, owner: str) -> str | None:
        if VARIABLE.fullmatch(name):
            return f"${{{name}}}"
        self._notes.left_out(path, "does not name a variable of the environment", owner)
        return None

    def _concealed(self, text: str, path: Path, owner: str, key: str) -> str:
        name = self._variables.name_for(text, owner, key)
        message = f"is written out there, which no file should do; set {name} to it"
        self._notes.changed(path, message, owner)
        return f"${{{name}}}"
