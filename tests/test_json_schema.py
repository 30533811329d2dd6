"""The JSON Schema of models.yaml accepts and refuses what the loader does."""

import json
import math
import re
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest
import yaml
from command_line import piped
from hypothesis import given, settings
from hypothesis import strategies as st
from wrong_files import MISTAKES, WARNINGS

from llmgate.config import json_schema, load_dict
from llmgate.config.schema import Defaults, Deployment, Model
from llmgate.config.source import read_tree
from llmgate.config.tree import RefusedError
from llmgate.errors import ConfigError

ROOT = Path(__file__).parent.parent
GOOD = [ROOT / "models.yaml", ROOT / "tests" / "data" / "contract.yaml"]
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# What JSON Schema has no words for, by what the loader says of it.
INEXPRESSIBLE = {
    "names that refer to each other": (
        r"unknown model|falls back to itself|stands twice in this list|is already one of model"
        r"|is the name of a model"
    ),
    "whose key goes to whom": r"would send the model's api_key",
    "a whole number written as 5.0, which JSON takes for 5": r"this one has a fraction|version 1",
    "keywords that only look like a known one": r"unknown keyword; did you mean",
    "what a regular expression may hold": (
        r"is not a regular expression|repeats a group|open repeats|optional parts|has a set"
        r"|verbose flag"
    ),
    "names of headers that differ in case": r"in another case",
    "what several defaults of variables make together": (
        r"is only half a route|names no provider|must be provider/model|must be an address"
    ),
    "numbers that JSON does not have": r"JSON knows no NaN|this one is (nan|-?inf)",
    "how deep and how large it is": r"levels deep|more than [\d,]+ values",
}


def loader_mistakes(data):
    """What the loader says of plain data."""
    try:
        load_dict(data)
    except ConfigError as error:
        return [str(mistake) for mistake in error.mistakes]
    return []


def expressible(mistakes, data):
    """The mistakes that a JSON Schema can know of."""
    beyond = dict(INEXPRESSIBLE)
    if ":-" not in json.dumps(data):
        del beyond["what several defaults of variables make together"]
    return [each for each in mistakes if not re.search("|".join(beyond.values()), each)]


def agrees(data):
    """Say whether the schema accepts what the loader does, and refuses what it can know of."""
    mistakes, accepted = loader_mistakes(data), VALIDATOR.is_valid(data)
    return accepted if not mistakes else not (accepted and expressible(mistakes, data))


def plain(text):
    """The plain data of a text that is good YAML; None of any other."""
    try:
        root, findings = read_tree(text)
    except RefusedError:
        return None
    return None if findings else root.value


FILES = {
    name: data
    for name, (text, _) in {**MISTAKES, **WARNINGS}.items()
    if (data := plain(text)) is not None
}


def test_schema_is_well_formed():
    """The schema is JSON, and a JSON Schema of its draft."""
    jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(SCHEMA)))


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.name)
def test_schema_accepts_good_files(file):
    """A good file satisfies the schema."""
    assert list(VALIDATOR.iter_errors(yaml.safe_load(file.read_text("utf-8")))) == []


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_schema_agrees_on_the_wrong_files(data):
    """A file is refused where the loader has something to say that the schema can know of."""
    assert agrees(data)


@pytest.mark.parametrize("kind", INEXPRESSIBLE)
def test_what_the_schema_cannot_say_is_needed(kind):
    """Each exception stands for a file that the schema accepts and the loader refuses."""
    pattern = re.compile(INEXPRESSIBLE[kind])
    cases = [*FILES.values(), *BEYOND]
    assert any(
        VALIDATOR.is_valid(data) and any(map(pattern.search, loader_mistakes(data)))
        for data in cases
    )


def of_one_model(**keys):
    """The data of a file with one model."""
    return {"models": {"w": {"route": "a/b", **keys}}}


def nested(depth):
    """Lists in lists."""
    return [nested(depth - 1)] if depth else []


BEYOND = [
    of_one_model(overflow=[{"match": "("}]),
    of_one_model(headers={"x-a": "b", "X-A": "b"}),
    of_one_model(route="${A:-a}${B:-b}"),
    of_one_model(params={"stop": nested(50)}),
    of_one_model(context_window=5.0),
    of_one_model(params={"top_p": math.inf}),
]

WORDS = sorted(
    {
        *(*Model.model_fields, *Defaults.model_fields, *Deployment.model_fields),
        *("any", "rate_limit", "bad_request", "status", "match", "command", "file", "top_p"),
        *("writer", "writer-b", "gpt-4", "openai/x", "https://a.example", "climb", "direct"),
        *("${A}", "${A:-b/c}", "${A:-", "$A", "${A:-b}", "a b", " a", "a\n", "", "é", "x-team"),
        *("num_retries", "temperature", "messages", "azure_ad_token", "mock_response", "(a|b"),
    }
)
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([None, True, False, 0, 1, -1, 2, 400, 200000, 0.5, 1e9, 5.5]),
    st.text(max_size=4),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(data, path=()):
    """Every place in plain data."""
    yield path
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from paths(data[key], (*path, key))


DOCUMENT = yaml.safe_load(GOOD[1].read_text("utf-8"))


@st.composite
def documents(draw):
    """A good file with one value replaced, taken away, or put beside it."""
    data = deepcopy(DOCUMENT)
    *parents, last = draw(st.sampled_from([path for path in paths(data) if path]))
    target = data
    for key in parents:
        target = target[key]
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "remove":
            del target[last]
        case "add" if isinstance(target, dict):
            target[draw(st.sampled_from(WORDS))] = draw(VALUES)
        case _:
            target[last] = draw(VALUES)
    return data


@settings(max_examples=400)
@given(documents())
def test_schema_agrees_on_any_changed_file(data):
    """Whatever is changed of a good file, schema and loader agree on it."""
    assert agrees(data)


def descriptions():
    """The description that an editor shows of each key; one of a record may be the record's."""
    records = SCHEMA["$defs"]
    for name, record in {"file": SCHEMA, **records}.items():
        for key, value in record.get("properties", {}).items():
            referred = records.get(value.get("$ref", "").rpartition("/")[2], {})
            yield f"{name}.{key}", value.get("description") or referred.get("description")


def test_every_key_is_described():
    """Each key that an editor completes has a description that it can show."""
    assert [key for key, text in descriptions() if not text] == []


def test_committed_schema_is_the_generated_one():
    """models.schema.json, which editors read, is what `llmgate schema` writes."""
    seen = piped("schema")
    committed = (ROOT / "models.schema.json").read_text(encoding="utf-8")
    assert (seen.out, seen.err, seen.status) == (committed, "", 0)
