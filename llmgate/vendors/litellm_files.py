"""LiteLLM's files, found without importing LiteLLM, which takes seconds."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def content(name: str) -> bytes | None:
    """The content of a file of the installed package; None if it has no such file."""
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, name)
        if file.is_file():
            return file.read_bytes()
    return None
