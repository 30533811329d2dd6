"""docs/coming-from-litellm.md shows the tables that the translation works by."""

from pathlib import Path

import pytest

from llmgate.litellm_config import tables

PAGE = Path(__file__).parent.parent / "docs" / "coming-from-litellm.md"


def rows(prefix, keys):
    """The lines of a table."""
    return [f"| `{prefix}{key}` | {text} |" for key, text in keys.items()]


def counterparts(keys):
    """Keys of models.yaml, as the page writes them."""
    return {key: f"`{ours}`" for key, ours in keys.items()}


def together(keys):
    """Keys of one reason, in one line."""
    reasons = {}
    for key, reason in keys.items():
        reasons.setdefault(reason, []).append(f"`{key}`")
    return [f"| {', '.join(names)} | {reason} |" for reason, names in reasons.items()]


def page_tables():
    """The tables of the page."""
    carried = [
        *rows("litellm_params.", counterparts(tables.PARAMS)),
        "| any other request parameter in `litellm_params` | `params` |",
        "| any other keyword in `litellm_params` | `litellm` |",
        *rows("model_info.", counterparts(tables.MODEL_INFO)),
        *rows("", counterparts(tables.SETTINGS)),
    ]
    sections = ", ".join(f"`{name}`" for name in sorted(tables.SERVER_SECTIONS))
    left_out = [
        *together(tables.PARAMS_LEFT_OUT),
        *together(tables.MODEL_INFO_LEFT_OUT),
        *together(tables.SETTINGS_LEFT_OUT),
        f"| {sections} | {tables.SERVER} |",
    ]
    return "\n".join([
        "| in LiteLLM | in models.yaml |", "| --- | --- |", *carried, "",
        "| without a counterpart | why |", "| --- | --- |", *left_out,
    ])  # fmt: skip


def test_the_page_has_the_tables():
    """Word for word."""
    assert page_tables() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [*tables.PARAMS, *tables.PARAMS_LEFT_OUT])
def test_a_key_has_a_counterpart_or_a_reason(key):
    """And not both."""
    assert (key in tables.PARAMS) != (tables.left_out_of_params(key) is not None)
