"""``llmgate import`` and ``llmgate export``, as a person calls them."""

import json

import pytest
from command_line import piped

from llmgate.config import load_text

CONFIG = """
model_list:
  - model_name: writer
    litellm_params: {model: gpt-4o, api_key: sk-live-0123456789, rpm: 5}
general_settings: {master_key: sk-master-0123456789}
"""


@pytest.fixture
def config(tmp_path):
    """The configuration of a proxy."""
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def test_import_writes_the_file_and_says_the_rest_beside_it(config):
    """So that its output can be sent into a file."""
    seen = piped("import", "config.yaml", cwd=config.parent)
    assert (list(load_text(seen.out).models), seen.status) == (["writer"], 0)
    assert [line.split(": ")[:2] for line in seen.err.splitlines()] == [
        ["note", "model_list[0].litellm_params.api_key"],
        ["not carried", "model_list[0].litellm_params.rpm"],
        ["not carried", "general_settings.master_key"],
        ["config.yaml", "models"],
    ]


def test_what_import_writes_passes_the_check(config):
    """And export takes it."""
    models = config.with_name("models.yaml")
    models.write_text(piped("import", config).out, encoding="utf-8")
    checked = piped("check", models)
    exported = piped("export", "--to", "litellm", cwd=config.parent)
    again = config.with_name("again.yaml")
    again.write_text(exported.out, encoding="utf-8")
    assert (checked.status, exported.status) == (0, 0)
    assert load_text(piped("import", again).out).models == load_text(models.read_text()).models


@pytest.mark.parametrize("command", ["import", "export"])
def test_json_holds_both(config, command):
    """The data and the notes; nothing but the sum is said beside it."""
    models = config.with_name("models.yaml")
    models.write_text(piped("import", config).out, encoding="utf-8")
    options = ["--json", config] if command == "import" else ["--json", "--to", "litellm", models]
    seen = piped(command, *options)
    found = json.loads(seen.out)
    assert (set(found), len(seen.err.splitlines())) == ({"config", "notes"}, 1)
    assert [
        note for note in found["notes"] if set(note) != {"path", "text", "carried", "model"}
    ] == []


def test_a_file_that_cannot_be_imported_is_an_error(tmp_path):
    """Exit status 1, and nothing in the output."""
    path = tmp_path / "models.yaml"
    path.write_text("models: {a: {route: openai/x}}", encoding="utf-8")
    seen = piped("import", path)
    assert (seen.out, seen.status) == ("", 1)
    assert "this is models.yaml already" in seen.err


@pytest.mark.parametrize("arguments", [["import"], ["export"], ["export", "--to", "xml"]])
def test_a_call_that_says_too_little_is_a_usage_error(arguments):
    """Exit status 2."""
    assert piped(*arguments).status == 2


def test_neither_imports_litellm(config):
    """They read files and its catalogue."""
    seen = piped("import", config, PYTHONPROFILEIMPORTTIME="1")
    names = {line.rpartition("|")[2].strip() for line in seen.err.splitlines() if "|" in line}
    assert names & {"litellm", "openai"} == set()
    assert "llmgate.litellm_config.importing" in names
