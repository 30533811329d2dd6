"""What may change about an error without changing its cause."""

import json
import re
import string

from hypothesis import given
from hypothesis import strategies as st
from provider_errors import errors, text_of

from llmgate.causes.cause import cause_of
from llmgate.transport import Failure

OVERFLOW_WORDS = (
    "my prompt is too long, it exceeds the maximum context length of 8192 tokens; reduce it"
)


def messages(kind):
    """The sentences of one class of errors with status 400."""
    for entry in errors(status=400):
        body = entry["body"]
        error = body.get("error") if isinstance(body, dict) else None
        said = error.get("message") if isinstance(error, dict) else None
        if entry["class"] == kind and isinstance(said, str) and "{" not in said:
            yield said


OVERFLOWS = sorted(
    said
    for said in messages("overflow")
    if cause_of(Failure("", said, 400)).reason == "context_window"
)
OTHERS = sorted(set(messages("not_overflow")))
# Whatever else the machine does meanwhile.

RELAYS = st.sampled_from(["openai", "azure/east", "vllm-0", "Alibaba", "aws.bedrock"])
IDS = st.text(string.ascii_lowercase + string.digits + "-", min_size=4, max_size=36)


def reason(text, status=400, body=None):
    """The reason of a failure."""
    return cause_of(Failure("BadRequestError", text, status, body=body)).reason


# Where the figures alone tell, other figures tell something else.
WORDED = [said for said in OVERFLOWS if reason(re.sub(r"\d{4,}", "2000", said)) == "context_window"]


@given(st.sampled_from(WORDED), st.randoms(use_true_random=False))
def test_other_numbers(said, random):
    """Other numbers say the same."""
    changed = re.sub(r"(?<![\w-])\d{4,}", lambda _: str(random.randint(1000, 10**7)), said)
    assert reason(changed) == "context_window"


@given(st.sampled_from(OVERFLOWS), st.sampled_from([",", "_", "'", "\u202f", "."]))
def test_separated_numbers(said, separator):
    """So do numbers written with separators."""
    changed = re.sub(
        r"(?<![\w-])\d{4,}(?!\w)",
        lambda found: f"{int(found[0]):,}".replace(",", separator),
        said,
    )
    assert reason(changed) == "context_window"


@given(st.sampled_from(OVERFLOWS), st.sampled_from([str.upper, str.title, str.capitalize]))
def test_letter_case(said, change):
    """So do the same words in other letters."""
    assert reason(change(said.lower())) == "context_window"


@given(st.sampled_from(OVERFLOWS), st.sampled_from(["'", '"', "`", ""]))
def test_quoted_names(said, mark):
    """So do names in other quotation marks."""
    assert reason(re.sub(r"`(\w+)`", rf"{mark}\1{mark}", said)) == "context_window"


@given(st.sampled_from(OVERFLOWS), st.sampled_from(["\u00a0", "\u200b ", "  ", "\u3000"]))
def test_spaces(said, space):
    """So do other spaces."""
    assert reason(said.replace(" ", space)) == "context_window"


@given(st.sampled_from(OVERFLOWS + OTHERS), RELAYS, IDS)
def test_surrounding_text(said, before, after):
    """What a relay writes around an error changes nothing."""
    expected = reason(said)
    assert reason(f"Error from provider ({before}): {said} (request id: {after})") == expected


WRAPPERS = (
    lambda inner: {"error": inner},
    lambda inner: {"detail": inner},
    lambda inner: [inner],
    lambda inner: {"error": {"message": json.dumps(inner)}},
    lambda inner: {"error": {"message": "Provider error", "metadata": {"raw": json.dumps(inner)}}},
    lambda inner: {"error": {"message": f"upstream said: {json.dumps(inner)}"}},
    lambda inner: {"message": f"Error code: 400 - {inner!r}"},
    lambda inner: {"response": {"body": json.dumps(json.dumps(inner))}},
)


@given(st.sampled_from(OVERFLOWS + OTHERS), st.lists(st.sampled_from(WRAPPERS), max_size=2))
def test_nesting(said, wrappers):
    """However deep an error lies in another's JSON, it is found."""
    expected = reason(said)
    body = {"message": said, "type": "invalid_request_error"}
    for wrap in wrappers:
        body = wrap(body)
    assert reason(json.dumps(body)) == expected
    assert reason("Bad Request", body=body) == expected


ECHOES = (
    (
        "1 validation error for Request\nmessages.0.content\n  Input should be a valid list "
        "[type=list_type, input_value='{}', input_type=str]"
    ),
    "Unexpected field in messages=[{{'role': 'user', 'content': '{}'}}]",
    'Invalid value: "{}"',
    "could not parse “{}”",
    "Failed to decode input='{}",
)


@given(st.sampled_from(ECHOES), st.text(string.ascii_letters + " ", max_size=40))
def test_echoed_prompt(echo, filling):
    """A prompt that an error quotes makes no overflow."""
    assert reason(echo.format(f"{filling} {OVERFLOW_WORDS}")) == "bad_request"


@given(st.sampled_from(OTHERS))
def test_echoed_input_field(said):
    """Nor does one in a field that holds what was sent."""
    sent = {"messages": [{"role": "user", "content": OVERFLOW_WORDS}]}
    body = {"error": {"message": said}, "input": OVERFLOW_WORDS, "request": sent}
    assert reason(said, body=body) == reason(said)


@given(st.text(max_size=300), st.sampled_from([None, 200, 400, 404, 413, 429, 500, 529]))
def test_any_text_has_a_cause(text, status):
    """No text whatever is beyond the classifier."""
    assert cause_of(Failure("APIError", text, status)).reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@given(JSON)
def test_any_body_has_a_cause(body):
    """No JSON whatever is beyond the classifier."""
    assert cause_of(Failure("APIError", "failed", 400, body=body)).reason


def test_text_alone_is_enough():
    """The texts of the overflows are recognised without their structure."""
    missed = [
        entry["id"]
        for entry in errors()
        if entry["class"] == "overflow"
        and not entry.get("ambiguous")
        and entry["status"] != 200
        and reason(f"litellm.BadRequestError: XException - {text_of(entry)}") != "context_window"
    ]
    assert missed == []
