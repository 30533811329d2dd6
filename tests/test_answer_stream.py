"""A stream's chunks are made OpenAI's, and add up to the answer that a plain call gives."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from vendor_answers import fuzz, streamed, vendor_chunks, whole_answers

from llmgate.answer.assembler import Assembler
from llmgate.answer.shape import openai_completion
from llmgate.legacy import function_call_choice


def delta(**fields):
    """Return a vendor's chunk with one delta."""
    return {"choices": [{"index": 0, "delta": fields}]}


def finish(reason="stop"):
    """Return a vendor's last chunk."""
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


def fed(*chunks, **options):
    """Return the assembler that was fed these chunks, and what it gave for them."""
    assembler = Assembler("m", **options)
    return assembler, [assembler.feed(chunk) for chunk in chunks]


def message_of(*chunks, **options):
    """Return the message that chunks add up to, without what it lacks."""
    (choice,) = fed(*chunks, **options)[0].completion()["choices"]
    return {name: value for name, value in choice["message"].items() if value is not None}


def is_strictly_openai(chunk):
    """Say whether openai's own model takes a chunk, and JSON and UTF-8 can hold it."""
    ChatCompletionChunk.model_validate(chunk, strict=True)
    return json.dumps(chunk) is not None


@fuzz
@given(st.lists(vendor_chunks, max_size=5), st.booleans(), st.booleans())
def test_any_chunk_is_openais(chunks, wants_usage, legacy):
    """Whatever JSON a vendor streams, each chunk that the caller gets validates strictly."""
    _, given = fed(*chunks, wants_usage=wants_usage, legacy=legacy)
    assert all(is_strictly_openai(chunk) for chunk in given if chunk is not None)


@fuzz
@given(st.lists(vendor_chunks, max_size=5), st.booleans())
def test_any_finished_stream_adds_up_to_openais_answer(chunks, legacy):
    """Whatever was streamed, the whole of it validates strictly once it has ended."""
    assembler, _ = fed(*chunks, legacy=legacy)
    reply = assembler.completion()
    for choice in reply["choices"]:
        choice["finish_reason"] = choice["finish_reason"] or "stop"
    ChatCompletion.model_validate(reply, strict=True)
    assert json.dumps(reply) is not None


@fuzz
@given(st.lists(vendor_chunks, max_size=5), st.booleans())
def test_vendors_chunks_are_left_alone(chunks, legacy):
    """Making chunks OpenAI's, and putting them together, changes nothing in the vendor's."""
    before = repr(chunks)
    fed(*chunks, legacy=legacy)[0].completion()
    assert repr(chunks) == before


@fuzz
@given(st.data(), whole_answers())
def test_stream_adds_up_to_the_plain_answer(data, answer):
    """However an answer is cut into chunks, the stream's reply is the plain one."""
    assembler, _ = fed(*data.draw(streamed(answer)))
    assert assembler.completion() == openai_completion(answer, "m")


@fuzz
@given(st.data(), whole_answers())
def test_callers_chunks_add_up_as_well(data, answer):
    """The chunks that the caller got add up to the same reply when they are put together."""
    _, given = fed(*data.draw(streamed(answer)), wants_usage=True)
    again, _ = fed(*copy.deepcopy(given))
    assert again.completion() == openai_completion(answer, "m")


@fuzz
@given(st.data(), whole_answers())
def test_older_form_adds_up_as_well(data, answer):
    """A caller who uses functions gets the plain call's function call from a stream too."""
    assembler, _ = fed(*data.draw(streamed(answer)), legacy=True)
    plain = openai_completion(answer, "m")["choices"]
    assert assembler.completion()["choices"] == [function_call_choice(one) for one in plain]


def test_chunk_keeps_the_head_of_the_first():
    """Every chunk has the id, time and model of the first, as OpenAI's have."""
    first = {"id": "c", "created": 1, "model": "n", **delta(role="assistant", content="")}
    _, given = fed(first, {"id": "other", **delta(content="Hi.")})
    heads = [[chunk["id"], chunk["object"], chunk["created"], chunk["model"]] for chunk in given]
    assert heads == [["c", "chat.completion.chunk", 1, "n"]] * 2


