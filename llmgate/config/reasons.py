"""Why an attempt gets no answer, and which models are tried then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, get_args

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from llmgate.config.problems import refuse
from llmgate.config.strict import Strict
from llmgate.config.texts import Names
from llmgate.config.tree import kind

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

Reason: TypeAlias = Literal[
    "context_window",
    "output_length",
    "rate_limit",
    "quota",
    "timeout",
    "unavailable",
    "auth",
    "not_found",
    "content_policy",
    "bad_request",
]

REASONS: tuple[Reason, ...] = get_args(Reason)

NAMES: TypeAdapter[tuple[str, ...]] = TypeAdapter(Names)


class Fallbacks(Strict):
    """For each reason, the models to try, in order; None where the file has no list."""

    context_window: Names | None = Field(
        default=None, description="The ladder: when the prompt exceeds the model's window."
    )
    output_length: Names | None = Field(
        default=None,
        description="When the answer was cut by the model's own cap; else context_window's list.",
    )
    rate_limit: Names | None = Field(
        default=None, description="When the vendor says that there were too many requests."
    )
    quota: Names | None = Field(
        default=None, description="When the account's credit or quota is used up."
    )
    timeout: Names | None = Field(
        default=None, description="When no answer came in time, retries included."
    )
    unavailable: Names | None = Field(
        default=None, description="When the vendor is down, overloaded or cannot be reached."
    )
    auth: Names | None = Field(
        default=None, description="When the vendor refuses the key or its permissions."
    )
    not_found: Names | None = Field(
        default=None, description="When the vendor does not know the model."
    )
    content_policy: Names | None = Field(
        default=None, description="When the vendor refuses the content."
    )
    any: Names | None = Field(
        default=None, description="For every reason that has no list of its own."
    )

    def for_reason(self, reason: Reason) -> tuple[str, ...]:
        """Return the names to try: the reason's list, else ``any``'s, else none.

        ``output_length`` takes ``context_window``'s list before ``any``'s. An empty list is
        a list: it says that nothing is tried. ``bad_request`` has no fallbacks.
        """
        if reason == "bad_request":
            return ()
        lists = [getattr(self, reason), self.any]
        if reason == "output_length":
            lists.insert(1, self.context_window)
        return next((names for names in lists if names is not None), ())


def read_fallbacks(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    """Validate fallbacks; a list is short for the list of ``any``."""
    if isinstance(value, list):
        return Fallbacks(any=NAMES.validate_python(value))
    if isinstance(value, dict):
        return handler(value)
    text = "must be a list of models, as in [a, b], or a mapping of reasons to such lists"
    return refuse(f"{text}; this is {kind(value)}")


class OrList:
    """Tells JSON Schema that a list may stand in place of the mapping."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        """Return the schema of the mapping, or of a list of names."""
        return {"anyOf": [handler(schema), NAMES.json_schema() | {"uniqueItems": True}]}


FallbacksOrList = Annotated[Fallbacks, WrapValidator(read_fallbacks), OrList()]
