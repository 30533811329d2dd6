"""A conversation that moves to another vendor loses only what that vendor cannot read."""

from __future__ import annotations

import copy

import pytest
from conversations import moving_conversations, pairs, tool_conversations
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.moving.changes import UnusableRungError
from llmgate.moving.ids import fits
from llmgate.moving.portable import portable, portable_tools
from llmgate.moving.vendors import VENDORS, traits_of
from llmgate.transport import Endpoint

ROUTES = [
    "anthropic/claude-sonnet-4-5", "azure/gpt-4o", "bedrock/claude", "deepseek/deepseek-chat",
    "gemini/gemini-2.5-pro", "groq/llama", "mistral/large", "openai/gpt-4o", "openrouter/a/b",
    "vertex_ai/gemini-2.5-pro",
]  # fmt: skip
endpoints = st.builds(Endpoint, st.sampled_from(ROUTES), api_base=st.none() | st.just("http://x"))
conversations = tool_conversations.filter(lambda messages: messages[-1]["role"] != "assistant")

ANTHROPIC, GEMINI, MISTRAL, OPENAI = (
    Endpoint("anthropic/claude-sonnet-4-5"),
    Endpoint("gemini/gemini-2.5-pro"),
    Endpoint("mistral/large"),
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
@given(moving_conversations, endpoints)
def test_pairs_stay_pairs(messages, endpoint):
    """Every call is followed by its own result, under an id that the vendor takes."""
    sent, _ = portable(messages, endpoint)
    rule = traits_of(endpoint.route, has_base=endpoint.api_base is not None).ids
    calls, results = pairs(sent)
    assert (sorted(calls), [one for one in calls if not fits(one, rule)]) == (sorted(results), [])


@fuzz
@given(moving_conversations, endpoints)
def test_conversation_itself_is_left_alone(messages, endpoint):
    """The caller's own messages are as they were, in all their depth."""
    before = copy.deepcopy(messages)
    portable(messages, endpoint)
    assert messages == before


@fuzz
@given(moving_conversations, endpoints)
def test_second_move_changes_nothing_more(messages, endpoint):
    """A conversation that this vendor can read goes to it as it is."""
    carried, _ = portable(messages, endpoint)
    assert portable(carried, endpoint)[0] == carried


@fuzz
@given(conversations, endpoints)
def test_ids_do_not_change_as_the_conversation_grows(messages, endpoint):
    """A call has the same id in the next request, so that a vendor's cache still holds."""
    grown = [*messages, {"role": "user", "content": "And then?"}]
    before, after = (pairs(portable(each, endpoint)[0])[0] for each in (messages, grown))
    assert before == after[: len(before)]


@pytest.mark.parametrize("provider", VENDORS)
def test_plain_messages_are_not_even_copied(provider):
    """Roles and texts go to every vendor as the very dicts that the caller gave."""
    messages = [
        {"role": role, "content": "Hi."} for role in ("system", "user", "assistant", "user")
    ]
    carried, changes = portable(messages, Endpoint(f"{provider}/m"))
    assert (all(map(lambda a, b: a is b, carried, messages)), changes) == (True, [])


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
        ("vertex_ai/claude-sonnet-4-5", None,
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
    ((carried, _), _) = portable([message, USER], endpoint)
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


def test_unsigned_thinking_goes_to_nobody():
    """Claude refuses a block that nobody signed, as one that LiteLLM made of other reasoning."""
    blocks = [{"type": "thinking", "thinking": "Hm."}, *EXTRAS["thinking_blocks"]]
    message = {"role": "assistant", "content": "Hi.", "thinking_blocks": blocks}
    ((carried, _), _) = portable([message, USER], ANTHROPIC)
    assert carried["thinking_blocks"] == EXTRAS["thinking_blocks"]


@pytest.mark.parametrize(
    "endpoint, left_out",
    [(OPENAI, ["cache_control"]), (ANTHROPIC, ["strict"]), (GEMINI, ["strict"])],
)
def test_tools_lose_their_marks_alone(endpoint, left_out):
    """Tools go to every vendor, with their cache marks and strictness where those are read."""
    tool = {"type": "function", "function": {"name": "f", "strict": True}}
    marked = {**tool, "cache_control": {"type": "ephemeral"}}
    ((carried,), changes) = portable_tools([marked], endpoint)
    lost = {*marked, *marked["function"]} - {*carried, *carried["function"]}
    assert (sorted(lost), len(changes)) == (left_out, len(left_out))


USER = {"role": "user", "content": "And then?"}
CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def calling(*identities, arguments=(), **fields):
    """Return an assistant's turn of calls."""
    texts = (*arguments, *["{}"] * len(identities))
    calls = [
        {**CALL, "id": one, "function": {"name": "f", "arguments": text}}
        for one, text in zip(identities, texts, strict=False)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls, **fields}


def result(identity, content="5", **fields):
    """Return the result of a call."""
    return {"role": "tool", "tool_call_id": identity, "content": content, **fields}


NO_RESULT = result("a", "(no result)")
ORPHANED = {**calling("a"), "tool_calls": [
    {**CALL, "function": {"name": "unknown_tool", "arguments": "{}"}}]}  # fmt: skip


@pytest.mark.parametrize(
    "messages, sent, change",
    [
        ([calling("a"), USER], [calling("a"), NO_RESULT, USER],
         "gave a tool call without a result the result '(no result)'"),
        ([calling("a", "b"), result("b")], [calling("a", "b"), NO_RESULT, result("b")],
         "gave a tool call without a result the result '(no result)'"),
        ([result("a")], [ORPHANED, result("a")], "gave a tool result without a call a call"),
        ([calling("a"), result("a", "1"), result("a", "2")], [calling("a"), result("a", "1\n2")],
         "sent several results of a tool call as one"),
        ([calling("a", "b"), result("a"), USER, result("b")],
         [calling("a", "b"), result("a"), result("b"), USER], None),
        ([calling("a", "b"), result("b"), result("a")],
         [calling("a", "b"), result("b"), result("a")], None),
        ([calling("a")], [calling("a")], None),
    ],
)  # fmt: skip
def test_calls_and_results_are_paired(messages, sent, change):
    """What has no partner gets one, what has several gets one of them; it is told."""
    assert portable(messages, OPENAI) == (sent, [change] if change else [])


def test_results_stand_in_their_calls_order_where_only_that_tells_them_apart():
    """Gemini's wire has no ids, so a result is its call's by its place."""
    messages = [calling("a", "b", arguments=['{"n": 1}', '{"n": 2}']), result("b"), result("a")]
    sent, _ = portable([USER, *messages], GEMINI)
    assert sent == [USER, messages[0], result("a"), result("b")]


def test_equal_calls_are_one_for_gemini():
    """LiteLLM leaves out the second of two equal calls, so its result would be one too many."""
    sent, changes = portable([USER, calling("a", "b"), result("a", "1"), result("b", "2")], GEMINI)
    assert (sent[1:], changes[0]) == (
        [calling("a"), result("a", "1\n2")],
        "sent equal tool calls of one turn as one",
    )


def test_ids_of_a_conversation_are_its_own_for_claude():
    """An id that a vendor gave twice is two ids, each still in its call and its result."""
    sent, changes = portable([calling("a"), result("a"), calling("a"), result("a")], ANTHROPIC)
    calls, results = pairs(sent)
    assert (calls == results, len({*calls}), changes) == (
        True,
        2,
        ["gave tool calls that share an id ids of their own"],
    )


@pytest.mark.parametrize(
    "endpoint, identity, kept",
    [
        (OPENAI, "x" * 40, True),
        (OPENAI, "x" * 41, False),
        (OPENAI, "", False),
        (ANTHROPIC, "toolu_01A-b", True),
        (ANTHROPIC, "call:1/ä", False),
        (ANTHROPIC, "x" * 300, False),
        (MISTRAL, "abcDEF123", True),
        (MISTRAL, "call_abcd", False),
        (GEMINI, "x" * 300, True),
    ],
)
def test_ids_are_as_the_vendor_takes_them(endpoint, identity, kept):
    """An id that the vendor refuses is replaced, the same way in call and result."""
    carried, changes = portable([USER, calling(identity), result(identity)], endpoint)
    ((call,), (answered,)) = pairs(carried)
    assert (call == answered, call == identity, not changes) == (True, kept, kept)


@pytest.mark.parametrize(
    "arguments, sent",
    [
        ("{}", "{}"),
        ('{"a": 1}', '{"a": 1}'),
        ("", "{}"),
        ("{bad", '{"malformed_arguments":"{bad"}'),
        ("[1]", '{"malformed_arguments":"[1]"}'),
    ],
)
def test_arguments_are_an_object(arguments, sent):
    """What a model wrote wrongly is kept, as a field of an object."""
    messages = [USER, calling("a", arguments=[arguments]), result("a")]
    carried, _ = portable(messages, ANTHROPIC)
    assert carried[1]["tool_calls"][0]["function"]["arguments"] == sent


def test_custom_calls_are_function_calls_elsewhere():
    """The call of a tool with free-form input keeps its input."""
    call = {"id": "a", "type": "custom", "custom": {"name": "f", "input": "free"}}
    messages = [USER, {"role": "assistant", "content": None, "tool_calls": [call]}, result("a")]
    carried, _ = portable(messages, ANTHROPIC)
    function = {"name": "f", "arguments": '{"input":"free"}'}
    assert carried[1]["tool_calls"] == [{"id": "a", "type": "function", "function": function}]


SYSTEM = {"role": "system", "content": "Be brief."}
SAID = {"role": "assistant", "content": "Hi."}


@pytest.mark.parametrize(
    "endpoint, messages, sent",
    [
        (ANTHROPIC, [USER, {"role": "assistant", "content": " "}, USER], [USER, USER]),
        (OPENAI, [USER, {"role": "assistant", "content": None}, USER],
         [USER, {"role": "assistant", "content": ""}, USER]),
        (ANTHROPIC, [SYSTEM], [{**SYSTEM, "role": "user"}]),
        (ANTHROPIC, [USER, SAID, SYSTEM, USER], [USER, SAID, SYSTEM, USER]),
        (MISTRAL, [SYSTEM, USER, SAID, SYSTEM, USER],
         [SYSTEM, USER, SAID, {**SYSTEM, "role": "user"}, USER]),
        (MISTRAL, [calling("abcDEF123"), result("abcDEF123"), USER],
         [calling("abcDEF123"), result("abcDEF123"), {**SAID, "content": "OK."}, USER]),
        (MISTRAL, [USER, SAID], [USER, {**SAID, "prefix": True}]),
        (OPENAI, [USER, SAID], [USER, SAID]),
        (GEMINI, [calling("a"), result("a")],
         [{"role": "user", "content": "(earlier messages were left out)"},
          calling("a"), result("a")]),
        (GEMINI, [SYSTEM, SAID, calling("a"), result("a")],
         [SYSTEM, {"role": "user", "content": "(earlier messages were left out)"}, SAID,
          calling("a"), result("a")]),
        (ANTHROPIC, [USER, {"role": "assistant", "content": None, "refusal": "No."}, USER],
         [USER, {"role": "assistant", "content": "No."}, USER]),
        (Endpoint("groq/llama"), [{"role": "developer", "content": "Be brief."}], [SYSTEM]),
        (OPENAI, [{"role": "developer", "content": "Be brief."}],
         [{"role": "developer", "content": "Be brief."}]),
        (MISTRAL, [calling("abcDEF123"), result("abcDEF123", "")],
         [calling("abcDEF123"), result("abcDEF123", "(empty)")]),
    ],
)  # fmt: skip
def test_turns_are_as_the_vendor_takes_them(endpoint, messages, sent):
    """Empty, odd and half turns go in the form that the vendor takes."""
    assert portable(messages, endpoint)[0] == sent


IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
TEXT = {"type": "text", "text": "See:"}


def test_media_of_a_tool_are_shown_by_the_user():
    """OpenAI's wire has texts alone in a tool's result."""
    messages = [calling("a"), result("a", [TEXT, IMAGE]), USER]
    carried, _ = portable(messages, OPENAI)
    shown = {"type": "text", "text": "Images and files that the tool returned:"}
    assert carried[1:3] == [
        result("a", [TEXT]),
        {"role": "user", "content": [shown, IMAGE]},
    ]


def image(format_):
    """Return an image of a format."""
    return {"type": "image_url", "image_url": {"url": f"data:image/{format_};base64,AA=="}}


AUDIO = {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}}
FILE = {"type": "file", "file": {"file_id": "file-1"}}


@pytest.mark.parametrize(
    "endpoint, part, reason",
    [
        (ANTHROPIC, AUDIO, "anthropic does not take parts of type 'input_audio'"),
        (Endpoint("deepseek/d"), IMAGE, "deepseek does not take parts of type 'image_url'"),
        (MISTRAL, FILE, "mistral does not take parts of type 'file'"),
        (ANTHROPIC, FILE, "anthropic does not have the file 'file-1'"),
        (ANTHROPIC, image("bmp"), "anthropic does not take images of the format 'bmp'"),
        (GEMINI, image("gif"), "gemini does not take images of the format 'gif'"),
    ],
)
def test_what_cannot_be_seen_makes_a_rung_unusable(endpoint, part, reason):
    """An answer without what the question shows would be another one."""
    with pytest.raises(UnusableRungError) as caught:
        portable([{"role": "user", "content": [TEXT, part]}], endpoint, own=False)
    assert str(caught.value) == reason


def test_files_stay_with_the_vendor_that_keeps_them():
    """A file of the vendor that was asked is named to it."""
    message = {"role": "user", "content": [TEXT, FILE]}
    assert portable([message], OPENAI, own=True) == ([message], [])


@pytest.mark.parametrize(
    "audio, content",
    [({"id": "audio_1", "transcript": "Hello."}, "Hello."), ({"id": "audio_1"}, None)],
)
def test_spoken_answers_are_read_elsewhere(audio, content):
    """A spoken answer is its transcript at another vendor; without one the rung is unusable."""
    messages = [USER, {"role": "assistant", "content": None, "audio": audio}, USER]
    if content is None:
        with pytest.raises(UnusableRungError, match="cannot hear the spoken answer 'audio_1'"):
            portable(messages, ANTHROPIC)
        return
    assert portable(messages, ANTHROPIC)[0][1] == {"role": "assistant", "content": content}


def test_a_begun_answer_is_for_models_that_go_on_with_it():
    """Newer Claudes refuse it, which the catalogue knows."""
    with pytest.raises(UnusableRungError, match="does not go on with an answer"):
        portable([USER, SAID], Endpoint("anthropic/claude-sonnet-4-6"))
