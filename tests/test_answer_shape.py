"""Any vendor's answer is made OpenAI's ``chat.completion``, or refused."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import get_args

import pytest
from hypothesis import given
from openai.types.chat import ChatCompletion
from vendor_answers import bodies, fuzz, whole_answers

from llmgate.answer.audio import joined_base64
from llmgate.answer.shape import SERVICE_TIERS, MalformedAnswerError, openai_completion


def answer(message=None, **choice):
    """Return a body with one choice."""
    return {"choices": [{"message": message or {"content": "Hi."}, **choice}]}


def message_of(message):
    """Return the message that is made of a vendor's, without what it lacks."""
    (choice,) = openai_completion(answer(message), "m")["choices"]
    return {name: value for name, value in choice["message"].items() if value is not None}


def is_strictly_openai(body):
    """Say whether openai's own model takes a body, and JSON and UTF-8 can hold it."""
    ChatCompletion.model_validate(body, strict=True)
    return json.dumps(body) is not None


@fuzz
@given(bodies)
def test_any_body_is_an_answer_or_malformed(body):
    """Whatever JSON a vendor sends, the reply validates strictly or is refused as malformed."""
    try:
        completion = openai_completion(body, "m")
    except MalformedAnswerError:
        return
    assert is_strictly_openai(completion)


@fuzz
@given(bodies)
def test_vendors_body_is_left_alone(body):
    """Making an answer OpenAI's changes nothing in what the carrier handed over."""
    before = repr(body)
    with contextlib.suppress(MalformedAnswerError):
        openai_completion(body, "m")
    assert repr(body) == before


@fuzz
@given(whole_answers())
def test_openais_answer_stays_as_it_is(body):
    """An answer that is OpenAI's already is the same afterwards."""
    assert openai_completion(copy.deepcopy(body), "other") == body


def test_nothing_of_the_carriers_passes():
    """Fields that OpenAI's schema does not have are left out, at every level."""
    body = answer({"content": "Hi.", "images": [], "provider_specific_fields": {}}, delta={})
    body |= {"vertex_ai_safety_results": [], "choices": [{**body["choices"][0], "index": 0}]}
    completion = openai_completion(body, "m")
    assert [*completion, *completion["choices"][0], *completion["choices"][0]["message"]] == [
        *("id", "object", "created", "model", "choices", "usage"),
        *("index", "message", "finish_reason", "logprobs"),
        *("role", "content", "refusal"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        None,
        "a text",
        [],
        {},
        {"choices": None},
        {"choices": []},
        {"choices": {}},
        {"choices": [None]},
        {"choices": [{"message": "Hi."}]},
        {"choices": [{"message": None}]},
        answer({"tool_calls": [{}]}),
        answer({"tool_calls": [None]}),
        answer({"tool_calls": [{"function": {"name": None}}]}),
    ],
)
def test_no_answer_is_malformed(body):
    """A body without a message in a choice, or with a call of nothing, is no answer."""
    with pytest.raises(MalformedAnswerError, match="vendor's answer has no "):
        openai_completion(body, "m")


@pytest.mark.parametrize(
    "sent, kept",
    [
        ({"id": "a", "created": 3.0, "model": "n"}, {"id": "a", "created": 3, "model": "n"}),
        ({"model": ""}, {"model": "m"}),
        ({"model": 5}, {"model": "m"}),
        ({"service_tier": "flex"}, {"service_tier": "flex"}),
        ({"system_fingerprint": "f"}, {"system_fingerprint": "f"}),
    ],
)
def test_head_is_kept_or_made(sent, kept):
    """What identifies an answer is the vendor's, as far as the vendor sent it."""
    completion = openai_completion({**answer(), **sent}, "m")
    assert {name: completion[name] for name in kept} == kept


@pytest.mark.parametrize("sent", [{"service_tier": "gold"}, {"service_tier": ["flex"]}])
def test_unknown_tier_is_left_out(sent):
    """A service tier that OpenAI does not have is not in the reply."""
    assert "service_tier" not in openai_completion({**answer(), **sent}, "m")


def test_tiers_are_openais():
    """The service tiers are those of the openai package, whose older versions know fewer."""
    tiers = get_args(get_args(ChatCompletion.model_fields["service_tier"].annotation)[0])
    assert set(tiers) - SERVICE_TIERS == set()


def test_choices_come_in_order():
    """Choices are sorted by their index, and counted where a vendor gave none."""
    body = {"choices": [{"index": 1, "message": {}}, {"index": 0, "message": {"content": "0"}}]}
    ordered = openai_completion(body, "m")["choices"]
    assert [choice["message"]["content"] for choice in ordered] == ["0", None]


