"""Nothing raises, nothing grows without end, and nothing asks the network."""

import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.tokens import UNBOUNDED, TokenEstimator
from llmgate.tokens.measure import TEXTS, TOOLSETS

ROUTES = ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-pro", "x/llama-2", "")
KEYS = st.sampled_from(
    [
        *("role", "content", "name", "tool_calls", "function_call", "function", "arguments"),
        *("type", "text", "image_url", "url", "detail", "source", "data", "input_audio", "file"),
        *("file_data", "tools", "functions", "parameters", "properties", "required", "enum"),
        *("items", "description", "tool_choice", "response_format", "thinking_blocks", "audio"),
    ]
)
WORDS = st.sampled_from(
    [
        *("user", "text", "image_url", "image", "input_audio", "file", "document", "object"),
        *(
            "array",
            "string",
            "data:image/png;base64,iVBORw0KGgo=",
            "data:,",
            "high",
            "\ud800",
            "wav",
        ),
    ]
)


class Hostile:
    """Raises whatever is asked of it."""

    def refuse(self, *_):
        """Raise."""
        raise RuntimeError

    __eq__ = __len__ = __iter__ = __str__ = __bool__ = __getattr__ = refuse
    __hash__ = object.__hash__


class HostileMapping(Hostile, Mapping):
    """A mapping that raises."""

    __getitem__ = __contains__ = keys = items = Hostile.refuse


class HostileText(str):
    """A text that raises when it is compared or measured."""

    __slots__ = ()
    __eq__ = __len__ = encode = Hostile.refuse
    __hash__ = str.__hash__


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    WORDS,
    st.binary(),
    st.builds(Hostile),
    st.builds(HostileMapping),
    st.builds(HostileText, st.text()),
    st.builds(pow, st.just(10), st.just(5_000)),
)
TREES = st.recursive(
    LEAVES,
    lambda tree: st.one_of(
        st.lists(tree, max_size=4),
        st.lists(tree, max_size=3).map(tuple),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=3), st.integers()), tree, max_size=5),
    ),
    max_leaves=25,
)


def ordered(estimate):
    """Say whether an estimate's figures are in order."""
    return 0 <= estimate.low <= estimate.tokens <= estimate.high


@given(st.sampled_from(ROUTES), TREES, TREES, st.integers(-5, 10**7))
def test_anything_at_all(route, messages, options, limit):
    """Whatever is passed, estimating and learning end, in figures that are in order."""
    estimator = TokenEstimator()
    before = estimator.estimate(route, messages, options)
    estimator.learn(route, messages, options, limit)
    after = estimator.estimate(route, messages, options)
    assert (ordered(before), ordered(after)) == (True, True)


@given(st.sampled_from(ROUTES), st.lists(TREES, max_size=4), TREES)
def test_appending_never_makes_less(route, messages, message):
    """A message more makes no smaller prompt."""
    estimator = TokenEstimator()
    shorter = estimator.estimate(route, messages, {}).tokens
    assert shorter <= estimator.estimate(route, [*messages, message], {}).tokens


@given(st.sampled_from(ROUTES), st.lists(st.text(), min_size=1, max_size=4), st.integers(1, 10**4))
def test_appending_to_what_was_counted(route, said, counted):
    """Nor does it after the vendor counted the conversation."""
    estimator = TokenEstimator()
    messages = [{"role": "user", "content": text} for text in said]
    estimator.learn(route, messages, {}, counted)
    shorter = estimator.estimate(route, messages, {}).tokens
    longer = [*messages, {"role": "user", "content": "and then"}]
    assert shorter <= estimator.estimate(route, longer, {}).tokens


def circle():
    """Make a list that holds itself."""
    ring = []
    ring.append(ring)
    return ring


def thicket():
    """Make a tree of few objects and very many branches."""
    branch = ["leaf"]
    for _ in range(60):
        branch = [branch, branch]
    return branch


