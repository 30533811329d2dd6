"""Strategies for conversations as callers write them."""

from __future__ import annotations

from hypothesis import strategies as st

from llmgate.testing.wires.anthropic.content import signature as claude_signature
from llmgate.testing.wires.gemini.content import signature as google_signature

texts = st.text(max_size=20)
names = st.text("abc_", min_size=1, max_size=8)
call_ids = st.text("abc-_", min_size=1, max_size=8) | st.text("xyz", min_size=65, max_size=300)

text_parts = st.fixed_dictionaries(
    {"type": st.just("text"), "text": texts},
    optional={"cache_control": st.just({"type": "ephemeral"})},
)
plain_messages = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["system", "developer", "user", "assistant"]),
        "content": texts | st.lists(text_parts, min_size=1, max_size=3),
    },
    optional={"cache_control": st.just({"type": "ephemeral"})},
)
extras = st.fixed_dictionaries(
    {},
    optional={
        "annotations": st.just([]),
        "extra_content": st.just({"google": {"thought_signature": "s"}}),
        "provider_specific_fields": st.just({}) | st.just({"a": 1}),
        "reasoning_content": st.none() | texts,
        "reasoning_details": st.just([{"type": "reasoning.text", "text": "Hm."}]),
        "refusal": st.none(),
        "thinking_blocks": st.just([{"type": "thinking", "thinking": "Hm.", "signature": "s"}]),
    },
)


@st.composite
def tool_turns(draw):
    """Draw an assistant's tool calls and their results."""
    ids = draw(st.lists(call_ids, min_size=1, max_size=3, unique=True))
    calls = [
        {"id": one, "type": "function", "function": {"name": draw(names), "arguments": "{}"}}
        for one in ids
    ]
    results = [{"role": "tool", "tool_call_id": one, "content": draw(texts)} for one in ids]
    turn = {"role": "assistant", "content": None, "tool_calls": calls, **draw(extras)}
    return [turn, *draw(st.permutations(results))]


@st.composite
def function_turns(draw):
    """Draw a function call, its result, or both, in the older form."""
    name = draw(names)
    call = {
        "role": "assistant",
        "content": None,
        "function_call": {"name": name, "arguments": draw(texts)},
    }
    result = {"role": "function", "name": name, "content": draw(st.none() | texts)}
    return draw(st.sampled_from([[call, result], [call], [result]]))


plain_turns = st.lists(plain_messages, min_size=1, max_size=2)
tool_conversations = st.lists(plain_turns | tool_turns(), min_size=1, max_size=5).map(
    lambda turns: [message for turn in turns for message in turn]
)
function_conversations = st.lists(plain_turns | function_turns(), min_size=1, max_size=5).map(
    lambda turns: [message for turn in turns for message in turn]
)


def pairs(messages):
    """Return the ids of the calls and the ids of the results, in their order."""
    calls = [call["id"] for message in messages for call in message.get("tool_calls") or ()]
    results = [message["tool_call_id"] for message in messages if message["role"] == "tool"]
    return calls, results


# What other vendors, shortened histories and interrupted agents leave behind. Words are
# unlike each other and unlike whatever a vendor's wire says, so that each can be looked for.
words = st.text("ghjkqwxyz", min_size=6, max_size=9)
silences = st.sampled_from(["", " ", None])
odd_ids = st.sampled_from(["a", "b", "", "call:1/ä b", "x" * 50, "x" * 80, "functions.f:0"])
signed_extras = st.fixed_dictionaries(
    {},
    optional={
        "extra_content": st.just({"google": {"thought_signature": google_signature("Hm.")}}),
        "reasoning_content": st.just("Hm."),
        "reasoning_details": st.just([{"type": "reasoning.text", "text": "Hm."}]),
        "thinking_blocks": st.just(
            [{"type": "thinking", "thinking": "Hm.", "signature": claude_signature("Hm.")}]
        ),
    },
)
odd_arguments = st.sampled_from(["{}", "", '{"a": 1}', "{bad", "[1]", "null"])


@st.composite
def odd_calls(draw):
    """Draw an assistant's turn of calls."""
    calls = [
        {
            "id": draw(odd_ids),
            "type": "function",
            "function": {"name": draw(words), "arguments": draw(odd_arguments)},
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    content = draw(words | silences)
    return {"role": "assistant", "content": content, "tool_calls": calls, **draw(signed_extras)}


odd_contents = (
    words
    | silences
    | st.lists(
        st.fixed_dictionaries({"type": st.just("text"), "text": words | st.just("")}), max_size=3
    )
)
odd_messages = st.one_of(
    st.fixed_dictionaries({
        "role": st.sampled_from(["system", "developer", "user", "assistant"]),
        "content": odd_contents,
    }),
    st.fixed_dictionaries({
        "role": st.just("tool"), "tool_call_id": odd_ids, "content": odd_contents,
    }),
    st.fixed_dictionaries({
        "role": st.just("assistant"), "content": st.none(), "refusal": words,
    }),
    odd_calls(),
)  # fmt: skip


def spoken(messages):
    """End a conversation with a question, as a caller does who wants an answer."""
    return [*messages, {"role": "user", "content": "and then"}]


moving_conversations = st.lists(odd_messages, max_size=7).map(spoken)
