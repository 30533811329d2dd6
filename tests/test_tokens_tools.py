"""Tools, tool calls and their results, schemas, names and thinking."""

import pytest

from llmgate.tokens import TokenEstimator
from llmgate.tokens.pieces import pieces_of
from llmgate.tokens.tools import namespace_text

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "Where"},
        "unit": {"type": "string", "enum": ["C", "F"]},
        "days": {"type": "array", "items": {"type": "integer"}},
        "at": {"type": "object", "properties": {"now": {"type": "boolean"}}},
        "other": {"anyOf": []},
    },
    "required": ["city"],
}
FUNCTION = {"name": "weather", "description": "The weather.", "parameters": SCHEMA}
TOOL = {"type": "function", "function": FUNCTION}
NAMESPACE = """\
namespace functions {

// The weather.
type weather = (_: {
// Where
city: string,
unit?: "C" | "F",
days?: number[],
at?: {
now?: boolean,
},
other?: any,
}) => any;

} // namespace functions"""
ROUTES = ["openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-pro"]
PROMPT = [{"role": "user", "content": "hello"}]


def texts(message):
    """List the texts that count of a message."""
    return [piece for piece in pieces_of(message) if isinstance(piece, str)]


def more(route, messages=(), **options):
    """Estimate what further messages and options add."""
    estimator = TokenEstimator()
    with_them = estimator.estimate(route, [*PROMPT, *messages], options).tokens
    return with_them - estimator.estimate(route, PROMPT, {}).tokens


def test_namespace():
    """Tools are written as OpenAI's models see them."""
    assert namespace_text([TOOL]) == NAMESPACE


@pytest.mark.parametrize("tool", [FUNCTION, {"name": "a", "input_schema": SCHEMA}, "no tool", {}])
def test_other_forms_of_tools(tool):
    """Functions, Claude's form and nonsense are written too."""
    assert namespace_text([tool]).endswith("} // namespace functions")


def test_function_without_parameters():
    """A function without parameters has an empty type."""
    assert "type now = () => any;" in namespace_text([{"function": {"name": "now"}}])


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "options",
    [
        {"tools": [TOOL]},
        {"functions": [FUNCTION]},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": SCHEMA}}},
        {"tool_choice": {"type": "function", "function": {"name": "weather"}}},
    ],
    ids=lambda options: next(iter(options)),
)
def test_options_cost_tokens(route, options):
    """What a model reads beside the messages counts, on every route."""
    assert more(route, **options) > 5


@pytest.mark.parametrize("options", [{"tools": []}, {"tools": None}, {"temperature": 1}])
def test_options_that_cost_nothing(options):
    """What no model reads is free."""
    assert more("openai/gpt-4o", **options) == pytest.approx(0, abs=2)


def test_claudes_system_prompt_for_tools():
    """Any tools at all cost Claude some 346 tokens, times what it makes of OpenAI's."""
    assert more("anthropic/claude-sonnet-4-5", tools=[{"name": "a"}]) > 346


def test_tools_modified_in_place():
    """A tool that was modified in place counts as it is now."""
    tool, estimator = {"name": "a", "description": "short"}, TokenEstimator()
    before = estimator.estimate("a/b", PROMPT, {"tools": [tool]}).tokens
    tool["description"] = "much longer " * 50
    assert estimator.estimate("a/b", PROMPT, {"tools": [tool]}).tokens > before + 50


def test_tool_calls():
    """A tool call's name and arguments count, its id does not."""
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    assert texts(message) == ["look", "{}"]


@pytest.mark.parametrize("calls,expected", [("look", ["look"]), (["look"], ["look"]), ([3], ["3"])])
def test_calls_of_no_known_form(calls, expected):
    """What stands where tool calls do counts, whatever it is."""
    assert texts({"role": "assistant", "tool_calls": calls}) == expected


def test_schemas_of_no_known_form():
    """A property whose schema is no dict may be anything."""
    schema = {"type": "object", "properties": {"city": "string"}}
    assert "city?: any," in namespace_text([{"name": "a", "parameters": schema}])


def test_old_function_calls():
    """So do those of the older form."""
    message = {"role": "assistant", "function_call": {"name": "look", "arguments": "{}"}}
    assert texts(message) == ["look", "{}"]


def test_tool_results():
    """A tool's result counts, in OpenAI's form and in Claude's."""
    inner = {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "x"}]}
    found = (
        texts({"role": "tool", "tool_call_id": "1", "content": "x"}),
        texts({"role": "user", "content": [inner]}),
    )
    assert found == (["x"], ["x"])


def test_claudes_tool_use():
    """Claude's form of a tool call counts by its name and the JSON of its input."""
    part = {"type": "tool_use", "id": "1", "name": "look", "input": {"at": [1, 2]}}
    assert texts({"role": "assistant", "content": [part]}) == ["look", '{"at":[1,2]}']


def test_thinking_counts_once():
    """Thinking that is there as text and as blocks counts once, its signature never."""
    block = {"type": "thinking", "thinking": "hm", "signature": "A" * 500}
    message = {"role": "assistant", "reasoning_content": "hm", "thinking_blocks": [block]}
    assert texts(message) == ["hm"]


def test_names():
    """A speaker's name counts."""
    assert texts({"role": "user", "name": "Ann", "content": "hi"}) == ["Ann", "hi"]


def test_unknown_fields():
    """What is of no known kind counts as its JSON."""
    part = {"type": "hologram", "hologram": {"b": 1}}
    found = texts({"role": "user", "content": [part, "a"], "extra": [True]})
    assert found == ['{"b":1}', "a", "[true]"]