@pytest.mark.parametrize(
    "content",
    [circle(), thicket(), Hostile(), HostileMapping(), {1: Hostile()}, 10**5_000, object()],
    ids=["circle", "thicket", "hostile", "mapping", "key", "number", "object"],
)
def test_what_cannot_be_read_has_no_upper_end(content):
    """Where something cannot be read, the prompt may have any number of tokens."""
    prompt = [{"role": "user", "content": content}]
    assert TokenEstimator().estimate("openai/gpt-4o", prompt, {}).high == UNBOUNDED


def test_other_mappings_are_read():
    """A mapping that is no dict is read as one."""
    plain = [{"role": "user", "content": "hello there"}]
    frozen = [MappingProxyType(plain[0])]
    estimator = TokenEstimator()
    assert estimator.estimate("a/b", frozen, {}) == estimator.estimate("a/b", plain, {})


class Number(int):
    """A number of a class derived."""


class Fraction(float):
    """Likewise."""


@pytest.mark.parametrize("kind,value", [(Number, 5), (Fraction, 0.5), (HostileText, "five")])
def test_derived_classes_are_read(kind, value):
    """A text or number of a class derived is read as what it is."""
    prompt = [{"role": "user", "content": [{"type": "text", "text": kind(value)}]}]
    assert 5 < TokenEstimator().estimate("openai/gpt-4o", prompt, {}).tokens < 12


def test_messages_are_not_modified():
    """The caller's objects stay as they are."""
    messages, options = [{"role": "user", "content": ["a", {"text": "b"}]}], {"tools": [{}]}
    estimator = TokenEstimator()
    estimator.estimate("openai/gpt-4o", messages, options, limit=5)
    estimator.learn("openai/gpt-4o", messages, options, 30)
    assert (messages, options) == (
        [{"role": "user", "content": ["a", {"text": "b"}]}],
        {"tools": [{}]},
    )


def test_caches_are_bounded():
    """Texts and sets of tools are forgotten in time."""
    estimator = TokenEstimator()
    for number in range(TEXTS + 50):
        prompt = [{"role": "user", "content": f"{number} " * 60}]
        estimator.estimate("openai/gpt-4o", prompt, {"tools": [{"name": str(number)}]})
    sizes = (len(estimator.measure.traits), len(estimator.toolsets.known))
    assert sizes == (TEXTS, TOOLSETS)


def test_many_threads():
    """Threads that share an estimator get the figures that each would get alone."""
    shared = TokenEstimator()

    def grow(thread, estimator):
        messages, found = [], []
        for turn in range(30):
            messages = [*messages, {"role": "user", "content": f"{thread} says {turn} " * 9}]
            estimate = estimator.estimate(f"route/{thread}", messages, {})
            estimator.learn(f"route/{thread}", messages, {}, 2 * estimate.tokens + turn)
            found.append(estimator.estimate(f"route/{thread}", messages, {}))
        return found

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(grow, range(8), [shared] * 8))
    assert together == [grow(thread, TokenEstimator()) for thread in range(8)]


def test_no_network(monkeypatch):
    """Remote images, downloads of tokenizers: no address is ever looked up."""
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: asked.append(address))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    image = {"type": "image_url", "image_url": {"url": "https://example.invalid/a.png"}}
    prompt = [{"role": "user", "content": [image, {"type": "text", "text": "What is this?"}]}]
    for route in ("openai/gpt-4o", "replicate/llama-2-70b", "cohere/command-r"):
        estimate = TokenEstimator().estimate(route, prompt, {})
        TokenEstimator().estimate(route, prompt, {}, limit=estimate.tokens)
    assert asked == []


def test_litellm_is_not_imported():
    """Estimating, by the encoding too, imports no LiteLLM."""
    script = (
        "import sys; from llmgate.tokens import TokenEstimator\n"
        "prompt = [{'role': 'user', 'content': 'hello there ' * 50}]\n"
        "found = TokenEstimator().estimate('openai/gpt-4o', prompt, {}, limit=105)\n"
        "print(found.source, 'litellm' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tokenizer", "False"]
