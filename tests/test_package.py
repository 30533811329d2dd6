"""What anyone who installs the package gets; runs from the source tree and on the built wheel."""

import subprocess
import sys
from importlib import import_module, metadata, resources

import pytest

import llmgate


def test_public_names_are_sorted():
    """``__all__`` lists the public names in alphabetical order, each once."""
    assert sorted(set(llmgate.__all__)) == llmgate.__all__


def test_public_names_exist():
    """Every name in ``__all__`` is there to be imported."""
    missing = [name for name in llmgate.__all__ if not hasattr(llmgate, name)]
    assert missing == []


def test_package_is_marked_as_typed():
    """Type checkers read the package's own types."""
    assert resources.files("llmgate").joinpath("py.typed").is_file()


def test_pytest_finds_the_plugin(request):
    """Pytest loads the fixtures through the installed entry point, without being told to."""
    (entry,) = metadata.distribution("llmgate").entry_points.select(group="pytest11")
    plugin = request.config.pluginmanager.get_plugin(entry.name)
    assert import_module("llmgate.testing.plugin") is plugin


@pytest.mark.parametrize("module", ["llmgate", "llmgate.testing.plugin"])
@pytest.mark.parametrize("heavy", ["aiohttp", "litellm", "openai"])
def test_import_is_light(module, heavy):
    """Neither ``import llmgate`` nor the plugin, which every pytest run loads, takes seconds."""
    code = f"import {module}, sys; print({heavy!r} in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert seen.stdout == "False\n"
