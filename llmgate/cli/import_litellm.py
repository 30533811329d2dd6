"""``llmgate import``: a LiteLLM proxy's configuration as models.yaml."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from llmgate.cli.output import emit_json, json_option, tell
from llmgate.litellm_config import import_file

if TYPE_CHECKING:
    from llmgate.litellm_config import Translation


@click.command("import")
@click.argument("file", metavar="FILE")
@json_option
def command(*, file: str, as_json: bool) -> None:
    """Write the models.yaml for a LiteLLM proxy's config.yaml.

    It goes to standard output. What has no counterpart, and what reads otherwise now, is told
    on standard error and in comments. Keys that are written out in FILE are not copied: the
    variables to set are named.
    """
    translation = import_file(file)
    write(translation, as_json=as_json)
    tell(f"{file}: models: {len(translation.data['models'])}; {told(translation)}")


def write(translation: Translation, *, as_json: bool) -> None:
    """Write a translation, and beside it what is to be said of it."""
    if as_json:
        notes = [asdict(note) for note in translation.notes]
        emit_json({"config": translation.data, "notes": notes})
        return
    click.echo(translation.text, nl=False)
    for note in translation.notes:
        tell(str(note))


def told(translation: Translation) -> str:
    """Return how much was left out and how much reads otherwise now."""
    carried = sum(note.carried for note in translation.notes)
    left_out = len(translation.notes) - carried
    return f"not carried over: {left_out}; notes: {carried}"
