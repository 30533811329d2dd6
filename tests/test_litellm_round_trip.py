"""LiteLLM proxy configurations of the shapes that people have: in, checked, out, and in again."""

import re
from pathlib import Path

import pytest
import yaml

from llmgate.config import load_dict, load_text
from llmgate.litellm_config import export_file, import_file
from llmgate.litellm_config.tables import MODEL_INFO, PARAMS, SETTINGS

CONFIGS = sorted((Path(__file__).parent / "data" / "litellm_configs").glob("*.yaml"))
SECRET = re.compile(r"[\w-]*live-[\w-]+|AKIALIVE\w+")


@pytest.fixture(params=CONFIGS, ids=lambda path: path.stem)
def config(request):
    """Each of the files."""
    return request.param


def without_comments(text):
    """The lines of a YAML text that are no comments."""
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def written(tmp_path, name, translation):
    """Write a translation to a file."""
    path = tmp_path / name
    path.write_text(translation.text, encoding="utf-8")
    return path


def test_there_are_as_many_shapes_as_promised():
    """Fifteen at least."""
    assert len(CONFIGS) >= 15


def test_each_config_becomes_a_models_yaml(config):
    """What is written says what was translated, and has no mistake."""
    translation = import_file(config)
    loaded = load_text(translation.text)
    assert loaded.models == load_dict(translation.data).models
    assert loaded.defaults == load_dict(translation.data).defaults


def test_going_out_and_coming_in_again_changes_nothing(config, tmp_path):
    """The exported file gives the same models.yaml, apart from its comments."""
    first = import_file(config)
    exported = export_file(written(tmp_path, "models.yaml", first))
    again = import_file(written(tmp_path, "config.yaml", exported))
    assert without_comments(again.text) == without_comments(first.text)


def test_no_key_that_is_written_out_is_copied(config, tmp_path):
    """Neither into a file, nor into what is said of it."""
    first = import_file(config)
    exported = export_file(written(tmp_path, "models.yaml", first))
    shown = [first.text, exported.text, *map(str, first.notes), *map(str, exported.notes)]
    assert [found for text in shown for found in SECRET.findall(text)] == []


def keys_of(config):
    """Each key of an entry's parts and of each section, with its path."""
    for index, entry in enumerate(config["model_list"]):
        for part in ("litellm_params", "model_info"):
            yield from ((f"model_list[{index}].{part}", key) for key in entry.get(part) or {})
    for section in set(config) - {"model_list", "include", "credential_list"}:
        keys = config[section] if isinstance(config[section], dict) else [""]
        yield from ((section, key) for key in keys)


def test_every_key_of_the_file_is_answered_for(config):
    """It is carried over or has a note; none goes without a word."""
    translation = import_file(config)
    noted = [note.path for note in translation.notes]
    carried = "\n".join(without_comments(translation.text))

    def answered(path, key):
        own, entry = f"{path}.{key}", path.partition(".")[0]
        below = (f"{own}.", f"{own}[")
        if any(note in (own, path, entry) or note.startswith(below) for note in noted):
            return True
        counterpart = TABLES.get(path.rpartition(".")[2], SETTINGS).get(key, key)
        return any(f"{part}:" in carried for part in counterpart.split("."))

    data = yaml.safe_load(config.read_text(encoding="utf-8"))
    silent = [(path, key) for path, key in keys_of(data) if not answered(path, key)]
    assert [each for each in silent if each[1] not in SPENT] == []


TABLES = {"litellm_params": PARAMS, "model_info": MODEL_INFO}

# What is in the route, in the deployment, or says what is so anyway.
SPENT = {"custom_llm_provider", "litellm_credential_name", "mode"}
