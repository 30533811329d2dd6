"""OpenAI's encodings count where nothing cheaper tells whether a prompt fits."""

import argparse
import inspect
from importlib.util import find_spec
from pathlib import Path

import pytest
import tiktoken

from llmgate.tokens import TokenEstimator, encodings
from llmgate.tokens.encodings import token_count

CODE = inspect.getsource(argparse)[:8_000]
CHINESE = (Path(__file__).parent / "data" / "tokens" / "modern_chinese.txt").read_text("utf-8")
PROMPT = [{"role": "user", "content": CODE}]
ROUTE = "openai/gpt-4o"
# The prompt's text, one message, and what primes the reply.
TRUE = token_count("o200k_base", CODE) + 4 + 3


@pytest.fixture
def offline(monkeypatch):
    """Have tiktoken read the files that come with LiteLLM."""
    (folder,) = find_spec("litellm").submodule_search_locations
    files = Path(folder, "litellm_core_utils", "tokenizers")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(files))


@pytest.fixture
def missing(monkeypatch):
    """Have no encoding installed."""
    monkeypatch.setattr(encodings, "tokenizer_of", lambda _: None)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base", "p50k_base"])
@pytest.mark.parametrize("text", [CODE, CHINESE, "I'LL  go!\r\n\n 12345 x_y\t\té", ""])
def test_counts_are_tiktokens(name, text):
    """The count is that of tiktoken's own encoding."""
    assert token_count(name, text) == len(tiktoken.get_encoding(name).encode_ordinary(text))


def test_long_runs():
    """A run of one character, on which tokenizers choke, is counted in portions."""
    assert 0 < token_count("cl100k_base", "^" * 200_000) < 200_000


def test_counted_where_it_matters():
    """With a limit near the estimate, the encoding counts."""
    estimate = TokenEstimator().estimate(ROUTE, PROMPT, {}, limit=TRUE - 50)
    assert (estimate.source, estimate.tokens) == ("tokenizer", TRUE)


@pytest.mark.parametrize("beside,verdict", [(-50, False), (50, True)])
def test_verdict(beside, verdict):
    """So the prompt is known to fit, or not to."""
    limit = TRUE + beside
    estimate = TokenEstimator().estimate(ROUTE, PROMPT, {}, limit=limit)
    assert (estimate.high <= limit, estimate.low <= limit) == (verdict, verdict)


@pytest.mark.parametrize(
    "limit,source", [(100, "estimate"), (6_000, "estimate"), (90_000, "bytes")]
)
def test_not_counted_where_it_does_not(limit, source):
    """A limit far away needs no encoding, and one beyond the bytes nothing at all."""
    assert TokenEstimator().estimate(ROUTE, PROMPT, {}, limit=limit).source == source


def test_only_new_messages_are_counted():
    """After the vendor's count, the encoding counts what came since."""
    estimator, counted = TokenEstimator(), TRUE + 11
    estimator.learn(ROUTE, PROMPT, {}, counted)
    longer = [*PROMPT, {"role": "user", "content": CHINESE}]
    true = counted + token_count("o200k_base", CHINESE) + 4
    estimate = estimator.estimate(ROUTE, longer, {}, limit=true)
    assert (estimate.source, estimate.tokens) == ("tokenizer", true)


def test_counts_are_remembered(monkeypatch):
    """A text is counted once."""
    estimator, limit = TokenEstimator(), TRUE
    first = estimator.estimate(ROUTE, PROMPT, {}, limit=limit)
    monkeypatch.delattr("llmgate.tokens.encodings.tokenizer_of")
    assert estimator.estimate(ROUTE, PROMPT, {}, limit=limit) == first


def test_other_vendors_are_not_counted():
    """Claude's encoding is not published: nobody counts with another's."""
    limit = TokenEstimator().estimate("anthropic/claude-sonnet-4-5", PROMPT, {}).tokens
    estimate = TokenEstimator().estimate("anthropic/claude-sonnet-4-5", PROMPT, {}, limit=limit)
    assert estimate.source == "estimate"


def test_vendor_that_counts_otherwise():
    """A vendor behind OpenAI's name whose counts are others is not counted for."""
    estimator = TokenEstimator()
    estimator.learn(ROUTE, PROMPT, {}, 2 * TRUE)
    prompt = [{"role": "user", "content": CODE + CODE}]
    limit = estimator.estimate(ROUTE, prompt, {}).tokens
    assert estimator.estimate(ROUTE, prompt, {}, limit=limit).source == "estimate"


@pytest.mark.usefixtures("missing")
def test_missing_encoding():
    """Where no encoding is installed, the estimate stands."""
    estimate = TokenEstimator().estimate(ROUTE, PROMPT, {}, limit=TRUE)
    assert estimate.source == "estimate"


def test_missing_file(monkeypatch):
    """An encoding whose file is not there counts nothing."""
    monkeypatch.setattr(encodings, "ranks_file", lambda _: None)
    assert encodings.tokenizer_of.__wrapped__("o200k_base") is None


def test_files_are_found():
    """A file that is not among LiteLLM's is no error."""
    found = [encodings.ranks_file(name) is not None for name in ("o200k_base", "no_such")]
    assert found == [True, False]
