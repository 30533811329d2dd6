"""A conversation that moves to another vendor loses only what that vendor cannot read."""

from __future__ import annotations

import copy

import pytest
from conversations import pairs, tool_conversations
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.portable import LONGEST_CALL_ID, portable, portable_tools
from llmgate.transport import Endpoint

ROUTES = [
    "anthropic/claude-sonnet-4-5", "azure/gpt-4o", "bedrock/claude", "deepseek/deepseek-chat",
    "gemini/gemini-2.5-pro", "groq/llama", "mistral/large", "openai/gpt-4o", "openrouter/a/b",
    "vertex_ai/gemini-2.5-pro",
]  # fmt: skip
endpoints = st.builds(Endpoint, st.sampled_from(ROUTES), api_base=st.none() | st.just("http://x"))

ANTHROPIC, GEMINI, OPENAI = (
    Endpoint("anthropic/claude-sonnet-4-5"),
    Endpoint("gemini/gemini-2.5-pro"),
    Endpoint("openai/gpt-4o"),
)
EXTRAS = {
    "thinking_blocks": [{"type": "thinking", "thinking": "Hm.", "signature": "s"}],
    "reasoning_content": "Hm.",
    "reasoning_details": [{"type": "reasoning.text", "text": "Hm."}],
    "extra_content": {"google": {"thought_signature": "s"}},
    "provider_specific_fields": {"a": 1},
    "cache_control": {"type": "ephemeral"},
}


@fuzz
@given(tool_conversations, endpoints)
def test_pairs_stay_pairs(messages, endpoint):
    """Every result still names the id of its call, and no two calls share one."""
    before, after = pairs(messages), pairs(portable(messages, endpoint)[0])
    places = [[each[0].index(one) for one in each[1]] for each in (before, after)]
    assert (places[0], len(set(before[0]))) == (places[1], len(set(after[0])))


@fuzz
@given(tool_conversations, endpoints)
def test_conversation_itself_is_left_alone(messages, endpoint):
    """The caller's own messages are as they were, in all their depth."""
    before = copy.deepcopy(messages)
    portable(messages, endpoint)
    assert messages == before


@fuzz
@given(tool_conversations, endpoints)
def test_texts_and_calls_are_kept(messages, endpoint):
    """Roles, texts, called names and arguments are the same for every vendor."""

    def gist(conversation):
        return [
            (
                message["role"],
                [part["text"] for part in message["content"]]
                if isinstance(message["content"], list)
                else message["content"],
                [call["function"] for call in message.get("tool_calls", ())],
            )
            for message in conversation
        ]

    assert gist(portable(messages, endpoint)[0]) == gist(messages)


@fuzz
@given(tool_conversations, endpoints)
def test_second_move_changes_nothing_more(messages, endpoint):
    """A conversation that this vendor can read goes to it as it is."""
    carried, _ = portable(messages, endpoint)
    assert portable(carried, endpoint) == (carried, [])


@pytest.mark.parametrize(
    "route, api_base, read",
    [
        ("openai/gpt-4o", None, []),
        ("azure/gpt-4o", "https://a.example", []),
        ("groq/llama", None, []),
        ("openai/own", "http://vllm.example", ["reasoning_content"]),
        ("litellm_proxy/claude", None, ["cache_control"]),
        ("deepseek/deepseek-chat", None, ["reasoning_content"]),
        ("gemini/gemini-2.5-pro", None,
         ["cache_control", "extra_content", "provider_specific_fields"]),
        ("anthropic/claude-sonnet-4-5", None,
         ["cache_control", "provider_specific_fields", "thinking_blocks"]),
        ("bedrock/claude", None,
         ["cache_control", "provider_specific_fields", "thinking_blocks"]),
        ("openrouter/a/b", None,
         ["cache_control", "provider_specific_fields", "reasoning_content", "reasoning_details",
          "thinking_blocks"]),
    ],
)  # fmt: skip
def test_vendor_gets_what_it_reads(route, api_base, read):
    """Each vendor gets the extras that it reads, and none of the others."""
    endpoint = Endpoint(route, api_base=api_base)
    message = {"role": "assistant", "content": "Hi.", **EXTRAS}
    ((carried,), _) = portable([message], endpoint)
    assert sorted(carried.keys() & EXTRAS.keys()) == read


def test_what_was_left_out_is_told_once():
    """Each kind of thing that was left out is one line, however often it occurred."""
    message = {"role": "assistant", "content": "Hi.", **EXTRAS}
    _, changes = portable([message, message], OPENAI)
    assert changes == [f"left out {name}: openai does not read it" for name in sorted(EXTRAS)]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "content": "Hi.", **dict.fromkeys(EXTRAS)},
        {"role": "assistant", "content": "Hi.", "refusal": None, "tool_calls": None},
        {"role": "assistant", "content": "Hi.", "annotations": [{"type": "url_citation"}]},
    ],
)
def test_nothings_are_left_out_without_a_word(message):
    """What says nothing, or is of no use to any vendor, is no change worth telling."""
    assert portable([message], OPENAI) == ([{"role": "assistant", "content": "Hi."}], [])


def test_marks_in_parts_are_left_out():
    """Cache marks on parts of the content, and signatures on calls, are found there too."""
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    part = {"type": "text", "text": "Hi."}
    message = {
        "role": "assistant",
        "content": [{**part, "cache_control": {"type": "ephemeral"}}],
        "tool_calls": [{**call, "extra_content": EXTRAS["extra_content"]}],
    }
    ((carried,), changes) = portable([message], OPENAI)
    assert (carried["content"], carried["tool_calls"], changes) == (
        [part],
        [call],
        [
            "left out cache_control: openai does not read it",
            "left out extra_content: openai does not read it",
        ],
    )


@pytest.mark.parametrize(
    "endpoint, left_out", [(OPENAI, ["cache_control"]), (ANTHROPIC, []), (GEMINI, [])]
)
def test_tools_lose_their_marks_alone(endpoint, left_out):
    """Tools go to every vendor, with their cache marks where those are read."""
    tool = {"type": "function", "function": {"name": "f"}}
    marked = {**tool, "cache_control": {"type": "ephemeral"}}
    ((carried,), changes) = portable_tools([marked], endpoint)
    assert (sorted(marked.keys() - carried.keys()), len(changes)) == (left_out, len(left_out))


def calling(identity):
    """Return a call and its result."""
    call = {"id": identity, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": identity, "content": "5"},
    ]


@pytest.mark.parametrize(
    "endpoint, length, kept",
    [
        (OPENAI, LONGEST_CALL_ID, True),
        (OPENAI, LONGEST_CALL_ID + 1, False),
        (ANTHROPIC, 300, False),
        (GEMINI, 300, True),
    ],
)
def test_long_ids_are_shortened(endpoint, length, kept):
    """An id that is too long for the vendor is shortened, the same way in call and result."""
    carried, changes = portable(calling("x" * length), endpoint)
    ((call,), (result,)) = pairs(carried)
    assert (call == result, len(call) <= max(LONGEST_CALL_ID, length * kept), not changes) == (
        True,
        True,
        kept,
    )


def test_shortened_id_is_told_where_only_a_result_has_it():
    """A result whose call is no longer in the conversation is told as well."""
    _, changes = portable(calling("x" * 65)[1:], OPENAI)
    assert changes == ["shortened tool-call ids to 40 characters"]
