"""Each rung gets a request of its own: defaults, the caller's, what its vendor takes."""

from __future__ import annotations

import copy

import pytest
from conversations import tool_conversations
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.calls.call import checked_call
from llmgate.calls.keywords import DROPPABLE, ESSENTIAL, NEUTRAL, OPENAI_KEYWORDS, VENDOR_KEYWORDS
from llmgate.calls.request import Target, UnusableRungError, output_asked, request_for, with_callers
from llmgate.keys.secret import Secret, revealed
from llmgate.transport import Endpoint

HI = [{"role": "user", "content": "Hi."}]
ALL = OPENAI_KEYWORDS


def target(route="openai/gpt-4o", **fields):
    """Return a rung of a vendor that takes whatever OpenAI does."""
    known = {"params": {}, "supported": ALL, "max_output_tokens": None, "own_vendor": True}
    return Target(Endpoint(route), **{**known, **fields})


def sent(rung=None, dropped=(), **arguments):
    """Return what is sent to a rung beside the messages, and the changes."""
    call = checked_call({"messages": HI, **arguments})
    request, changes = request_for(call, rung or target(), 5.0, frozenset(dropped))
    options = {name: value for name, value in request.arguments.items() if name != "messages"}
    return options, list(changes)


def test_request_is_complete():
    """A request has its endpoint, its arguments with the messages, its timeout and its form."""
    rung = target()
    call = checked_call({"messages": HI, "temperature": 0.5, "stream": True})
    request, _ = request_for(call, rung, 5.0)
    assert (request.endpoint, request.arguments, request.timeout, request.stream) == (
        rung.endpoint,
        {
            "temperature": 0.5,
            "messages": HI,
            "stream_options": {"include_usage": True},
        },
        5.0,
        True,
    )


def test_caller_comes_before_the_defaults():
    """A model's defaults hold where the caller said nothing."""
    rung = target(params={"temperature": 0.2, "top_p": 0.9})
    assert sent(rung, temperature=0.7) == ({"temperature": 0.7, "top_p": 0.9}, [])


@pytest.mark.parametrize(
    "params, arguments, options",
    [
        ({"max_tokens": 5}, {"max_completion_tokens": 9}, {"max_completion_tokens": 9}),
        ({"max_completion_tokens": 5}, {"max_tokens": 9}, {"max_tokens": 9}),
        ({"max_tokens": 5}, {}, {"max_tokens": 5}),
        (
            {"tools": [{"type": "function"}], "tool_choice": "none"},
            {"functions": [{"name": "f"}], "function_call": "auto"},
            {
                "tools": [{"type": "function", "function": {"name": "f"}}],
                "tool_choice": "auto",
            },
        ),
    ],
)
def test_caller_replaces_a_default_of_the_other_name(params, arguments, options):
    """What has two names is sent once, as the caller said it."""
    assert sent(target(params=params), **arguments) == (options, [])


@pytest.mark.parametrize("name", sorted(DROPPABLE & OPENAI_KEYWORDS))
def test_droppable_keywords(name):
    """What a vendor does not take, and the answer does not need, is dropped and told."""
    rung = target("gemini/g", params={name: "x"}, supported=ALL - {name})
    assert sent(rung) == ({}, [f"dropped {name}: gemini does not take it"])


@pytest.mark.parametrize("name", sorted(NEUTRAL))
def test_neutral_values(name):
    """A value that asks for what happens anyway does not make a rung unusable."""
    rung = target("anthropic/c", supported=ALL - {name})
    assert sent(rung, **{name: NEUTRAL[name]}) == (
        {},
        [f"dropped {name}: anthropic does not take it"],
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"n": 2},
        {"logprobs": True},
        {"response_format": {"type": "json_object"}},
        {"stop": "END"},
        {"tools": [{"type": "function"}]},
        {"tool_choice": "required"},
        {"functions": [{"name": "f"}]},
        {"logit_bias": {"5": 1}},
    ],
)
def test_needed_keywords_make_a_rung_unusable(arguments):
    """Without these the answer would be another one, so the rung is not asked."""
    rung = target("cohere/c", supported=frozenset({"messages"}))
    with pytest.raises(UnusableRungError, match="without it the answer would differ"):
        sent(rung, **arguments)


