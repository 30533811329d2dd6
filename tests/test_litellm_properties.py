"""Any models.yaml that LiteLLM can express survives the way to a proxy's configuration and back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from llmgate.config import load_dict, load_text
from llmgate.litellm_config import export_file, import_file
from llmgate.litellm_config.writing import models_yaml

NAMES = ["writer", "writer-long", "a b", "openai/gpt-4o", "1", "yes", "ümlaut", "x: #y"]
ALIASES = ["gpt-4", "null", "2024-10-21", "claude 3", "~", "0x10"]
ROUTES = ["openai/gpt-4o-mini", "azure/house", "anthropic/claude-sonnet-4-5", "${ROUTE}"]
REASONS = ["context_window", "content_policy", "any"]

variables = st.sampled_from(["${KEY_A}", "${KEY_B}", "${KEY_C}"])
texts = st.one_of(
    st.sampled_from(
        ["yes", "1e3", "2024-01-01", "12:30", "~", "# no comment", "a: b", "'", '"', "*"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
).filter(lambda text: "${" not in text and not text.startswith("os.environ/"))
values = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**9), 10**9), texts, st.floats(-1e6, 1e6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=5,
)
params = st.fixed_dictionaries(
    {},
    optional={
        "temperature": st.floats(0, 2), "user": texts, "stop": st.lists(texts, min_size=1),
        "max_tokens": st.integers(1, 10**6), "extra_body": st.dictionaries(texts, values),
    },
)  # fmt: skip
endpoints = {
    "api_base": st.sampled_from(["https://example.com/v1", "${BASE}"]),
    "api_version": st.just("2024-10-21"),
    "headers": st.just({"x-team": "${TEAM}", "x-n": "1"}),
    "litellm": st.just({"organization": "house", "additional_drop_params": ["n"]}),
}
numbers = {
    "context_window": st.integers(1, 10**7), "max_output_tokens": st.integers(1, 10**6),
    "timeout": st.floats(0.5, 5000), "stream_timeout": st.integers(1, 600),
    "retries": st.integers(0, 9),
}  # fmt: skip


@st.composite
def models(draw):
    """The models of a file, each fallback one of them."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    aliases = draw(st.lists(st.sampled_from(ALIASES), max_size=3, unique=True))
    owners = {alias: draw(st.sampled_from(names)) for alias in aliases}
    return {name: draw(model(name, names, owners)) for name in names}


@st.composite
def model(draw, name, names, owners):
    """One model."""
    made = draw(st.fixed_dictionaries({"route": st.sampled_from(ROUTES)}, optional=endpoints))
    made |= draw(st.fixed_dictionaries({}, optional={**numbers, "params": params}))
    keys = draw(st.lists(variables, max_size=2, unique=True))
    if len(keys) > 1:
        made["deployments"] = [{"api_key": key} for key in keys]
    elif keys:
        made["api_key"] = keys[0]
    if own := [alias for alias, owner in owners.items() if owner == name]:
        made["aliases"] = own
    others = [each for each in names if each != name]
    others += [alias for alias, owner in owners.items() if owner != name]
    if others:
        lists = st.lists(st.sampled_from(others), max_size=3, unique_by=lambda n: owners.get(n, n))
        made["fallbacks"] = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(REASONS, lists)))
    return made


def meaning(loaded):
    """What a file says, in whichever way it says it."""
    names = {alias: name for name, model in loaded.models.items() for alias in model.aliases}
    return {
        name: (
            set(model.aliases),
            model.effective_deployments(),
            {**loaded.defaults.params, **model.params},
            [ladder(model, reason, names) for reason in (*REASONS[:2], "unavailable", "quota")],
            [getattr(model, key) for key in numbers],
        )
        for name, model in loaded.models.items()
    }


def ladder(model, reason, names):
    """The models to try after a failure."""
    return [names.get(name, name) for name in model.fallbacks.for_reason(reason)]


def way_and_back(text, folder):
    """Export a models.yaml, and import that again."""
    (folder / "models.yaml").write_text(text, encoding="utf-8")
    exported = export_file(folder / "models.yaml")
    (folder / "config.yaml").write_text(exported.text, encoding="utf-8")
    return import_file(folder / "config.yaml")


@settings(max_examples=60)
@given(models())
def test_the_way_there_and_back_keeps_the_meaning(tmp_path_factory, data):
    """And going it a second time keeps the text."""
    folder = tmp_path_factory.mktemp("round")
    text = models_yaml({"version": 1, "models": data}, (), "a test")
    assert meaning(load_text(text)) == meaning(load_dict({"models": data}))
    once = way_and_back(text, folder)
    twice = way_and_back(once.text, folder)
    assert meaning(load_text(once.text)) == meaning(load_text(text))
    assert twice.data == once.data
