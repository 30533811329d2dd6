"""How long a vendor asks to be left alone, in every way that vendors say it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.policy.retry_after import stated_wait
from llmgate.transport import Failure

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def wait(message="", body=None, **headers):
    """The wait that a failure states, at a fixed time of day."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return stated_wait(
        Failure("RateLimitError", message, 429, body=body, headers=named), NOW.timestamp
    )


def date(seconds):
    """A date of HTTP's, so many seconds from now."""
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    "headers, seconds",
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": " 1.5 "}, 1.5),
        ({"retry_after": "0"}, 0),
        ({"retry_after_ms": "250", "retry_after": "1"}, 0.25),
        ({"x_ms_retry_after_ms": "1500"}, 1.5),
        ({"retry_after": date(90)}, 90),
        ({"retry_after": date(-90)}, 0),
        ({"retry_after": date(60), "date": date(50)}, 10),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "Sun, 99 Foo 2026"}, None),
        ({}, None),
    ],
)
def test_headers_state_a_wait(headers, seconds):
    """Seconds, milliseconds, or a date by the vendor's own clock."""
    assert wait(**headers) == seconds


def retry_info(delay):
    """The details that Google's errors have."""
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    details = [
        {"@type": "type.googleapis.com/google.rpc.Help"},
        {"@type": kind, "retryDelay": delay},
    ]
    return {"error": {"code": 429, "details": details}}


@pytest.mark.parametrize(
    "body, seconds",
    [
        (retry_info("34s"), 34),
        (retry_info("0.5s"), 0.5),
        (retry_info(None), None),
        ({"error": "busy"}, None),
        ({"error": {"details": "none"}}, None),
        ([1], None),
    ],
)
def test_google_states_a_wait_in_the_body(body, seconds):
    """In the details of the error; what is not there is not guessed."""
    assert wait(body=body) == seconds


@pytest.mark.parametrize(
    "message, seconds",
    [
        ("Rate limit reached. Please try again in 6.5s. Visit", 6.5),
        ("Please try again in 890ms.", 0.89),
        ("try again in 1m2.5s", 62.5),
        ("Please retry after 20 seconds.", 20),
        ("Please retry in 34.07s.", 34.07),
        ("Please wait 3 minutes and try again", 180),
        ("wait for 2 hours", 7_200),
        ("retry after 1 min, 5 sec", 65),
        ("Try again in a few minutes", None),
        ("Try again in 5 apples", None),
        ("Limit 30000, Requested 40000", None),
    ],
)
def test_the_message_states_a_wait(message, seconds):
    """In whatever unit the sentence has."""
    assert wait(message) == pytest.approx(seconds)


def test_headers_come_before_words():
    """The most exact statement counts."""
    assert wait("try again in 20s", retry_after="2") == 2


@given(
    st.text(),
    st.text(),
    st.recursive(st.none() | st.text(), lambda x: st.dictionaries(st.text(), x)),
)
def test_nothing_that_a_vendor_says_is_too_odd(header, message, body):
    """It is a wait of no less than nothing, or none."""
    seconds = wait(message, body, retry_after=header)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**6))
def test_any_whole_number_of_seconds_is_read(seconds):
    """In the header as in the message."""
    assert wait(retry_after=str(seconds)) == wait(f"try again in {seconds}s") == seconds
