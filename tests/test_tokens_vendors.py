"""Estimates beside what vendors of different tokenizers count, tools and all, over real wires."""

import json

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import FakeModel, FakeProviders
from llmgate.tokens import TokenEstimator

TEXT = "The harbour was quiet in the morning, and the boats lay still beside the wall. " * 12
CODE = "def total(values: list[int]) -> int:\n    return sum(value * 2 for value in values)\n" * 9
PATH = {"type": "object", "properties": {"path": {"type": "string", "description": "Which file"}}}
TOOLS = [
    {"type": "function", "function": {"name": name, "description": TEXT[:80], "parameters": PATH}}
    for name in ("read_file", "write_file", "list_folder")
]
COUNTERS = {
    "openai": lambda text: -(-len(text) // 3),
    "anthropic": lambda text: -(-len(text) * 2 // 7),
    "gemini": lambda text: len(text.split()) + len(text) // 8,
}


def turn(number):
    """Make the messages of a turn in which a tool is used."""
    function = {"name": "read_file", "arguments": json.dumps({"path": f"part_{number}.py"})}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": CODE},
        {"role": "assistant", "content": TEXT[: 150 * number]},
        {"role": "user", "content": f"And what of part {number + 1}? {TEXT}"},
    ]


@pytest.fixture
def gate():
    """A gate to vendors with wide windows, each with a tokenizer of its own."""
    with FakeProviders(default=FakeModel(window=10**6), count_tokens=COUNTERS) as providers:
        models = {name: VENDORS[name] for name in COUNTERS}
        yield llmgate.Gate.from_dict({"models": models}, environ=providers.environ())


@pytest.mark.parametrize("name", COUNTERS)
def test_growing_conversation(gate, name):
    """Counters like no tokenizer: within 5 % after the first answer, 2 % after the second."""
    estimator, route, errors = TokenEstimator(), VENDORS[name]["route"], []
    messages = [{"role": "system", "content": CODE * 6}, {"role": "user", "content": TEXT}]
    for number in range(6):
        reply = gate.completion(model=name, messages=messages, tools=TOOLS, max_tokens=50)
        true = reply.usage["prompt_tokens"]
        estimate = estimator.estimate(route, messages, {"tools": TOOLS})
        errors.append(abs(estimate.tokens / true - 1))
        estimator.learn(route, messages, {"tools": TOOLS}, true)
        messages = [*messages, *turn(number)]
    assert (errors[1] < 0.05, max(errors[2:]) < 0.02) == (True, True), errors
