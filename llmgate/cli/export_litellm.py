"""``llmgate export``: models.yaml as the configuration of a LiteLLM proxy."""

from __future__ import annotations

import click

from llmgate.cli.files import nearest_file
from llmgate.cli.import_litellm import told, write
from llmgate.cli.output import json_option, tell
from llmgate.litellm_config import export_file


@click.command("export")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--to", type=click.Choice(["litellm"]), required=True, help="Whose format to write.")
@json_option
def command(*, file: str | None, to: str, as_json: bool) -> None:  # noqa: ARG001  (there is one)
    """Write the config.yaml of a LiteLLM proxy for models.yaml.

    It goes to standard output. What has no counterpart there is told on standard error and in
    comments. Variables stay references, and no key is written out.
    """
    file = file or nearest_file()
    translation = export_file(file)
    write(translation, as_json=as_json)
    tell(f"{file}: deployments: {len(translation.data['model_list'])}; {told(translation)}")
