"""The documented models.yaml, as a whole: what it says, where, and what never shows."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from llmgate.config import (
    REASONS,
    CommandSource,
    FileSource,
    MintSource,
    Reference,
    load_dict,
    load_file,
    load_text,
)
from llmgate.config.schema import Defaults, Deployment, Document, Model

EXAMPLE = Path(__file__).parent / "data" / "contract.yaml"


@pytest.fixture(name="example")
def fixture_example():
    """Return the documented example, loaded."""
    return load_file(EXAMPLE)


@pytest.fixture(name="data")
def fixture_data():
    """Return the documented example as plain data."""
    return yaml.safe_load(EXAMPLE.read_text("utf-8"))


def test_names_and_aliases(example):
    """The models come in the file's order, with their aliases."""
    assert {name: model.aliases for name, model in example.models.items()} == {
        "writer": ("gpt-4", "gpt-4-turbo"),
        "writer-long": (),
        "writer-huge": (),
        "writer-b": (),
    }


def test_defaults(example):
    """The defaults are as written."""
    assert example.defaults.model_dump() == {
        "model": "writer",
        "timeout": 60,
        "stream_timeout": None,
        "deadline": 300,
        "retries": 2,
        "on_length": "climb",
        "carrier": "auto",
        "sticky": True,
        "params": {"temperature": 0.2},
    }


def test_file_without_defaults_has_the_same():
    """What the example says of timeouts and retries holds where a file says nothing."""
    silent = load_text("models: {w: {route: a/b}}").defaults
    assert silent == Defaults(timeout=60, deadline=300, retries=2, on_length="climb")


@pytest.mark.parametrize(
    "reason,expected",
    [
        ("context_window", ("writer-long", "writer-huge")),
        ("output_length", ("writer-long", "writer-huge")),
        ("rate_limit", ("writer-b",)),
        ("quota", ("writer-b",)),
        ("bad_request", ()),
    ],
)
def test_list_of_a_reason(example, reason, expected):
    """A reason has its own list, else that of ``any``; an output cut climbs the ladder."""
    assert example.models["writer"].fallbacks.for_reason(reason) == expected


def test_no_fallbacks(example):
    """A model without fallbacks has none for any reason."""
    fallbacks = example.models["writer-b"].fallbacks
    assert [fallbacks.for_reason(reason) for reason in REASONS] == [()] * 10


def test_empty_list_is_a_list():
    """An empty list keeps a reason from falling back to the list of ``any``."""
    text = "models: {w: {route: a/b, fallbacks: {any: [v], quota: []}}, v: {route: a/b}}"
    assert load_text(text).models["w"].fallbacks.for_reason("quota") == ()


def test_list_is_short_for_any():
    """A list of fallbacks means the same as that list under ``any``."""
    long, short = (
        load_text(f"models: {{w: {{route: a/b, fallbacks: {each}}}, v: {{route: a/b}}}}").models
        for each in ("{any: [v]}", "[v]")
    )
    assert long == short


def test_azure_model(example):
    """Everything that belongs to one endpoint is there, with its variables unresolved."""
    model = example.models["writer-b"]
    environ = {"AZURE_ENDPOINT": "https://x.example", "AZURE_API_KEY": "k"}
    assert (
        model.api_base.expand(environ),
        model.api_version.expand(environ),
        model.api_key.parts,
        model.headers["x-team"].expand({}),
        model.litellm["azure_ad_token"].expand({}),
    ) == ("https://x.example", "2024-10-21", (Reference("AZURE_API_KEY"),), "research", "")


@pytest.mark.parametrize(
    "status,text,expected",
    [
        (400, "We RAN out of Room here", True),
        (500, "ran out of room", False),
        (400, "bad", False),
        (400, "." * 5000 + "ran out of room", False),
    ],
)
def test_overflow_rule(example, status, text, expected):
    """A rule fits by status and words, whatever their case, near the start of the text."""
    (rule,) = example.models["writer-b"].overflow
    assert rule.fits(status, text) == expected


def test_one_deployment(example):
    """A model without ``deployments`` has one: its own route and key."""
    (deployment,) = example.models["writer"].effective_deployments()
    assert (deployment.route.text, deployment.api_key.names) == (
        "openai/gpt-4o-mini",
        ("OPENAI_API_KEY",),
    )


