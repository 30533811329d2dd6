"""Tools on the fake vendors' wires: offered, called, and answered."""

import pytest
from vendor_wire import TOOL, VENDORS, calls_in, post, reason_in, saying, streamed, text_in, tools

from llmgate.testing import FakeModel, FakeProviders, FakeToolCall

CALL = FakeToolCall("weather", {"city": "Oslo"}, id="call_1")


@pytest.fixture
def vendors():
    """Vendors whose models have room for 40 tokens of output."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


@pytest.mark.parametrize("name", VENDORS)
def test_tools_are_called(vendors, name):
    """A request that offers a tool gets a call of it whose arguments fit the schema."""
    answer = post(vendors, name, "Oslo?", more={"tools": tools(name)}).json()
    arguments = '{"city": "Oslo?"}' if name in {"openai", "azure"} else {"city": "Oslo?"}
    reasons = {"anthropic": "tool_use", "gemini": "STOP"}
    assert calls_in(name, answer) == [("weather", arguments)]
    assert reason_in(name, answer) == reasons.get(name, "tool_calls")


@pytest.mark.parametrize("name", VENDORS)
def test_tools_are_recorded(vendors, name):
    """The tools of a request are there to be asserted on."""
    post(vendors, name, more={"tools": tools(name)})
    (tool,) = vendors.requests[0].tools
    assert (tool.name, tool.parameters) == (TOOL["name"], TOOL["schema"])


@pytest.mark.parametrize(
    "name,choice",
    [
        ("openai", {"tool_choice": "none"}),
        ("anthropic", {"tool_choice": {"type": "none"}}),
        ("gemini", {"toolConfig": {"functionCallingConfig": {"mode": "NONE"}}}),
    ],
)
def test_tools_may_be_forbidden(vendors, name, choice):
    """A request that forbids its tools gets a text."""
    answer = post(vendors, name, "hi", more={"tools": tools(name)} | choice).json()
    assert text_in(name, answer) == "You said: hi"


@pytest.mark.parametrize(
    "name,choice",
    [
        ("openai", {"tool_choice": {"type": "function", "function": {"name": "weather"}}}),
        ("anthropic", {"tool_choice": {"type": "tool", "name": "weather"}}),
        (
            "gemini",
            {"toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["weather"]}}},
        ),
    ],
)
def test_tools_may_be_insisted_on(vendors, name, choice):
    """A request that names one of its tools gets a call of that one."""
    other = {"name": "other"}
    offered = tools(name)
    if name == "gemini":
        offered[0]["functionDeclarations"].insert(0, other)
    else:
        offered.insert(0, {"type": "function", "function": other} if name == "openai" else other)
    answer = post(vendors, name, "hi", more={"tools": offered} | choice).json()
    assert [name for name, _ in calls_in(name, answer)] == ["weather"]


def tool_turn(vendor):
    """A request that carries a tool's result."""
    ask, result = "weather?", "sunny"
    if vendor == "anthropic":
        used = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {}}
        given = {"type": "tool_result", "tool_use_id": "call_1", "content": result}
        return [
            {"role": "user", "content": ask},
            {"role": "assistant", "content": [used]},
            {"role": "user", "content": [given]},
        ]
    if vendor == "gemini":
        used = {"functionCall": {"name": "weather", "args": {}}}
        given = {"functionResponse": {"name": "weather", "response": {"content": result}}}
        return [
            {"role": "user", "parts": [{"text": ask}]},
            {"role": "model", "parts": [used]},
            {"role": "user", "parts": [given]},
        ]
    function = {"name": "weather", "arguments": "{}"}
    used = {"id": "call_1", "type": "function", "function": function}
    return [
        {"role": "user", "content": ask},
        {"role": "assistant", "content": None, "tool_calls": [used]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]


@pytest.mark.parametrize("name", VENDORS)
def test_tool_results_are_understood(vendors, name):
    """After a tool's result the answer is a text, although the tools are still offered."""
    field = "contents" if name == "gemini" else "messages"
    more = {"tools": tools(name), field: tool_turn(name)}
    answer = post(vendors, name, more=more).json()
    seen = vendors.requests[0]
    assert text_in(name, answer) == "The tool said: sunny. You said: weather?"
    assert (seen.tool_results, seen.last_role) == (("sunny",), "tool")


def test_openai_stream_of_a_tool_call():
    """A streamed call opens with its name and id, and its arguments come in pieces."""
    with saying(tool_calls=(CALL,), chunk_size=8) as vendors:
        deltas = [c["choices"][0]["delta"] for c in streamed(vendors, "openai")[1:-1]]
    calls = [delta["tool_calls"][0] for delta in deltas]
    assert calls[0] == {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": "weather", "arguments": ""},
    }
    assert [call["function"]["arguments"] for call in calls[1:]] == ['{"city":', ' "Oslo"}']


def test_anthropic_stream_of_a_tool_call():
    """A streamed call is a block of its own, and its input comes as pieces of JSON."""
    with saying("Well.", tool_calls=(CALL,), chunk_size=8) as vendors:
        parsed = [event for event in streamed(vendors, "anthropic") if event.get("index") == 1]
    start, *deltas, stop = parsed
    block = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {}}
    assert (start["content_block"], stop["type"]) == (block, "content_block_stop")
    assert [e["delta"]["partial_json"] for e in deltas] == ['{"city":', ' "Oslo"}']


def test_legacy_functions_are_called(vendors):
    """A request in the older form of tools gets its answer in that form."""
    more = {"functions": [{"name": "weather", "parameters": TOOL["schema"]}]}
    (choice,) = post(vendors, "openai", "Oslo", more=more).json()["choices"]
    expected = {"name": "weather", "arguments": '{"city": "Oslo"}'}
    assert (choice["message"]["function_call"], choice["finish_reason"]) == (
        expected,
        "function_call",
    )