def test_text_chunk_is_passed_on():
    """A chunk of text is OpenAI's chunk of it."""
    _, (chunk,) = fed(delta(content="Hi."))
    assert chunk["choices"] == [
        {"index": 0, "delta": {"content": "Hi."}, "finish_reason": None, "logprobs": None}
    ]


@pytest.mark.parametrize(
    "chunk", [{}, {"choices": []}, {"choices": None}, {"choices": "a"}, {"usage": "none"}]
)
def test_chunk_of_nothing_is_held_back(chunk):
    """A vendor's chunk that says nothing is none of the caller's."""
    assert fed(chunk)[1] == [None]


@pytest.mark.parametrize(
    "fields, has_output",
    [
        ({"role": "assistant"}, False),
        ({"content": ""}, False),
        ({"content": None}, False),
        ({"tool_calls": []}, False),
        ({"tool_calls": {}}, False),
        ({"tool_calls": 5}, False),
        ({"function_call": "f"}, False),
        ({"reasoning_content": ""}, False),
        ({"content": "H"}, True),
        ({"refusal": "No."}, True),
        ({"reasoning": "Hm."}, True),
        ({"reasoning_details": [{"text": "Hm."}]}, True),
        ({"thinking_blocks": [{"type": "thinking"}]}, True),
        ({"tool_calls": [{"index": 0, "function": {"name": "f"}}]}, True),
        ({"function_call": {"name": "f"}}, True),
        ({"audio": {"data": "AAAA"}}, True),
    ],
)
def test_output_is_noticed(fields, has_output):
    """Text, a tool call, reasoning and sound are output; a role and emptiness are none."""
    assert fed(delta(**fields))[0].has_output is has_output


@pytest.mark.parametrize(
    "chunks, finished",
    [
        ([], False),
        ([delta(content="Hi.")], False),
        ([delta(content="Hi."), finish()], True),
        ([delta(content="Hi."), finish("error")], True),
        ([delta(content="Hi."), finish(""), finish(5)], False),
        ([{"choices": [{"index": 1, "delta": {}}]}, finish()], False),
    ],
)
def test_stream_is_finished_by_its_vendors_word(chunks, finished):
    """A stream is finished once the vendor gave a reason for each choice, and not before."""
    assert fed(*chunks)[0].finished is finished


def test_later_word_of_another_kind_does_not_unsay_the_reason():
    """A finish reason stays, whatever a later chunk has in its place."""
    assembler, _ = fed(delta(content="Hi."), finish("length"), finish(None), finish({}))
    assert assembler.completion()["choices"][0]["finish_reason"] == "length"


def test_broken_off_stream_says_no_finish_reason():
    """A vendor's word for its own failure is no reason to believe that the answer is whole."""
    assembler, (_, last) = fed(delta(content="Hi."), finish("error"))
    reasons = [last, assembler.completion()]
    assert [each["choices"][0]["finish_reason"] for each in reasons] == [None, None]


def test_natives_are_the_vendors_words():
    """The vendor's own finish reasons are kept beside OpenAI's."""
    assembler, _ = fed(finish("model_context_window_exceeded"))
    reason = assembler.completion()["choices"][0]["finish_reason"]
    assert (assembler.natives, reason) == (["model_context_window_exceeded"], "length")


@pytest.mark.parametrize("legacy, reason", [(False, "tool_calls"), (True, "function_call")])
@pytest.mark.parametrize("native", ["stop", "tool_use", "function_call", "end_turn"])
def test_stream_with_calls_ends_with_calls(native, legacy, reason):
    """A stream with tool calls ends with them, in the form that the caller uses."""
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
    _, given = fed(delta(tool_calls=[call]), finish(native), legacy=legacy)
    assert given[-1]["choices"][0]["finish_reason"] == reason


USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


