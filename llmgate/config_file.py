"""Where models.yaml is, for who does not say."""

from __future__ import annotations

import os
from pathlib import Path

from llmgate.errors import GateError

CONFIG_VARIABLE = "LLMGATE_CONFIG"
CONFIG_NAME = "models.yaml"


def found_config() -> Path:
    """The file that ``LLMGATE_CONFIG`` names, else the nearest models.yaml upwards."""
    if named := os.environ.get(CONFIG_VARIABLE):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (candidate := folder / CONFIG_NAME).is_file():
            return candidate
    message = (
        f"no {CONFIG_NAME} in {here} or above it; write one, set {CONFIG_VARIABLE} to its path, "
        "or call llmgate.configure(path)"
    )
    raise GateError(message)
