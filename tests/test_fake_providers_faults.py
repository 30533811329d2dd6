"""What the fake vendors say when they are told to misbehave."""

import pytest
from vendor_wire import VENDORS, error_in, events, opened, post, streamed, text_in

from llmgate.testing import (
    Answer,
    Fail,
    FakeAnswer,
    FakeProviders,
    FakeToolCall,
    Overloaded,
    Quota,
    RateLimit,
    Raw,
    RawStream,
    Refuse,
    StreamError,
)
from llmgate.testing.faults import Blocked

TEXT = "one two three four"


@pytest.fixture
def vendors():
    """Vendors whose answer has four pieces of text."""
    with FakeProviders(answer=lambda _: FakeAnswer(TEXT, chunks=4)) as vendors:
        yield vendors


@pytest.mark.parametrize("name", VENDORS)
def test_rate_limit_is_a_429(vendors, name):
    """Every vendor's rate limit has status 429."""
    vendors.script(name, RateLimit())
    assert post(vendors, name).status_code == 429


@pytest.mark.parametrize("name", ["openai", "azure", "anthropic"])
def test_rate_limit_says_when_in_a_header(vendors, name):
    """Three of the vendors say in a header when to come back."""
    vendors.script(name, RateLimit(retry_after=2.5), RateLimit())
    found = [post(vendors, name).headers.get("retry-after") for _ in range(2)]
    assert found == ["2.5", None]


def test_gemini_says_when_in_the_body(vendors):
    """Gemini says it in the details and in the message, and in no header."""
    vendors.script("gemini", RateLimit(retry_after=7))
    answer = post(vendors, "gemini")
    error = answer.json()["error"]
    assert ("retry-after" in answer.headers, error["details"][-1]["retryDelay"]) == (False, "7s")
    assert error["message"].endswith("Please retry in 7s.")


@pytest.mark.parametrize(
    "name,kind",
    [("openai", "requests"), ("anthropic", "rate_limit_error"), ("gemini", None)],
)
def test_rate_limit_has_the_vendors_type(vendors, name, kind):
    """The error's type is the vendor's own."""
    vendors.script(name, RateLimit())
    assert post(vendors, name).json()["error"].get("type") == kind


@pytest.mark.parametrize(
    "name,status,word",
    [
        ("openai", 429, "You exceeded your current quota"),
        ("azure", 429, "You exceeded your current quota"),
        ("anthropic", 400, "Your credit balance is too low"),
        ("gemini", 429, "Your prepayment credits are depleted"),
    ],
)
def test_quota(vendors, name, status, word):
    """Credit that is used up is told from a rate limit by the vendor's words."""
    vendors.script(name, Quota())
    answer = post(vendors, name)
    assert (answer.status_code, word in error_in(answer)) == (status, True)


@pytest.mark.parametrize(
    "name,status", [("openai", 503), ("azure", 503), ("anthropic", 529), ("gemini", 503)]
)
def test_overloaded(vendors, name, status):
    """Too much traffic has the vendor's own status."""
    vendors.script(name, Overloaded())
    answer = post(vendors, name)
    assert (answer.status_code, "overloaded" in error_in(answer).lower()) == (status, True)


@pytest.mark.parametrize(
    "name,word",
    [
        ("openai", "flagged as potentially violating"),
        ("azure", "content management policy"),
        ("anthropic", "content filtering policy"),
    ],
)
def test_blocked(vendors, name, word):
    """Refused content is the vendor's 400."""
    vendors.script(name, Blocked())
    answer = post(vendors, name)
    assert (answer.status_code, word in error_in(answer)) == (400, True)


def test_blocked_by_gemini(vendors):
    """Gemini's is a 200 without a candidate, in a stream as well."""
    vendors.script("gemini", Blocked(), Blocked())
    expected = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    assert [post(vendors, "gemini").json(), *streamed(vendors, "gemini")] == [expected] * 2


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504])
def test_failures_have_the_vendors_envelope(vendors, name, status):
    """An HTTP error without a body of its own has one of the vendor's."""
    vendors.script(name, Fail(status))
    answer = post(vendors, name)
    assert (answer.status_code, bool(error_in(answer))) == (status, True)


