"""Exporting to a LiteLLM proxy's configuration: what becomes of it, and what is said."""

import pytest
import yaml

import llmgate
from llmgate.litellm_config import export_file


@pytest.fixture
def exported(tmp_path):
    """Export the models of a file, with what else is in it."""

    def exported(models, **more):
        path = tmp_path / "models.yaml"
        path.write_text(yaml.safe_dump({**more, "models": models}), encoding="utf-8")
        return export_file(path)

    return exported


def params_of(translation):
    """The parameters of the only entry."""
    (entry,) = translation.data["model_list"]
    return entry["litellm_params"]


def said(translation):
    """What was said of models, as lines, without what holds for every file."""
    notes = (note for note in translation.notes if note.path != "defaults.timeout")
    return [str(note) for note in notes]


def test_variables_stay_references(exported):
    """LiteLLM reads them from the environment of the proxy."""
    headers = {"x-team": "${TEAM}"}
    model = {"route": "openai/x", "api_key": "${KEY}", "headers": headers}
    assert params_of(exported({"m": model})) == {
        "model": "openai/x",
        "api_key": "os.environ/KEY",
        "extra_headers": {"x-team": "os.environ/TEAM"},
    }


@pytest.mark.parametrize(
    "key,reason",
    [
        ("sk-live-0123456789", "is written out in models.yaml"),
        ({"command": ["gcloud", "auth", "sk-live"]}, "is fetched by the gate"),
        ({"file": "/run/secrets/sk-live"}, "is fetched by the gate"),
        ("${ONE}-${TWO}", "LiteLLM puts no text together from variables"),
    ],
)
def test_a_key_that_is_no_variable_becomes_one(exported, key, reason):
    """Its name is told, and nothing of the key."""
    translation = exported({"m": {"route": "openai/x", "api_key": key}})
    (line,) = said(translation)
    assert params_of(translation)["api_key"] == "os.environ/M_API_KEY"
    assert (reason in line, "set M_API_KEY" in line) == (True, True)
    assert "sk-live" not in translation.text + line


def test_two_commands_have_two_variables(exported):
    """As each prints its own key."""
    keys = ({"api_key": {"command": [word]}} for word in ("a", "b"))
    models = {"m": {"route": "openai/x", "deployments": list(keys)}}
    entries = exported(models).data["model_list"]
    assert [entry["litellm_params"]["api_key"] for entry in entries] == [
        "os.environ/M_API_KEY",
        "os.environ/M_API_KEY_2",
    ]


def test_a_default_of_a_variable_is_told(exported):
    """The proxy has to be given the variable."""
    translation = exported({"m": {"route": "openai/x", "api_base": "${BASE:-http://b}"}})
    assert params_of(translation)["api_base"] == "os.environ/BASE"
    assert said(translation) == [
        "note: models.m.api_base: LiteLLM knows no default of a variable; set BASE there"
    ]


def test_defaults_stand_at_each_model(exported):
    """A model's own parameters win, as in the gate."""
    model = {"route": "openai/x", "params": {"temperature": 1}}
    translation = exported({"m": model}, defaults={"params": {"temperature": 0, "top_p": 0.5}})
    assert params_of(translation) == {"model": "openai/x", "temperature": 1, "top_p": 0.5}


def test_what_the_router_cannot_have_is_told(exported):
    """Each key that the file gives, and no other."""
    model = {
        "route": "openai/x", "sticky": False, "carrier": "litellm", "on_length": "raise",
        "overflow": [{"status": 400}], "fallbacks": {"output_length": ["n"]},
    }  # fmt: skip
    defaults = {"model": "m", "deadline": 9, "timeout": 5}
    translation = exported({"m": model, "n": {"route": "openai/y"}}, defaults=defaults)
    assert sorted(note.path for note in translation.notes if not note.carried) == [
        "defaults.deadline",
        "defaults.model",
        "models.m.carrier",
        "models.m.fallbacks.output_length",
        "models.m.on_length",
        "models.m.overflow",
        "models.m.sticky",
    ]


def test_a_list_for_one_cause_serves_no_overflow_and_no_refused_content(exported):
    """The Router's one list for all causes is kept from these two."""
    fallbacks = {"rate_limit": ["n"], "quota": ["o"]}
    models = {name: {"route": "openai/x"} for name in "no"}
    translation = exported({"m": {"route": "openai/x", "fallbacks": fallbacks}, **models})
    assert translation.data["router_settings"] == {
        "fallbacks": [{"m": ["n", "o"]}],
        "context_window_fallbacks": [{"m": []}],
        "content_policy_fallbacks": [{"m": []}],
    }
    text = "the Router has one list for all causes but overflows and refused content: n, o"
    assert said(translation) == [f"note: models.m.fallbacks: {text}"]


def test_retries_of_a_model_are_its_policy(exported):
    """For the causes that the gate retries."""
    models = {"m": {"route": "openai/x", "retries": 4}}
    router = exported(models, defaults={"retries": 1}).data["router_settings"]
    assert router == {
        "num_retries": 1,
        "model_group_retry_policy": {
            "m": {
                "RateLimitErrorRetries": 4,
                "TimeoutErrorRetries": 4,
                "InternalServerErrorRetries": 4,
            }
        },
    }


def test_a_file_with_mistakes_is_not_exported(exported):
    """They are told as by every command."""
    with pytest.raises(llmgate.ConfigError, match="did you mean 'route'"):
        exported({"m": {"rout": "openai/x"}})