@pytest.mark.parametrize(
    "wants_usage, seen", [(True, [None, None, USAGE]), (False, ["no", "no", "held back"])]
)
def test_usage_chunk_is_for_those_who_asked(wants_usage, seen):
    """As with OpenAI, a caller who asked gets the usage in a chunk without choices."""
    last = {"choices": [], "usage": USAGE}
    _, given = fed(delta(content="Hi."), finish(), last, wants_usage=wants_usage)
    assert [chunk.get("usage", "no") if chunk else "held back" for chunk in given] == seen


def test_usage_beside_choices_is_passed_on():
    """A vendor that states the usage in the last chunk with choices is heard as well."""
    assembler, given = fed(delta(content="Hi."), finish() | {"usage": USAGE}, wants_usage=True)
    assert (given[-1]["usage"], assembler.usage) == (USAGE, USAGE)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 0, "completion_tokens": 0}])
def test_stream_without_usage_has_none(usage):
    """Where a vendor stated no usage there is none, and no chunk for it."""
    assembler, given = fed(delta(content="Hi."), {"choices": [], "usage": usage}, wants_usage=True)
    assert (given[-1], assembler.completion()["usage"]) == (None, None)


def test_broken_off_stream_is_kept():
    """What had come of a stream before it was cut is there, with no finish reason."""
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"a'}}
    assembler, _ = fed(delta(content="Hi."), delta(tool_calls=[call]))
    (choice,) = assembler.completion()["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Hi.", None)


def test_empty_stream_has_no_choices():
    """A stream without a chunk adds up to an answer without a choice."""
    assert fed()[0].completion()["choices"] == []


@pytest.mark.parametrize(
    "chunks, content",
    [
        ([delta(content="")], ""),
        ([delta(role="assistant")], None),
        ([delta(content=""), delta(refusal="No.")], None),
        ([delta(content=""), delta(tool_calls=[{"function": {"name": "f"}}])], None),
        ([delta(content="H"), delta(content="i.")], "Hi."),
        ([delta(content=[{"type": "text", "text": "Hi."}])], "Hi."),
    ],
)
def test_content_is_none_beside_calls_and_refusals(chunks, content):
    """The text is None where OpenAI's plain answer has none, and empty where it is empty."""
    assert message_of(*chunks).get("content") == content


def test_function_call_of_a_vendor_is_a_tool_call():
    """A vendor that still streams the older form is understood."""
    chunks = [{"name": "f", "arguments": ""}, {"arguments": '{"a"'}, {"arguments": ": 1}"}]
    (call,) = message_of(*(delta(function_call=part) for part in chunks))["tool_calls"]
    assert call["function"] == {"name": "f", "arguments": '{"a": 1}'}


def test_older_form_has_one_call():
    """The older form has room for one call: further ones are not mixed into it."""
    parts = [
        {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}},
        {"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}},
    ]
    _, given = fed(*(delta(tool_calls=[part]) for part in parts), legacy=True)
    deltas = [chunk["choices"][0]["delta"] for chunk in given]
    assert deltas == [{"function_call": {"name": "f", "arguments": "{}"}}, {}]


def test_logprobs_add_up():
    """The log probabilities of each chunk are passed on, and add up."""
    tokens = [{"token": text, "logprob": -1, "bytes": None, "top_logprobs": []} for text in "ab"]
    chunks = [delta(content=one["token"]) for one in tokens]
    for chunk, one in zip(chunks, tokens, strict=True):
        chunk["choices"][0]["logprobs"] = {"content": [one]}
    assembler, given = fed(*chunks)
    passed = [chunk["choices"][0]["logprobs"] for chunk in given]
    assert (passed, assembler.completion()["choices"][0]["logprobs"]) == (
        [{"content": [one], "refusal": None} for one in tokens],
        {"content": tokens, "refusal": None},
    )


def test_choice_out_of_shape_is_counted_as_the_first():
    """A choice without a usable index is the only one, as with vendors that know no other."""
    assembler, _ = fed({"choices": [{"index": None, "delta": {"content": "Hi."}}, None]})
    (choice,) = assembler.completion()["choices"]
    assert (choice["index"], choice["message"]["content"]) == (0, "Hi.")
