"""How near the gate's estimates come, over real wires, to what real tokenizers count.

The vendors count with OpenAI's newest encoding, with Claude 2's vocabulary, and with digits
kept apart as Gemma does; what they state as usage is the truth.
"""

import argparse
import base64
import inspect
import json
import random
from functools import cache
from pathlib import Path

import pytest
from conftest import VENDORS
from tiktoken import Encoding
from tokenizers import Tokenizer

import llmgate
from llmgate.testing import FakeModel, FakeProviders
from llmgate.tokens.encodings import PATTERNS, ranks_file, ranks_in, token_count

ROOT = Path(__file__).parent
CHANCE = random.Random(11)  # noqa: S311  (the same ones every time)
TURNS, FIRST, LATER = 8, 9_000, 2_400
RECORDS = [
    {"id": CHANCE.randrange(10**8), "name": f"item {at}", "price": at / 7, "sold": at % 3 == 0}
    for at in range(700)
]
TEXTS = {
    "prose": (ROOT.parent / "LICENSE").read_text("utf-8") * 4,
    "code": inspect.getsource(argparse),
    "json": json.dumps(RECORDS),
    "chinese": (ROOT / "data" / "tokens" / "modern_chinese.txt").read_text("utf-8") * 50,
    "base64": base64.b64encode(CHANCE.randbytes(30_000)).decode(),
}
PATH = {"type": "object", "properties": {"path": {"type": "string", "description": "Which file"}}}
TOOLS = [
    {"type": "function", "function": {"name": name, "description": "As said.", "parameters": PATH}}
    for name in ("read_file", "write_file", "list_folder")
]


@cache
def claude():
    """Claude 2's tokenizer, which comes with LiteLLM."""
    return Tokenizer.from_file(str(ranks_file("o200k_base").with_name("anthropic_tokenizer.json")))


@cache
def digits_apart():
    """OpenAI's newest vocabulary, which digits do not share."""
    pattern = PATTERNS["o200k_base"].replace("{1,3}", "")
    ranks = ranks_in(ranks_file("o200k_base").read_bytes())
    return Encoding("apart", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})


COUNTERS = {
    "openai": lambda text: token_count("o200k_base", text),
    "anthropic": lambda text: len(claude().encode(text, add_special_tokens=False).ids),
    "gemini": lambda text: len(digits_apart().encode_ordinary(text)),
}
MODELS = {
    **{name: VENDORS[name] for name in COUNTERS},
    "anthropic": {**VENDORS["anthropic"], "route": "anthropic/claude-2.1"},
}


def turn(text, number):
    """Make the messages of a turn in which a tool is used."""
    start = FIRST + number * LATER
    said = text[start : start + LATER]
    function = {"name": "read_file", "arguments": json.dumps({"path": f"part_{number}.py"})}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": said[: LATER // 2]},
        {"role": "assistant", "content": said[LATER // 2 : LATER // 4 * 3]},
        {"role": "user", "content": said[LATER // 4 * 3 :]},
    ]


@pytest.fixture
def gate():
    """A gate to vendors with wide windows, each with a tokenizer of its own."""
    with FakeProviders(default=FakeModel(window=10**6), count_tokens=COUNTERS) as providers:
        yield llmgate.Gate.from_dict({"models": MODELS}, environ=providers.environ())


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("vendor", COUNTERS)
def test_estimates_beside_stated_usage(gate, vendor, kind):
    """Within 15 % before the first answer of a conversation, and within 3 % after it."""
    text, errors = TEXTS[kind], []
    messages = [{"role": "system", "content": text[:FIRST]}, {"role": "user", "content": "Go on"}]
    for number in range(TURNS):
        asked = {"model": vendor, "messages": messages, "tools": TOOLS, "max_tokens": 50}
        expected = gate.explain(**asked).prompt_tokens
        errors.append(expected / gate.completion(**asked).usage["prompt_tokens"] - 1)
        messages = [*messages, *turn(text, number)]
    assert (abs(errors[0]) < 0.15, max(map(abs, errors[1:])) < 0.03) == (True, True), errors