@pytest.mark.parametrize(
    "supported, arguments, options, changes",
    [
        (
            {"max_tokens"},
            {"max_completion_tokens": 9},
            {"max_tokens": 9},
            ["sent max_completion_tokens as max_tokens, its name at zai"],
        ),
        (
            {"max_completion_tokens"},
            {"max_tokens": 9},
            {"max_completion_tokens": 9},
            ["sent max_tokens as max_completion_tokens, its name at zai"],
        ),
        (
            {"max_tokens"},
            {"max_completion_tokens": 9, "max_tokens": 7},
            {"max_tokens": 7},
            ["sent max_completion_tokens as max_tokens, its name at zai"],
        ),
    ],
)
def test_output_limit_goes_by_the_vendors_name(supported, arguments, options, changes):
    """Vendors call the limit on the output one thing or the other; it is sent as theirs."""
    rung = target("zai/glm", supported=frozenset(supported))
    assert sent(rung, **arguments) == (options, changes)


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_output_limit_is_lowered_to_the_cap(name):
    """No model is asked for more than it can write, and that is told."""
    assert sent(target(max_output_tokens=50), **{name: 80}) == (
        {name: 50},
        [f"lowered {name} from 80 to 50, the model's output cap"],
    )


@pytest.mark.parametrize("cap", [None, 80, 100])
def test_output_limit_within_the_cap_stays(cap):
    """A limit that the model allows is sent as it is."""
    assert sent(target(max_output_tokens=cap), max_tokens=80) == ({"max_tokens": 80}, [])


@pytest.mark.parametrize(
    "arguments, asked",
    [
        ({}, None),
        ({"max_tokens": 0}, None),
        ({"max_tokens": 5}, 5),
        ({"max_tokens": 5, "max_completion_tokens": 3}, 3),
    ],
)
def test_output_asked(arguments, asked):
    """The output that a request allows is the smaller of its limits."""
    assert output_asked(arguments) == asked


@pytest.mark.parametrize(
    "route, own_vendor, supported, params, kept",
    [
        ("mistral/m", True, ALL, {}, True),
        ("openai/m", False, ALL, {}, False),
        ("mistral/m", False, ALL, {"safe_prompt": False}, True),
        ("own/m", True, None, {}, True),
        ("own/m", False, None, {}, False),
    ],
)
def test_vendors_own_keywords_stay_with_it(route, own_vendor, supported, params, kept):
    """A keyword that only some vendors know goes to the one asked, and where the file has it."""
    rung = target(route, own_vendor=own_vendor, supported=supported, params=params)
    options, changes = sent(rung, safe_prompt=True)
    assert ("safe_prompt" in options, bool(changes)) == (kept, not kept)


@pytest.mark.parametrize(
    "route, own_vendor, kept",
    [
        ("anthropic/c", True, True),
        ("gemini/g", False, True),
        ("openai/o", True, False),
        ("openai/o", False, False),
    ],
)
def test_top_k_goes_to_those_who_know_it(route, own_vendor, kept):
    """``top_k`` is none of OpenAI's keywords, but many others'."""
    assert ("top_k" in sent(target(route, own_vendor=own_vendor), top_k=5)[0]) is kept


@pytest.mark.parametrize("name", sorted(ESSENTIAL))
def test_essential_keywords_of_one_vendor(name):
    """A vendor that lacks what gives the answer its form or its matter is not asked."""
    with pytest.raises(UnusableRungError, match=f"does not take '{name}'"):
        sent(target("openai/o", own_vendor=False), **{name: ["x"]})


@pytest.mark.parametrize("name", sorted(VENDOR_KEYWORDS - ESSENTIAL))
def test_other_keywords_of_one_vendor(name):
    """What only tunes one vendor is left out for the others."""
    options, changes = sent(target("xai/x", own_vendor=False), **{name: "x"})
    assert (options, changes) == ({}, [f"dropped {name}: xai does not take it"])


def test_carriers_keywords_go_everywhere():
    """What is for LiteLLM itself goes with every request."""
    assert sent(target("xai/x", own_vendor=False), ttl=5) == ({"ttl": 5}, [])


def test_unknown_vendor_gets_all_of_openais_keywords():
    """Where nobody knows what a vendor takes, it gets what OpenAI would."""
    assert sent(target("own/x", supported=None), n=2, seed=1) == ({"n": 2, "seed": 1}, [])


def test_refused_value_is_dropped():
    """A value that the vendor has refused is left out the second time, and told."""
    assert sent(target("openai/o1"), {"temperature"}, temperature=0.5) == (
        {},
        ["dropped temperature=0.5: openai does not take it"],
    )


