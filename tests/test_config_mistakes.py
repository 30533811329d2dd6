"""Every kind of mistake in models.yaml: its place, its path and its words."""

import pytest
import yaml
from wrong_files import MISTAKES

from llmgate.config import load_file, load_text
from llmgate.config.source import read_tree
from llmgate.config.tree import RefusedError
from llmgate.errors import ConfigError


def told(text):
    """Return the mistakes of a text as they are shown."""
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize("text,expected", MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_told(text, expected):
    """A mistake is told with its line, its column, its path and what to do."""
    assert told(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in MISTAKES.values()], ids=MISTAKES)
def test_python_parser_says_the_same(text):
    """Without PyYAML's C library the text is read the same, and its errors have the same words."""
    assert outcome(text, yaml.SafeLoader) == outcome(text, yaml.CSafeLoader)


def outcome(text, loader):
    """Return the plain data of a YAML text and what is wrong with it, or why it was refused."""
    try:
        root, findings = read_tree(text, loader)
    except RefusedError as refused:
        return refused.finding
    return root.value, findings


def test_all_mistakes_come_in_the_order_of_the_file():
    """Mistakes of YAML, of the schema and between models are reported together."""
    text = """\
defaults: {model: wrtr, sticky: 0}
models:
  writer:
    rout: openai/x
    fallbacks: {any: [nobody], quotta: []}
    api_key: $KEY
  on: {route: a/b, sticky: 1}
  writer: {}
"""
    assert told(text) == [
        "1:19: defaults.model: unknown model 'wrtr'; did you mean 'writer'?",
        "1:33: defaults.sticky: must be true or false, without quotes; this is a number",
        "4:5: models.writer.rout: unknown key 'rout'; did you mean 'route'?",
        "5:23: models.writer.fallbacks.any[0]: unknown model 'nobody'",
        "5:32: models.writer.fallbacks.quotta: unknown key 'quotta'; did you mean 'quota'?",
        "6:14: models.writer.api_key: write a variable of the environment as ${NAME}",
        "7:3: models.on: this key is not text to every reader of YAML; quote it",
        "7:28: models.on.sticky: must be true or false, without quotes; this is a number",
        "8:3: models.writer: this key stands twice; the first is on line 3. Keep one of them",
    ]


def test_mistake_names_the_file(tmp_path):
    """A mistake of a file begins with the file's name, as editors and terminals link it."""
    file = tmp_path / "models.yaml"
    file.write_text("models: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_file(file)
    assert str(caught.value) == f"{file}:1:9: models: is empty; add at least one model"


def test_hints_end_before_the_patience():
    """Thousands of misspelt names are thousands of mistakes, though not all have a hint."""
    models = "".join(f"  model-{i}: {{route: a/b, fallbacks: [modl-{i}]}}\n" for i in range(3000))
    messages = told("models:\n" + models)
    assert (len(messages), "did you mean 'model-0'" in messages[0], "mean" in messages[-1]) == (
        3000,
        True,
        False,
    )
