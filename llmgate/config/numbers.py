"""The schema's numbers, each of which may also be a text with variables in it.

Numbers are strict: no booleans, no quoted digits, no NaN, no infinity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import PlainValidator, WithJsonSchema

from llmgate.config import json_patterns
from llmgate.config.environment import Template
from llmgate.config.problems import refuse
from llmgate.config.scalars import resolve
from llmgate.config.texts import parsed
from llmgate.config.tree import kind

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCE = {"type": "string", "pattern": json_patterns.REFERENCE}


@dataclass(frozen=True, slots=True)
class Limits:
    """Which numbers a field takes; ``words`` names them, ``example`` is one."""

    words: str
    example: str
    least: int
    most: int
    whole: bool

    def admit(self, value: object) -> bool:
        """Say whether a value is a number within the limits."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        return math.isfinite(value) and self.least <= value <= self.most and value != self.excluded

    @property
    def excluded(self) -> int | None:
        """The lower end where it does not belong to the range."""
        return None if self.whole else self.least

    def schema(self) -> dict[str, object]:
        """Return the limits as JSON Schema."""
        kind_ = "integer" if self.whole else "number"
        least = "minimum" if self.whole else "exclusiveMinimum"
        number = {"type": kind_, least: self.least, "maximum": self.most}
        return {"anyOf": [number, REFERENCE]}

    def read(self, value: object) -> object:
        """Validate a value of the file: a number, or a text that holds a variable."""
        if isinstance(value, str) and "${" in value:
            return parsed(Template, value)
        if self.admit(value):
            return value
        return refuse(f"must be {self.words}, as in {self.example}{self.remark(value)}")

    def remark(self, value: object) -> str:
        """Say what is wrong about a value that is no such number."""
        if isinstance(value, str):
            return "; remove the quotes" if self.admit(resolve(value)) else "; this is text"
        if isinstance(value, float) and self.whole:
            return "; this one has a fraction or an exponent"
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"; this one is {value}"
        return f"; this is {kind(value)}"

    def expand(self, value: float | Template, environ: Mapping[str, str]) -> int | float:
        """Return a field's number, from the environment where it is a template.

        Raises ``MissingVariableError``, and ``ValueError`` for a text that is no such number.
        """
        if not isinstance(value, Template):
            return value
        number = resolve(value.expand(environ).strip())
        if isinstance(number, int | float) and self.admit(number):
            return number
        message = f"{', '.join(value.names)} must be {self.words}, as in {self.example}"
        raise ValueError(message)


DAY = 86_400
SECONDS = Limits(f"a number of seconds above 0 and up to {DAY}", "60", 0, DAY, whole=False)
TOKENS = Limits("a whole number of tokens above 0", "200000", 1, 10**12, whole=True)
RETRIES = Limits("a whole number from 0 to 100", "2", 0, 100, whole=True)

Seconds = Annotated[
    float | Template, PlainValidator(SECONDS.read), WithJsonSchema(SECONDS.schema())
]
Tokens = Annotated[int | Template, PlainValidator(TOKENS.read), WithJsonSchema(TOKENS.schema())]
Retries = Annotated[int | Template, PlainValidator(RETRIES.read), WithJsonSchema(RETRIES.schema())]


def expand_seconds(value: float | Template, environ: Mapping[str, str]) -> float:
    """Return a duration in seconds; raises as ``Limits.expand``."""
    return float(SECONDS.expand(value, environ))


def expand_tokens(value: int | Template, environ: Mapping[str, str]) -> int:
    """Return a number of tokens; raises as ``Limits.expand``."""
    return int(TOKENS.expand(value, environ))


def expand_retries(value: int | Template, environ: Mapping[str, str]) -> int:
    """Return a number of retries; raises as ``Limits.expand``."""
    return int(RETRIES.expand(value, environ))
