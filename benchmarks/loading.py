"""Loading a models.yaml of a thousand models, beside reading it as bare YAML."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from benchmarks.comparison import Comparison
from benchmarks.cpu import cpu
from llmgate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS = 1_000
MODEL = """\
  model-{0}:
    aliases: [alias-{0}, other-{0}]
    route: openai/gpt-4o-mini
    api_base: ${{BASE_URL}}
    api_key: ${{KEY_{0}}}
    context_window: 128000
    params: {{temperature: 0.2, top_p: 0.9}}
    fallbacks: {{context_window: [model-{1}, model-{2}], any: [model-{1}]}}
"""


def text() -> str:
    """The file, in which every model has a ladder of two others."""
    models = (MODEL.format(at, (at + 1) % MODELS, (at + 2) % MODELS) for at in range(MODELS))
    return "version: 1\nmodels:\n" + "".join(models)


def comparisons(_: object) -> Iterator[Comparison]:
    """CPU seconds for one file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "models.yaml")
        file.write_text(text(), encoding="utf-8")

        def bare() -> object:
            return yaml.load(file.read_bytes(), yaml.CSafeLoader)

        def gate() -> Gate:
            return Gate.from_yaml(file, environ={})

        candidates = {"yaml, in C": cpu(bare, 1), "gate": cpu(gate, 1)}
        name = f"models.yaml of {MODELS:,} models"
        yield Comparison(name, "file", candidates, baseline="yaml, in C", rounds=8)
