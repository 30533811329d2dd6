"""Whatever a LiteLLM configuration holds, it becomes a models.yaml that loads, or an error."""

from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import llmgate
from llmgate.config import load_text
from llmgate.litellm_config import import_file

CONFIGS = [
    yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "data" / "litellm_configs").glob("*.yaml"))
]
ODD = [
    None, True, 5, -1, 0.5, "", "x", "a b", "${", "${A", "os.environ/", "os.environ/A B", [], {},
    ["x", None], {"a": None}, [[]], [{"x": ["y"]}], {"x": {"y": [1]}}, "ü\n", "*", "os.environ/OK",
]  # fmt: skip


def paths(value, path=()):
    """The path of each value in a configuration."""
    yield path
    if not isinstance(value, dict | list):
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from paths(item, (*path, key))


@st.composite
def spoilt(draw):
    """A configuration in which some values are odd."""
    config = deepcopy(draw(st.sampled_from(CONFIGS)))
    config.pop("include", None)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(paths(config))))
        if path:
            around = config
            for key in path[:-1]:
                around = around[key]
            around[path[-1]] = deepcopy(draw(st.sampled_from(ODD)))
    return config


@settings(max_examples=150)
@given(spoilt())
def test_an_odd_file_is_imported_or_refused(tmp_path_factory, config):
    """Nothing else comes of it."""
    path = tmp_path_factory.mktemp("odd") / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    with suppress(llmgate.ConfigError):
        text = import_file(path).text
        assert mistakes_of(text) == ()


def mistakes_of(text):
    """The mistakes of a models.yaml."""
    try:
        load_text(text)
    except llmgate.ConfigError as error:
        return error.mistakes
    return ()


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    "key", ["model_group_alias", "fallbacks", "model_group_retry_policy", "default_litellm_params"]
)
def test_an_odd_setting_is_left_out_or_refused(tmp_path, key, value):
    """So is every shape of the settings that the translation looks into."""
    config = {
        "model_list": [{"model_name": "m", "litellm_params": {"model": "openai/x"}}],
        "router_settings": {key: value},
        "credential_list": value,
    }
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    assert "m" in load_text(import_file(path).text).models
