"""What was said where an answer was expected."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.carriers.vendor_hearing import MOST_KEPT, Ear, error_heard, refusal_heard
from llmgate.causes.cause import cause_of
from llmgate.keys.secret import Secret

OPENING = json.dumps({"choices": [{"index": 0, "delta": {"role": "assistant"}}]})
SAID = "prompt is too long: 9001 tokens > 8192 maximum"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"error": {"message": SAID}}),
        json.dumps({"error": SAID, "output": None}, indent=2),
        json.dumps([{"error": {"message": SAID, "status": "INVALID_ARGUMENT"}}]),
        json.dumps({"header": {"code": 10907, "message": SAID}}),
        json.dumps({"base_resp": {"status_code": 2013, "status_msg": SAID}, "choices": None}),
        json.dumps({"Response": {"Error": {"Code": "LimitExceeded", "Message": SAID}}}),
        f"data: {OPENING}\n\ndata: {json.dumps({'detail': SAID})}\n\ndata: [DONE]\n\n",
        f'event: ping\ndata: {{"type": "ping"}}\n\nevent: error\ndata: {{"msg": "{SAID}"}}\n\n',
        f"event: error\ndata: {SAID}\n\n",
        f"<html><body><h1>400</h1>{SAID}</body></html>",
        SAID,
    ],
)
def test_a_refusal_is_heard(text):
    """A refusal is heard in every vendor's shape, as a body and as an event."""
    heard = refusal_heard(text)
    assert (cause_of(heard).reason, cause_of(heard).window) == ("context_window", 8192)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"data: {OPENING}\n\n",
        'event: ping\ndata: {"type": "ping"}\n\n',
        json.dumps({"choices": [{"message": {"content": SAID}}]}),
        json.dumps({"content": [{"type": "text", "text": SAID}], "error": None}),
        json.dumps({"candidates": [{"content": {"parts": [{"text": SAID}]}}]}),
    ],
)
def test_answers_are_no_refusal(text):
    """Neither an answer nor the opening of one is a refusal, whatever it speaks of."""
    assert refusal_heard(text) is None


def test_the_vendor_is_quoted_without_secrets():
    """What is heard is cleared of keys."""
    heard = refusal_heard('{"Error": {"Message": "no sk-0123456789"}}', [Secret("sk-0123456789")])
    assert heard.message == "no ***"


@given(st.lists(st.integers(0, 2 * MOST_KEPT), max_size=12))
def test_little_is_kept(lengths):
    """However long a stream is, what is kept of it has a bound."""
    ear = Ear()
    for length in lengths:
        ear.hear("x" * length)
    assert ear.length <= MOST_KEPT


def test_an_ear_closes():
    """Nothing is kept once there is output."""
    ear = Ear()
    ear.hear(b"data: {}\n")
    ear.close()
    ear.hear(b"data: {}\n")
    assert (ear.text, ear.open) == ("", False)


def test_bytes_are_text():
    """Bytes that part a letter are put together again."""
    raw = "输入过长".encode()
    ear = Ear()
    for at in range(len(raw)):
        ear.hear(raw[at : at + 1])
    assert ear.text == "输入过长"


EVENT = 'data: {"type": "error", "error": {"type": "not_found_error", "message": "model: m"}}'


def test_an_error_event_is_heard_after_output():
    """The line that tells why a stream broke off is kept, and the answer is not."""
    ear = Ear()
    ear.hear('data: {"type": "message_start"}')
    ear.close()
    for line in ('data: {"delta": {"text": "an"}}', "event: error", EVENT, ""):
        ear.hear(line)
    assert cause_of(error_heard(ear.text)).reason == "not_found"


@pytest.mark.parametrize(
    "text", ["", "data: error", 'data: {"error": null}', 'data: {"delta": {"text": "error"}}']
)
def test_talk_of_errors_is_no_error_event(text):
    """Only an event with an error in it tells of one."""
    assert error_heard(text) is None
