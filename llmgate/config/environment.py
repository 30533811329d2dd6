"""References to environment variables: ``${NAME}`` and ``${NAME:-default}``.

The file's text is parsed once, into a `Template`; which values the variables have is asked
at each use, of an environment that the caller hands in. ``$${`` stands for a literal ``${``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

PART = re.compile(
    r"(?P<escape>\$\$\{)"
    r"|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}"
    r"|(?P<wrong>\$\{)"
    r"|(?P<text>[^$]+|\$)",
    re.ASCII,
)


class TemplateError(ValueError):
    """A text holds a ``${`` that is no reference; the message never quotes the text."""


class MissingVariableError(LookupError):
    """A template was expanded without a variable that it needs; ``names`` says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(names)

    def __str__(self) -> str:
        return f"the environment does not set {', '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Reference:
    """One variable of a template; ``default`` is None where there is none."""

    name: str
    default: str | None = field(default=None, repr=False)

    def is_missing(self, environ: Mapping[str, str]) -> bool:
        """Say whether neither the environment nor a default gives a value."""
        return self.default is None and not environ.get(self.name)

    def expand(self, environ: Mapping[str, str]) -> str:
        """Return the variable's value; as in a shell, an empty one gives way to the default."""
        return environ.get(self.name) or self.default or ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the file in which variables may stand; ``text`` is how the file spells it.

    A variable that is set but empty counts as missing: an empty key or address is never
    useful, and vendors answer it with misleading errors.
    """

    text: str
    parts: tuple[str | Reference, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the template that a text spells; raises ``TemplateError``."""
        if "${" not in text:
            return cls(text, (text,) if text else ())
        return cls(text, tuple(part(match) for match in PART.finditer(text)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all variables in it, in order, each once."""
        found = (part.name for part in self.parts if isinstance(part, Reference))
        return tuple(dict.fromkeys(found))

    def missing(self, environ: Mapping[str, str]) -> tuple[str, ...]:
        """Return the names of the variables that this environment lacks, each once."""
        references = (part for part in self.parts if isinstance(part, Reference))
        return tuple(dict.fromkeys(each.name for each in references if each.is_missing(environ)))

    def expand(self, environ: Mapping[str, str]) -> str:
        """Return the text with the variables' values; raises ``MissingVariableError``."""
        if missing := self.missing(environ):
            raise MissingVariableError(missing)
        return "".join(
            part.expand(environ) if isinstance(part, Reference) else part for part in self.parts
        )


class SecretTemplate(Template):
    """A template that shows the names of its variables and nothing else."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = (
            f"${{{part.name}}}" if isinstance(part, Reference) else "***" for part in self.parts
        )
        return f"SecretTemplate({''.join(shown)})"


def part(match: re.Match[str]) -> str | Reference:
    """Return one piece of a template."""
    if match["wrong"]:
        message = (
            "this '${' does not start a variable; write ${NAME} or ${NAME:-default}, "
            "or $${ for the two characters themselves"
        )
        raise TemplateError(message)
    if match["name"] is None:
        return "${" if match["escape"] else match["text"]
    default = match["default"]
    if default is not None and "${" in default:
        message = "the default of a variable cannot hold another ${…}; set it in the environment"
        raise TemplateError(message)
    return Reference(match["name"], default)


def templates_in(value: object) -> tuple[Template, ...]:
    """Return every template in a structure of mappings, lists and single values."""
    if isinstance(value, Template):
        return (value,)
    if isinstance(value, dict):
        return tuple(found for item in value.values() for found in templates_in(item))
    if isinstance(value, list | tuple):
        return tuple(found for item in value for found in templates_in(item))
    return ()


def expanded(value: object, environ: Mapping[str, str]) -> object:
    """Return a structure with each template in it expanded; it shares nothing mutable.

    Raises ``MissingVariableError`` with the names of all variables that the structure lacks.
    """
    try:
        return filled(value, environ)
    except MissingVariableError:
        absent = (name for template in templates_in(value) for name in template.missing(environ))
        raise MissingVariableError(tuple(dict.fromkeys(absent))) from None


def filled(value: object, environ: Mapping[str, str]) -> object:
    """Return a structure with each template in it expanded; raises ``MissingVariableError``."""
    if isinstance(value, Template):
        return value.expand(environ)
    if isinstance(value, dict):
        return {key: filled(item, environ) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [filled(item, environ) for item in value]
    return value