def test_failure_with_a_body(vendors):
    """A body that is given is sent as it is."""
    vendors.script("openai", Fail(502, "<html>Bad Gateway</html>"), Fail(500, {"detail": "no"}))
    answers = [post(vendors, "openai") for _ in range(2)]
    assert [answer.text for answer in answers] == ["<html>Bad Gateway</html>", '{"detail": "no"}']


def test_refusal(vendors):
    """A refusal is a status, a body and headers."""
    vendors.script("openai", Refuse(413, {"message": "too big"}, {"X-Why": "size"}))
    answer = post(vendors, "openai")
    assert (answer.status_code, answer.json(), answer.headers["x-why"]) == (
        413,
        {"message": "too big"},
        "size",
    )


def test_refusal_inside_a_stream(vendors):
    """To a streamed request a refusal with status 200 comes as an event."""
    vendors.script("openai", Refuse(200, {"error": {"code": 400}}))
    assert streamed(vendors, "openai") == [{"error": {"code": 400}}]


def test_raw_bytes(vendors):
    """An answer may be written byte by byte."""
    vendors.script("openai", Raw(200, {"Content-Type": "text/html"}, b"\xff\xfe"))
    answer = post(vendors, "openai")
    assert (answer.content, answer.headers["content-type"]) == (b"\xff\xfe", "text/html")


def test_raw_stream(vendors):
    """A stream may be written byte by byte, each part on its own."""
    parts = (b'data: {"a":', b" 1}\n", b"\n")
    vendors.script("openai", RawStream(parts))
    with opened(vendors, "openai") as response:
        assert b"".join(response.iter_raw()) == b"".join(parts)


@pytest.mark.parametrize(
    "name,kind",
    [("openai", "server_error"), ("anthropic", "overloaded_error"), ("gemini", None)],
)
def test_error_inside_a_stream(vendors, name, kind):
    """A stream may break off with an error of the vendor's as its last event."""
    vendors.script(name, StreamError(after=2))
    *others, last = streamed(vendors, name)
    text = "".join(text_in(name, event) for event in others)
    assert text == "".join(FakeAnswer(TEXT, chunks=4).text_pieces[:2])
    assert (last["error"].get("type"), "verloaded" in last["error"]["message"]) == (kind, True)


def test_error_as_the_first_event(vendors):
    """A stream may have an error alone, and any error at all."""
    vendors.script("anthropic", StreamError(after=None, body={"error": {"message": "no"}}))
    assert streamed(vendors, "anthropic") == [{"type": "error", "error": {"message": "no"}}]


def test_anthropic_names_its_error_event(vendors):
    """Anthropic's error event has the name of one."""
    vendors.script("anthropic", StreamError(after=None))
    with opened(vendors, "anthropic") as response:
        assert next(response.iter_lines()) == "event: error"


def test_stream_error_of_a_plain_request(vendors):
    """A plain request gets the error as a 500."""
    vendors.script("openai", StreamError(body={"error": {"message": "no"}}))
    answer = post(vendors, "openai")
    assert (answer.status_code, answer.json()) == (500, {"error": {"message": "no"}})


def test_scripted_answers(vendors):
    """An answer may be scripted, as a record or a text, or left to be the normal one."""
    call = FakeToolCall("f", '{"half": ')
    vendors.script("openai", Answer("hi"), Answer(FakeAnswer(tool_calls=(call,))), Answer())
    first, second, third = (post(vendors, "openai").json() for _ in range(3))
    (made,) = second["choices"][0]["message"]["tool_calls"]
    assert (text_in("openai", first), text_in("openai", third)) == ("hi", TEXT)
    assert made["function"] == {"name": "f", "arguments": '{"half": '}


def test_scripted_answers_need_a_key_too(vendors):
    """An answer is normal service: the vendor checks the request first."""
    vendors.script("openai", Answer("hi"))
    assert post(vendors, "openai", key="no").status_code == 401


def test_refusals_come_before_any_check(vendors):
    """A scripted refusal meets even a request that the vendor would refuse anyhow."""
    vendors.script("openai", RateLimit())
    assert post(vendors, "openai", key="no").status_code == 429


def test_events_are_parsed_from_a_whole_stream(vendors):
    """A stream that is served normally ends as a stream should."""
    with opened(vendors, "gemini") as response:
        assert events(response)[-1]["candidates"][0]["finishReason"] == "STOP"
