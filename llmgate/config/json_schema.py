"""The JSON Schema of models.yaml, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from llmgate.config.schema import Document, Model
from llmgate.config.strict import Strict

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

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


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of models.yaml."""
    schema = Document.model_json_schema(schema_generator=WithoutNull)
    needed = [{"required": ["route"]}, {"required": ["deployments"]}]
    schema["$defs"][Model.__name__]["anyOf"] = needed
    schema["properties"]["models"]["minProperties"] = 1
    return {"$schema": DRAFT, **schema, "title": "models.yaml"}
