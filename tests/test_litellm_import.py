"""Importing a LiteLLM proxy's configuration: what becomes of it, and what is said."""

import json
import os
import random
import subprocess
import sys

import pytest
import yaml

import llmgate
from llmgate.config import load_text
from llmgate.litellm_config import import_file
from llmgate.litellm_config.entries import WILDCARD
from llmgate.testing import FakeModel, FakeProviders

KEY = "os.environ/OPENAI_API_KEY"


@pytest.fixture
def imported(tmp_path):
    """Import the text, or the data, of a configuration."""

    def imported(config):
        path = tmp_path / "config.yaml"
        text = config if isinstance(config, str) else yaml.safe_dump(config, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return import_file(path)

    return imported


@pytest.fixture
def mistake(imported, tmp_path):
    """The mistakes of a configuration that cannot be imported, without the folder's name."""

    def mistake(config):
        with pytest.raises(llmgate.ConfigError) as caught:
            imported(config)
        return str(caught.value).replace(f"{tmp_path}{os.sep}", "")

    return mistake


def entry(name, model="openai/gpt-4o-mini", info=None, **params):
    """An entry of the model list."""
    made = {"model_name": name, "litellm_params": {"model": model, **params}}
    return made if info is None else {**made, "model_info": info}


def model_of(translation, name="m"):
    """A model of the result."""
    return translation.data["models"][name]


def said(translation):
    """What was said, as lines."""
    return [str(note) for note in translation.notes]


def test_the_file_begins_with_the_schema_for_editors(imported):
    """And tells where it comes from."""
    lines = imported({"model_list": [entry("m")]}).text.splitlines()
    assert lines[:3] == [
        "# yaml-language-server: $schema=./models.schema.json",
        "# From config.yaml, by `llmgate import`; comments of that file are not carried over.",
        "version: 1",
    ]


def test_parameters_keywords_and_the_endpoint_part_ways(imported):
    """Each key stands where models.yaml has it."""
    params = {
        "api_key": KEY, "api_base": "https://example.com/v1", "organization": "house",
        "temperature": 0, "timeout": "20", "stream_timeout": 5, "max_retries": 1,
        "extra_headers": {"x-team": "os.environ/TEAM"}, "headers": {"x-n": 1},
    }  # fmt: skip
    assert model_of(imported({"model_list": [entry("m", **params)]})) == {
        "route": "openai/gpt-4o-mini",
        "api_key": "${OPENAI_API_KEY}",
        "api_base": "https://example.com/v1",
        "headers": {"x-team": "${TEAM}", "x-n": "1"},
        "litellm": {"organization": "house"},
        "timeout": 20,
        "stream_timeout": 5,
        "retries": 1,
        "params": {"temperature": 0},
    }


@pytest.mark.parametrize(
    "key,value",
    [
        ("api_key", "sk-proj-0123456789"),
        ("aws_secret_access_key", "wJalrXUtnFEMI"),
        ("azure_ad_token", "eyJ0eXAi"),
        ("api_base", "https://user:password@example.com/v1"),
        ("vertex_credentials", '{"private_key": "-----BEGIN"}'),
        ("extra_headers", {"Authorization": "Bearer abcdef"}),
        ("extra_body", {"auth_token": "abcdef"}),
    ],
)
def test_a_credential_that_is_written_out_becomes_a_variable(imported, key, value):
    """It is in no output; the variable that takes its place is named."""
    translation = imported({"model_list": [entry("my model", **{key: value})]})
    secret = value if isinstance(value, str) else next(iter(value.values()))
    shown = translation.text + "\n".join(said(translation))
    assert (secret in shown, "${MY_MODEL_" in translation.text) == (False, True)
    assert ("is written out there" in shown, "; set MY_MODEL_" in shown) == (True, True)


def test_one_credential_has_one_variable_and_two_have_two(imported):
    """Names that the file uses already are taken."""
    models = [
        entry("m", api_key="sk-one-111"), entry("m", api_key="sk-two-222"),
        entry("n", api_key="sk-one-111"), entry("o", api_key="os.environ/M_API_KEY_2"),
    ]  # fmt: skip
    found = imported({"model_list": models}).data["models"]
    keys = [each["api_key"] for each in (*found["m"]["deployments"], found["n"], found["o"])]
    assert keys == ["${M_API_KEY}", "${M_API_KEY_3}", "${M_API_KEY}", "${M_API_KEY_2}"]


def test_a_placeholder_for_a_server_without_keys_is_no_secret(imported):
    """Local servers are given any word."""
    model = model_of(imported({"model_list": [entry("m", api_key="dummy")]}))
    assert model["api_key"] == "dummy"


def test_what_looks_like_a_variable_of_ours_stays_what_it_was(imported):
    """Text with ``${`` in it is text there, unless it is nothing else."""
    params = {"extra_body": {"note": "costs ${x} and"}, "api_base": "${BASE}"}
    translation = imported({"model_list": [entry("m", **params)]})
    model = load_text(translation.text).models["m"]
    assert model.params["extra_body"]["note"].expand({}) == "costs ${x} and"
    assert model.api_base.expand({"BASE": "http://b"}) == "http://b"


def test_the_smallest_window_holds_for_all_deployments(imported):
    """A prompt that fits it fits each of them."""
    models = [entry("m", info={"max_input_tokens": size}, rpm=size) for size in (9000, 4000)]
    translation = imported({"model_list": models})
    assert model_of(translation)["context_window"] == 4000
    assert any("it is 4000 now" in line for line in said(translation))


def test_a_model_that_does_not_chat_is_left_out(imported):
    """By its mode, or by what the catalogue knows of it."""
    models = [
        entry("m"),
        entry("e", "text-embedding-3-small"),
        entry("i", info={"mode": "image_generation"}),
    ]
    translation = imported({"model_list": models})
    assert list(translation.data["models"]) == ["m"]
    assert said(translation) == [
        "not carried: model_list[1]: is no chat model, but for embedding",
        "not carried: model_list[2]: is no chat model, but for image_generation",
    ]


def test_what_the_loader_would_refuse_is_left_out_and_said(imported):
    """The result loads whatever the file holds."""
    params = {
        "api_base": "example.com", "timeout": -1, "extra_headers": {"a b": "c", "d": "e"},
        "stop": {"a": float("inf")}, "api_version": {"a": 1},
    }  # fmt: skip
    translation = imported({"model_list": [entry("m", **params), entry(" blank ")]})
    load_text(translation.text)
    assert model_of(translation) == {"route": "openai/gpt-4o-mini", "headers": {"d": "e"}}
    assert len(translation.notes) == 6


def test_an_overflow_has_no_fallback_where_the_map_leaves_a_model_out(imported):
    """As in the Router, where one entry of the map switches all other fallbacks off for it."""
    settings = {
        "fallbacks": [{"a": ["b"]}, {"b": ["a"]}],
        "context_window_fallbacks": [{"a": ["b"]}],
    }
    found = imported({"model_list": [entry("a"), entry("b")], "litellm_settings": settings})
    assert found.data["models"]["b"]["fallbacks"] == {"context_window": [], "any": ["a"]}


def test_the_routers_own_section_counts_before_the_librarys(imported):
    """What is overruled is said."""
    config = {
        "model_list": [entry("a")],
        "router_settings": {"num_retries": 1, "timeout": 9},
        "litellm_settings": {"num_retries": 5, "request_timeout": 8},
    }
    translation = imported(config)
    assert translation.data["defaults"] == {"timeout": 9, "retries": 1}
    assert [line.split(": ")[1] for line in said(translation)] == [
        "litellm_settings.num_retries",
        "litellm_settings.request_timeout",
    ]


def test_no_value_of_the_server_is_shown(imported):
    """Of its settings the names are told."""
    general = {"master_key": "sk-master-1", "database_url": "postgresql://u:p@h/d"}
    translation = imported({"model_list": [entry("a")], "general_settings": general})
    assert [note.path for note in translation.notes] == [
        "general_settings.master_key",
        "general_settings.database_url",
    ]
    assert [word for word in ("sk-master", "postgresql") if word in translation.text] == []


def test_a_models_yaml_is_told_apart(mistake):
    """There is nothing to import."""
    assert mistake("version: 1\nmodels:\n  a: {route: openai/x}\n") == (
        "config.yaml:2:1: models: this is models.yaml already; there is nothing to import"
    )


def test_another_file_is_told_apart(mistake):
    """It has no list of models."""
    assert "the key 'model_list' is missing" in mistake("a: 1")


def test_an_empty_list_is_told(mistake):
    """The models may be in a database."""
    assert "config.yaml: model_list: is empty" in mistake({"model_list": []})


def test_broken_yaml_is_told_with_its_place(mistake):
    """As for models.yaml."""
    assert mistake("model_list:\n  - {model_name: a\n  b").startswith("config.yaml:")


def test_every_entry_that_is_no_entry_is_told(mistake):
    """All at once, each with its place."""
    text = "model_list:\n  - gpt-4o\n  - {model_name: a, litellm_params: {api_key: x}}\n"
    assert mistake(text).splitlines() == [
        "config.yaml:2:5: model_list[0]: must be a mapping with 'model_name' and 'litellm_params'",
        "config.yaml:3:37: model_list[1].litellm_params: needs 'model', the route of the model",
    ]


def test_a_file_without_a_model_for_us_says_why(mistake):
    """Each entry has its reason."""
    text = mistake({"model_list": [entry("openai/*", "openai/*"), entry("x", "riddle")]})
    assert [line.partition(": ")[2] for line in text.splitlines()] == [
        "no model of this file can be carried over",
        f"model_list[0]: {WILDCARD}",
        "model_list[1].litellm_params.model: names no provider; write provider/model",
    ]


def test_an_included_file_that_is_not_there_is_told(mistake):
    """With its place."""
    text = "include: [more.yaml]\nmodel_list: []\n"
    assert mistake(text) == "config.yaml:1:11: include[0]: there is no such file beside this one"


def test_the_loader_sends_whoever_has_such_a_file_here():
    """The error for a `model_list` names the command."""
    with pytest.raises(llmgate.ConfigError, match="run `llmgate import FILE` to convert it"):
        load_text("model_list: []")


# Walks graphs of fallbacks in LiteLLM's Router, which leaves callbacks behind in its process.
WALK = """
import json, sys
import litellm
for line in sys.stdin:
    config = json.loads(line)
    router = litellm.Router(
        model_list=config["model_list"], num_retries=0, disable_cooldowns=True,
        **config["router_settings"],
    )
    for entry in config["model_list"]:
        try:
            messages = [{"role": "user", "content": "x"}]
            router.completion(model=entry["model_name"], messages=messages)
        except litellm.AuthenticationError:
            pass
"""


def test_ladders_are_what_the_router_walks(imported):
    """Random graphs of fallbacks, circles and all, and every model in them refuses its key."""
    names, dice = "abcdefgh", random.Random(7)  # noqa: S311  (a test's dice)
    with FakeProviders({name: FakeModel(1_000, max_output_tokens=100) for name in names}) as fakes:
        params = {"api_base": fakes.url("openai"), "api_key": "none"}
        models = [entry(name, f"openai/{name}", **params) for name in names]
        configs = []
        for _ in range(15):
            lists = [{name: dice.sample(names, dice.randint(1, 3))} for name in names[:6]]
            general = [{"*": dice.sample(names, 2)}] * dice.randint(0, 1)
            settings = {"fallbacks": dice.sample(lists, 4) + general}
            settings |= {"max_fallbacks": dice.randint(2, 5)}
            configs.append({"model_list": models, "router_settings": settings})
        subprocess.run(
            [sys.executable, "-c", WALK],
            input="\n".join(map(json.dumps, configs)),
            env=os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"},
            encoding="utf-8",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=110,
        )
        walked = [request.model for request in fakes.requests]
    expected = []
    for config in configs:
        found = imported(config).data["models"]
        for name in names:
            expected += [name, *found[name].get("fallbacks", ())]
    assert walked == expected
