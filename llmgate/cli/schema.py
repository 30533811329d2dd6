"""``llmgate schema``: the JSON Schema of models.yaml, for editors."""

from __future__ import annotations

import click

from llmgate.cli.output import emit_json
from llmgate.config.json_schema import json_schema


@click.command("schema")
@click.option("--json", is_flag=True, hidden=True, expose_value=False)
def command() -> None:
    """Write the JSON Schema of models.yaml, with which editors complete and explain its keys.

    Save it as models.schema.json, and begin models.yaml with this line:

    # yaml-language-server: $schema=./models.schema.json
    """
    emit_json(json_schema())