def test_deployments_inherit():
    """A deployment takes from its model what it does not say itself, headers one by one."""
    model = load_text("""
models:
  w:
    route: openai/x
    api_key: ${A}
    api_version: v1
    headers: {x-a: a, x-b: b}
    litellm: {organization: o}
    deployments:
      - {}
      - {route: openai/y, api_key: "${B}", headers: {X-B: c}, litellm: {ssl_verify: false}}
""").models["w"]
    first, second = (
        (
            each.route.text,
            each.api_key.names,
            each.api_version.text,
            {name: value.text for name, value in each.headers.items()},
            set(each.litellm),
        )
        for each in model.effective_deployments()
    )
    assert (first, second) == (
        ("openai/x", ("A",), "v1", {"x-a": "a", "x-b": "b"}, {"organization"}),
        ("openai/y", ("B",), "v1", {"x-a": "a", "X-B": "c"}, {"organization", "ssl_verify"}),
    )


def test_key_from_elsewhere():
    """A key may be what a command prints, what another file holds, or a token made of one."""
    models = load_text("""
models:
  w: {route: a/b, api_key: {command: [get, "${WHAT}"]}}
  v: {route: a/b, api_key: {file: /run/token}}
  z: {route: zai/glm-4.6, api_key: {mint: zhipu, from: "${ID}.${SECRET}"}}
""").models
    command, file, mint = (models[name].api_key for name in "wvz")
    assert (type(command), command.command[1].names, type(file), file.file.text) == (
        CommandSource,
        ("WHAT",),
        FileSource,
        "/run/token",
    )
    assert (type(mint), mint.mint, mint.source.names) == (MintSource, "zhipu", ("ID", "SECRET"))


@pytest.mark.parametrize(
    "path,key,expected",
    [
        (("models", "writer"), True, (14, 3)),
        (("models", "writer"), False, (15, 5)),
        (("models", "writer", "fallbacks", "context_window", 1), False, (20, 37)),
        (("models", "writer-huge", "deployments", 0, "api_key"), False, (32, 49)),
        (("models", "nobody"), False, None),
        (("models", "writer", "sticky"), True, None),
    ],
)
def test_place(example, path, key, expected):
    """Each key and each value has its line and column."""
    assert example.place_of(path, key=key) == expected


def test_data_equals_text(data, example):
    """Plain data says the same as the file, without places."""
    loaded = load_dict(data)
    assert (loaded.models, loaded.defaults, loaded.place_of(("models",))) == (
        example.models,
        example.defaults,
        None,
    )


@pytest.mark.parametrize("secret", ["sk-123", "tok-456", "pass-789", "x-team-value", "argument"])
def test_repr_shows_no_secret(secret):
    """No key, header, address or keyword shows in a repr."""
    config = load_text("""
models:
  w:
    api_key: sk-123${A:-sk-123}
    api_base: https://user:pass-789@example.com
    headers: {x-team: x-team-value}
    litellm: {azure_ad_token: tok-456}
    deployments: [{route: a/b, api_key: {command: [get, argument]}}]
""")
    model = config.models["w"]
    parts = [*model.effective_deployments(), model.headers, model.litellm, model.api_key]
    assert [
        each for each in map(repr, [config, *parts, model.api_key.parts[1]]) if secret in each
    ] == []


def test_thousand_models():
    """A file of a thousand models, each with a ladder to its neighbour, is loaded whole."""
    text = "models:\n" + "".join(
        f"  m{i}:\n    aliases: [a{i}]\n    route: openai/x\n    api_key: ${{KEY}}\n"
        f"    params: {{top_p: 0.9}}\n    fallbacks:\n      any: [a{(i + 1) % 1000}]\n"
        for i in range(1000)
    )
    assert len(load_text(text).models) == 1000


def test_import_is_light():
    """Loading a configuration imports neither LiteLLM nor OpenAI's client."""
    code = (
        "import sys; from llmgate.config import load_file; load_file(sys.argv[1]); "
        "print(sorted({'litellm', 'openai'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, EXAMPLE]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert result.stdout == "[]\n"


def test_records_are_frozen():
    """What a file says cannot be changed afterwards."""
    frozen = [each.model_config["frozen"] for each in (Document, Defaults, Deployment, Model)]
    assert frozen == [True] * 4
