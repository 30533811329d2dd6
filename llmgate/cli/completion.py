"""What a shell completes: the names of the models."""

from __future__ import annotations

import click

from llmgate.cli.files import nearest_file
from llmgate.config import load_file
from llmgate.errors import GateError


def model_names(context: click.Context, _: click.Parameter, start: str) -> list[str]:
    """Return the names and aliases that begin so; none where there is no good file."""
    try:
        models = load_file(context.params.get("file") or nearest_file()).models
    except (GateError, click.UsageError):
        return []
    names = [name for model in models for name in (model, *models[model].aliases)]
    return [name for name in names if name.startswith(start)]