@pytest.mark.parametrize(
    "supported, arguments, options",
    [
        (ALL, {}, {"include_usage": True}),
        (ALL, {"stream_options": {"include_usage": False}}, {"include_usage": False}),
        (ALL - {"stream_options"}, {}, None),
        (None, {}, None),
    ],
)
def test_stream_is_asked_for_its_usage(supported, arguments, options):
    """A stream's usage is asked for where the vendor takes the question."""
    made, _ = sent(target("x/y", supported=supported), stream=True, **arguments)
    assert made.get("stream_options") == options


@pytest.mark.parametrize(
    "route, stated, arguments, limit",
    [
        ("anthropic/c", 500, {}, 500),
        ("anthropic/c", 500, {"max_tokens": 7}, 7),
        ("anthropic/c", None, {}, None),
        ("openai/o", 500, {}, None),
    ],
)
def test_anthropic_is_told_the_files_limit(route, stated, arguments, limit):
    """Anthropic wants a limit on the output: the file's, where the caller has none."""
    made, _ = sent(target(route, stated_output_tokens=stated), **arguments)
    assert made.get("max_tokens") == limit


def test_functions_go_out_as_tools():
    """A request and a conversation in the older form go out in the newer one."""
    messages = [
        *HI,
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "5"},
    ]
    call = checked_call({"messages": messages, "functions": [{"name": "f"}]})
    request, _ = request_for(call, target(), 5.0)
    roles = [message["role"] for message in request.arguments["messages"]]
    assert (roles, [*request.arguments]) == (["user", "assistant", "tool"], ["tools", "messages"])


def test_left_out_marks_are_told_once():
    """A mark that stood on messages and tools alike is one change."""
    mark = {"cache_control": {"type": "ephemeral"}}
    tools = [{"type": "function", "function": {"name": "f"}, **mark}]
    options, changes = sent(messages=[{**HI[0], **mark}], tools=tools)
    assert (options["tools"], changes) == (
        [{"type": "function", "function": {"name": "f"}}],
        ["left out cache_control: openai does not read it"],
    )


@fuzz
@given(
    tool_conversations,
    st.sampled_from(["openai/o", "anthropic/c", "gemini/g"]),
    st.booleans(),
)
def test_callers_objects_are_left_alone(messages, route, stream):
    """From the call to the request for a rung, nothing of the caller's or the file's changes."""
    given = {
        "messages": messages,
        "max_tokens": 100,
        "tools": [{"type": "function", "function": {"name": "f"}, "cache_control": {}}],
        "stream": stream,
    }
    rung = target(route, params={"temperature": 0.5, "max_tokens": 7}, max_output_tokens=50)
    before = copy.deepcopy((given, rung.params))
    call = checked_call(dict(given))
    options = copy.deepcopy(call.options)
    request_for(call, rung, 5.0)
    assert (given, rung.params, call.options, call.messages) == (*before, options, messages)


OWN = Endpoint(
    "openai/m",
    api_key=Secret("own"),
    api_base="http://own",
    api_version="1",
    headers={"x-team": Secret("own"), "x-own": Secret("own")},
    extra={"organization": Secret("own")},
)


def test_endpoint_stays_without_a_callers_own():
    """A call that gives no credentials goes to the model's endpoint as it is."""
    assert with_callers(OWN, {}) is OWN


@pytest.mark.parametrize(
    "given, field, value",
    [
        ({"api_key": Secret("mine")}, "api_key", "mine"),
        ({"api_base": Secret("http://mine")}, "api_base", "http://mine"),
        ({"base_url": Secret("http://mine")}, "api_base", "http://mine"),
        ({"api_version": Secret("2")}, "api_version", "2"),
        ({"headers": {"x-team": Secret("mine")}}, "headers", {"x-team": "mine", "x-own": "own"}),
        (
            {"extra_headers": {"x-team": Secret("mine")}},
            "headers",
            {"x-team": "mine", "x-own": "own"},
        ),
        ({"organization": Secret("mine")}, "extra", {"organization": "mine"}),
        ({"region_name": Secret("eu")}, "extra", {"organization": "own", "region_name": "eu"}),
    ],
)
def test_callers_own_goes_over_the_models(given, field, value):
    """What the caller gives for one call takes the place of the model's, and nothing else does."""
    before = copy.copy(given)
    made = with_callers(OWN, given)
    others = [name for name in ("api_key", "api_base", "api_version") if name != field]
    assert (revealed(getattr(made, field)), given) == (value, before)
    assert [getattr(made, name) for name in others] == [getattr(OWN, name) for name in others]