@pytest.mark.parametrize(
    "content, text",
    [
        ("Hi.", "Hi."),
        ([{"type": "text", "text": "Hi"}, {"type": "text", "text": "."}], "Hi."),
        ([{"type": "thinking"}, None, {"text": "Hi."}, {"text": 5}], "Hi."),
        ({"a": 1}, '{"a": 1}'),
        ("\ud83d\ude00", "😀"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_content_is_text(content, text):
    """Content is one text that UTF-8 can hold, whatever form the vendor gave it."""
    assert message_of({"content": content})["content"] == text


@pytest.mark.parametrize(
    "arguments, text",
    [('{"a": 1}', '{"a": 1}'), ({"a": 1}, '{"a": 1}'), (None, "{}"), ("", "{}"), ({}, "{}")],
)
def test_arguments_are_json_text(arguments, text):
    """A call's arguments are JSON text, an empty object where the vendor gave none."""
    call = {"id": "c", "function": {"name": "f", "arguments": arguments}}
    assert message_of({"tool_calls": [call]})["tool_calls"] == [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": text}}
    ]


def test_custom_call_is_kept():
    """The call of a tool with free-form input stays what it is."""
    call = {"id": "c", "type": "custom", "custom": {"name": "shell", "input": "ls"}}
    assert message_of({"tool_calls": [call]})["tool_calls"] == [call]


def test_calls_signature_is_kept():
    """What Google wants back with a tool call stays on the call."""
    extra = {"google": {"thought_signature": "s"}}
    call = {"id": "c", "function": {"name": "f"}, "extra_content": extra}
    assert message_of({"tool_calls": [call]})["tool_calls"][0]["extra_content"] == extra


def test_call_without_id_gets_one():
    """Every call has an id of its own for its result to name."""
    calls = [{"function": {"name": "f"}}, {"id": "", "function": {"name": "f"}}]
    made = {call["id"] for call in message_of({"tool_calls": calls})["tool_calls"]}
    assert (len(made), "" in made) == (2, False)


def test_function_call_is_a_tool_call():
    """A vendor that still answers in the older form is understood."""
    body = answer({"function_call": {"name": "f", "arguments": "{}"}}, finish_reason="stop")
    (choice,) = openai_completion(body, "m")["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert (call["function"], choice["finish_reason"]) == (
        {"name": "f", "arguments": "{}"},
        "tool_calls",
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"reasoning_content": "Hm."},
        {"reasoning": "Hm."},
        {"reasoning_content": "", "reasoning": "Hm."},
        {"reasoning_content": "Hm.", "reasoning": "something else"},
    ],
)
def test_reasoning_has_one_name(sent):
    """Reasoning is ``reasoning_content``, whichever of the two names a vendor uses."""
    assert message_of(sent) == {"role": "assistant", "reasoning_content": "Hm."}


@pytest.mark.parametrize(
    "sent",
    [
        {"reasoning_content": {"text": "Hm."}},
        {"reasoning": 5},
        {"reasoning_details": "Hm."},
        {"thinking_blocks": {}},
        {"extra_content": []},
        {"annotations": "none"},
        {"annotations": [{"type": "file_citation"}, {"url_citation": {"title": "no address"}}]},
        {"audio": {"id": "a"}},
        {"tool_calls": {}},
        {"function_call": {"name": None, "arguments": None}},
    ],
)
def test_extras_out_of_shape_are_left_out(sent):
    """What is not of the shape that its name promises is not handed on."""
    assert message_of(sent) == {"role": "assistant"}


def test_citation_is_filled_up():
    """A citation needs an address; the rest of it is made where it is missing."""
    (note,) = message_of({"annotations": [{"url_citation": {"url": "u"}}]})["annotations"]
    assert note["url_citation"] == {"url": "u", "title": "", "start_index": 0, "end_index": 0}


def test_spoken_answer_is_kept():
    """A spoken answer keeps its data and its transcript."""
    audio = {"id": "a", "data": "AAAA", "transcript": "Hi.", "expires_at": 9}
    assert message_of({"audio": audio})["audio"] == audio


@pytest.mark.parametrize(
    "parts, joined",
    [
        ([], ""),
        (["not base64"], "not base64"),
        (["YQ==", "Yg=="], "YWI="),
        (["YW", "I="], "YWI="),
        (["é", "!"], "é!"),
    ],
)
def test_pieces_of_sound_are_joined(parts, joined):
    """Base64 texts are one, whether each has padding of its own, or none of them is whole."""
    assert joined_base64(parts) == joined


@pytest.mark.parametrize(
    "native, calls, reason",
    [
        ("stop", False, "stop"),
        ("end_turn", False, "stop"),
        (None, False, "stop"),
        (5, False, "stop"),
        ("stop", True, "tool_calls"),
        (None, True, "tool_calls"),
        ("tool_use", True, "tool_calls"),
        ("length", True, "length"),
        ("MAX_TOKENS", False, "length"),
    ],
)
def test_finish_reason_fits_the_message(native, calls, reason):
    """An answer with tool calls never says a plain stop; a cut one says that it was cut."""
    message = {"content": "Hi."}
    if calls:
        message = {"tool_calls": [{"id": "c", "function": {"name": "f"}}]}
    (choice,) = openai_completion(answer(message, finish_reason=native), "m")["choices"]
    assert choice["finish_reason"] == reason
