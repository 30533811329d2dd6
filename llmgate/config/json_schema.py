"""The JSON Schema of models.yaml, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from llmgate.config import json_patterns
from llmgate.config.checks import OPEN
from llmgate.config.overflow import OverflowRule
from llmgate.config.schema import Document, Model
from llmgate.config.strict import Strict

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

# The definition of what a keyword of ``params`` or ``litellm`` may hold.
VALUE = {"$ref": "#/$defs/Value"}

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class WithoutNull(GenerateJsonSchema):
    """Writes optional keys as keys that may be absent: null is no value of the file."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Return the schema of the value alone."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the schema without a default that only says that the key is absent."""
        default = schema.get("default")
        if not default or isinstance(default, Strict):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Leave titles out: an editor shows the key itself."""
        return False


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of models.yaml."""
    schema = Document.model_json_schema(schema_generator=WithoutNull)
    definitions = schema["$defs"]
    for record in definitions.values():
        for keywords in OPEN & record["properties"].keys():
            record["properties"][keywords]["additionalProperties"] = VALUE
    definitions["Value"] = plain_value()
    definitions[OverflowRule.__name__]["minProperties"] = 1
    definitions[Model.__name__]["anyOf"] = somewhere_a_route()
    definitions[Model.__name__]["properties"]["deployments"]["minItems"] = 1
    names = {"pattern": json_patterns.NAME_TEXT}
    schema["properties"]["models"] |= {"minProperties": 1, "propertyNames": names}
    return {"$schema": DRAFT, **schema, "title": "models.yaml"}


def plain_value() -> dict[str, object]:
    """Return the schema of what JSON can hold, with well-spelt variables in its texts."""
    return {
        "description": "Any value; ${NAME} in its texts is read from the environment.",
        "anyOf": [
            {"type": ["null", "boolean", "number"]},
            {"type": "string", "pattern": json_patterns.ANY_TEXT},
            {"type": "array", "items": VALUE},
            {"type": "object", "additionalProperties": VALUE},
        ],
    }


def somewhere_a_route() -> list[dict[str, object]]:
    """Return the two ways in which a model has a route: its own, or one in each deployment."""
    each = {"deployments": {"items": {"required": ["route"]}}}
    return [{"required": ["route"]}, {"required": ["deployments"], "properties": each}]
