"""Whatever is read ends as a configuration or as mistakes, and as nothing else."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from llmgate.calls.keywords import KNOWN_KEYWORDS
from llmgate.config import Config, load_dict, load_text
from llmgate.config.schema import Defaults, Model
from llmgate.errors import ConfigError

GOOD = (Path(__file__).parent / "data" / "contract.yaml").read_text("utf-8")
WORDS = sorted(
    {
        *Model.model_fields,
        *Defaults.model_fields,
        *("version", "defaults", "models", "any", "bad_request", "status", "match", "command"),
        *("file", "writer", "gpt-4", "openai/x", "${A}", "${A:-", "a/b", "true", "model_list"),
        *list(KNOWN_KEYWORDS)[:20],
    }
)
MARKS = [
    *(":", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "#", "&a ", "*a"),
    *("<<: ", "!x ", "!!str ", "'", '"', "|\n", ">", "%", "@", "`", "\t", "---\n", "...", "~"),
    *("\0", "\x85", "\u2028", "\ufeff", "é", "\ud800", "\\", "\\u", "1", "-1.5", ".nan", "1e9"),
]
TEXTS = st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map("".join)


def ends_well(load, data):
    """Say whether data is a configuration or has at least one mistake, each fit to be shown."""
    try:
        config = load(data)
    except ConfigError as error:
        lines = [str(each) for each in error.mistakes]
        return bool(lines) and all(line.isprintable() for line in lines)
    return isinstance(config, Config)


@given(st.text())
def test_any_text(text):
    """Any text at all ends well."""
    assert ends_well(load_text, text)


@given(TEXTS)
@example("models:\n  w: {route: a/b, litellm: {fallbacks: }}")
@example("models: {params: {route: a/b, timeout: }}")
@example("a: &a [*a]\n<<: *a")
def test_text_of_yaml_tokens(text):
    """Any sequence of YAML's marks and the schema's words ends well."""
    assert ends_well(load_text, text)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), TEXTS)
def test_mutated_file(start, length, inserted):
    """A good file with one place changed ends well."""
    assert ends_well(load_text, GOOD[:start] + inserted + GOOD[start + length :])


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(WORDS),
    st.binary(max_size=2),
)
KEYS = st.sampled_from(WORDS) | st.text(max_size=5) | st.integers()
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
MODELS = st.dictionaries(st.sampled_from(list(Model.model_fields)), TREES, max_size=6)


@given(TREES)
def test_any_data(data):
    """Any data at all ends well."""
    assert ends_well(load_dict, data)


@given(st.dictionaries(st.sampled_from(["w", "v", "params"]), MODELS), TREES)
def test_any_model(models, defaults):
    """Any model ends well."""
    assert ends_well(load_dict, {"models": models, "defaults": defaults})


@given(st.sampled_from(list(Model.model_fields)), TREES)
def test_one_key_of_a_good_model(key, value):
    """A good model with one key changed ends well."""
    assert ends_well(load_dict, {"models": {"w": {"route": "a/b", key: value}}})
