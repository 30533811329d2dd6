"""No mistake shows a key, wherever the user has put it."""

import traceback

import pytest

from llmgate.config import load_dict, load_text
from llmgate.errors import ConfigError

SECRET = "sk-s3cret0123456789"

WRONG_PLACES = [
    "api_key: [{s}]",
    "api_key: {{{s}: }}",
    "api_key: {{{s}: 1, {s}: 2}}",
    "api_key: {{command: {s}}}",
    "api_key: {{command: [{s}, 1]}}",
    "api_key: {{comand: {s}}}",
    "api_key: {{command: [a], {s}: 1}}",
    "api_key: {{file: [{s}]}}",
    "api_key: {{mint: zhipu, form: {s}}}",
    "api_key: {{mint: {s}x, from: a}}",
    "api_key: {{mint: zhipu, from: '{s}é'}}",
    "api_key: {{mint: zhipu, from: [{s}]}}",
    "api_key: {{mint: zhipu, {s}: a}}",
    "api_key: {{mint: zhipu, file: {s}}}",
    "api_key: !{s}",
    "api_key: !{s} x",
    "api_key: *{s}",
    "api_key: &{s}",
    "api_key: ${{{s}}}",
    "api_key: ${{{s}",
    "api_key: |\n      {s}",
    "api_key: '{s}é'",
    "api_key: '{s} '",
    "api_key: '{s}",
    'api_key: "{s}\\q"',
    "api_key: {s}: {s}",
    "api_key: [{s}, {s}",
    "api_key: {{{s} {s}",
    "api_key: @{s}",
    "api_key:\n      x:\n        {s}: {{}}",
    "headers: [{s}]",
    "headers: {s}",
    "headers: {{'Authorization: {s}': }}",
    "headers: {{'Authorization: {s}': 1}}",
    "headers: {{{s}: }}",
    "headers: {{x-a: [{s}]}}",
    "headers: {{x-a: {{{s}: 1}}}}",
    "headers: {{x-a: '{s}é'}}",
    "litellm: [{s}]",
    "litellm: {s}",
    "litellm: {{num_retries: {s}}}",
    "litellm: {{api_key: {s}}}",
    "litellm: {{azure_ad_tokn: {s}}}",
    "litellm: {{x: '${{{s}'}}",
    "params: {{api_key: {s}}}",
    "params: {{aws_secret_access_key: {s}}}",
    "api_keys: {s}",
    "api_base: {s}",
    "api_base: ['{s}']",
    "api_base: https://user:{s}@host x\n    timeout: 0",
    "timeout: {s}",
]


def told(load, data):
    """Return all that an error says, its traceback included."""
    with pytest.raises(ConfigError) as caught:
        load(data)
    error = caught.value
    lines = traceback.format_exception(error)
    return "\n".join([str(error), repr(error), repr(error.__context__), *lines])


@pytest.mark.parametrize("line", WRONG_PLACES)
def test_mistake_shows_no_key(line):
    """A key in a wrong place is not repeated, in no message, path, repr or traceback."""
    text = told(load_text, f"models:\n  w:\n    route: a/b\n    {line.format(s=SECRET)}\n")
    assert [part for part in text.splitlines() if SECRET in part] == []


@pytest.mark.parametrize(
    "keys",
    [
        {"api_key": {SECRET: None}},
        {"api_key": [SECRET]},
        {"headers": {"x": [SECRET]}},
        {"litellm": {"max_retries": SECRET}},
        {"api_key": SECRET.encode()},
    ],
)
def test_mistake_in_data_shows_no_key(keys):
    """The same holds for data."""
    text = told(load_dict, {"models": {"w": {"route": "a/b", **keys}}})
    assert [part for part in text.splitlines() if SECRET in part] == []
