"""A private endpoint's own words for an overflow."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from llmgate.config.patterns import MATCHED_CHARACTERS, MAX_PATTERN, pattern_problem
from llmgate.config.problems import refuse
from llmgate.config.strict import Strict
from llmgate.config.tree import kind

FIRST_ERROR = 400
LAST_ERROR = 599


def read_status(value: object) -> int:
    """Validate an HTTP status; a 200 may carry an overflow too."""
    if type(value) is int and (value == 200 or FIRST_ERROR <= value <= LAST_ERROR):  # noqa: PLR2004
        return value
    return refuse("must be the HTTP status of an error, as in 400, or 200")


def read_pattern(value: object) -> str:
    """Validate a regular expression."""
    if not isinstance(value, str) or not value:
        return refuse(f"must be a regular expression in quotes; this is {kind(value or None)}")
    if wrong := pattern_problem(value):
        return refuse(wrong)
    return value


Status = Annotated[
    int,
    PlainValidator(read_status),
    WithJsonSchema(
        {"anyOf": [{"const": 200}, {"type": "integer", "minimum": 400, "maximum": 599}]}
    ),
]
Pattern = Annotated[
    str,
    PlainValidator(read_pattern),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_PATTERN, "format": "regex"}),
]


class OverflowRule(Strict):
    """One way in which the endpoint says that the prompt exceeds its window."""

    status: Status | None = Field(
        default=None, description="HTTP status of such an answer; any status where absent."
    )
    match: Pattern | None = Field(
        default=None,
        description="Regular expression, searched without regard to case in the first "
        f"{MATCHED_CHARACTERS} characters of the error; any text where absent.",
    )

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a rule that would fit every error."""
        if self.status is None and self.match is None:
            return refuse("needs `status`, `match` or both")
        return self

    def fits(self, status: int | None, text: str) -> bool:
        """Say whether an answer of this HTTP status and error text is such an overflow."""
        if self.status is not None and status != self.status:
            return False
        searched = text[:MATCHED_CHARACTERS]
        return self.match is None or bool(re.search(self.match, searched, re.IGNORECASE))
