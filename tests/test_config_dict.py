"""Configurations that are Python's data and no file."""

import enum
from types import MappingProxyType

import pytest

from llmgate.config import load_dict
from llmgate.errors import ConfigError, Mistake


def mistakes(data):
    """Return the mistakes of data."""
    with pytest.raises(ConfigError) as caught:
        load_dict(data)
    return caught.value.mistakes


def model(**keys):
    """Return a configuration of one model."""
    return {"models": {"w": {"route": "a/b", **keys}}}


class Route(enum.StrEnum):
    """Routes, as careful users name them."""

    WRITER = "openai/x"


class Window(enum.IntEnum):
    """Windows, likewise."""

    SMALL = 8192


def test_plain_data():
    """Data is read as a file is, with tuples for lists and enums for words."""
    config = load_dict(
        MappingProxyType(
            {
                "models": {
                    "w": {
                        "route": Route.WRITER,
                        "aliases": ("a", "b"),
                        "context_window": Window.SMALL,
                        "fallbacks": ["v"],
                    },
                    "v": {"route": "a/b"},
                }
            }
        )
    )
    loaded = config.models["w"]
    assert (loaded.route.text, loaded.aliases, loaded.context_window, type(loaded.route.text)) == (
        "openai/x",
        ("a", "b"),
        8192,
        str,
    )


@pytest.mark.parametrize(
    "data,path,message",
    [
        (model(timeout=b"1"), "models.w.timeout", "plain data is needed here, not a bytes"),
        (model(aliases={"a"}), "models.w.aliases", "plain data is needed here, not a set"),
        (model(api_key=object()), "models.w.api_key", "plain data is needed here, not a object"),
        (model(params={1: 2}), "models.w.params", "a key must be text, and this one is a int"),
        (model(timeout=1 + 0j), "models.w.timeout", "plain data is needed here, not a complex"),
        (
            model(params={"user": "\ud800"}),
            "models.w.params.user",
            "this text has half a character (a lone surrogate) in it; remove it",
        ),
        (model(timeout=None), "models.w.timeout", "has no value; write one, or remove the key"),
        ({}, "", "the key 'models' is missing; add it"),
        ([], "", "a configuration is a mapping, with 'models' in it"),
        (None, "", "a configuration is a mapping, with 'models' in it"),
        (
            {"model_list": []},
            "model_list",
            "this is the configuration of a LiteLLM proxy; run `llmgate import FILE` to convert it",
        ),
        (
            model(api_key="sk\r\nx: y"),
            "models.w.api_key",
            "must be one line, without control characters",
        ),
    ],
)
def test_mistake_in_data(data, path, message):
    """A mistake in data has its path, and no line."""
    assert mistakes(data) == (Mistake(message, path),)


def test_order_of_the_data():
    """Mistakes come in the order of the data."""
    data = {
        "models": {"b": {"route": "x", "timeout": 0}, "a": {"colour": 1, "route": "y"}},
        "defaults": {"model": "c"},
    }
    assert [each.path for each in mistakes(data)] == [
        "models.b.route",
        "models.b.timeout",
        "models.a.colour",
        "models.a.route",
        "defaults.model",
    ]


def test_cycle():
    """Data that holds itself is refused, not followed."""
    data = model()
    data["models"]["w"]["params"] = data
    assert mistakes(data) == (
        Mistake("nested more than 40 levels deep; no setting needs that", "models.w.params"),
    )


def test_wide_cycle():
    """Data that holds itself many times is refused before it is followed far."""
    data = {"models": []}
    data["models"] += [data["models"]] * 50
    assert "more than" in mistakes(data)[0].message


def test_data_stays_as_it_is():
    """Later changes to the data change nothing of the configuration."""
    data = model(params={"stop": ["a"]})
    config = load_dict(data)
    data["models"]["w"]["params"]["stop"].append("b")
    assert [each.text for each in config.models["w"].params["stop"]] == ["a"]
