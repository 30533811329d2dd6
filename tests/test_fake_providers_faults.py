"""What the fake vendors do when they are told to misbehave."""

import asyncio
import itertools
import json

import httpx
import pytest
from vendor_wire import VENDORS, error_in, events, opened, post, request, streamed, text_in

from llmgate.testing import (
    Answer,
    Cut,
    Drop,
    Fail,
    FakeAnswer,
    FakeProviders,
    FakeToolCall,
    Hang,
    Overloaded,
    Quota,
    RateLimit,
    Raw,
    RawStream,
    Refuse,
    Silence,
    Slow,
    StreamError,
)
from llmgate.testing.faults import Blocked

TEXT = "one two three four"


@pytest.fixture
def vendors():
    """Vendors whose answer has four pieces of text."""
    with FakeProviders(answer=lambda _: FakeAnswer(TEXT, chunks=4)) as vendors:
        yield vendors


def pieces(vendor, response):
    """The pieces of text that come before the connection breaks, if it does."""
    found = []
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        for line in response.iter_lines():
            if line.startswith("data: {"):
                found.append(text_in(vendor, json.loads(line[6:])))
    return [piece for piece in found if piece]


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


@pytest.mark.parametrize("stream", [False, True])
def test_dropped_connection(vendors, stream):
    """A dropped connection has no answer at all, and its client did not leave early."""
    vendors.script("openai", Drop())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(vendors, "openai", stream=stream)
    (seen,) = vendors.requests
    assert (seen.status, seen.closed_early) == (None, False)


def test_hanging_ends_in_a_dropped_connection(vendors):
    """A vendor that hangs for a time drops the connection after it."""
    vendors.script("openai", Hang(seconds=0.01))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        post(vendors, "openai")


@pytest.mark.parametrize("name", VENDORS)
def test_hanging_until_the_client_leaves(vendors, name):
    """A client that gives up is seen at once, though nothing is being sent."""
    vendors.script(name, Hang())
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, name) | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).vendor == name


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("after", [1, 2, 4])
def test_cut_stream(vendors, name, after):
    """A cut stream has so many pieces of text, and then the connection breaks."""
    vendors.script(name, Cut(after=after))
    with opened(vendors, name) as response:
        found = pieces(name, response)
    assert (found, vendors.requests[0].closed_early) == (FakeAnswer(TEXT, chunks=4).text_pieces[:after], False)


@pytest.mark.parametrize(
    "name,after,opening",
    [
        ("openai", None, 0),
        ("openai", 0, 1),
        ("azure", 0, 2),
        ("anthropic", None, 0),
        ("anthropic", 0, 3),
        ("gemini", 0, 0),
    ],
)
def test_cut_before_any_text(vendors, name, after, opening):
    """A stream may be cut behind its opening events, or before them."""
    vendors.script(name, Cut(after=after))
    with opened(vendors, name) as response, pytest.raises(httpx.RemoteProtocolError):
        for number, _ in enumerate(filter(None, response.iter_lines())):
            lines = number
    assert locals().get("lines", -1) + 1 == opening * (2 if name == "anthropic" else 1)


def test_cut_beyond_the_end(vendors):
    """A stream that is cut after more pieces than it has lacks its end alone."""
    vendors.script("openai", Cut(after=99))
    with opened(vendors, "openai") as response:
        assert "".join(pieces("openai", response)) == TEXT


def test_cut_answer_without_output():
    """An empty stream is cut behind its opening."""
    with FakeProviders(answer=lambda _: "") as vendors:
        vendors.script("openai", Cut(after=3))
        with opened(vendors, "openai") as response:
            assert pieces("openai", response) == []


@pytest.mark.parametrize("name", VENDORS)
def test_cut_plain_answer(vendors, name):
    """A plain answer that is cut promises more bytes than come."""
    vendors.script(name, Cut())
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        post(vendors, name)


@pytest.mark.parametrize("name", VENDORS)
def test_silence(vendors, name):
    """A stream that goes silent stays open until its client leaves, which is seen."""
    vendors.script(name, Silence(after=2))
    with opened(vendors, name) as response:
        data = (line[6:] for line in response.iter_lines() if line.startswith("data: {"))
        texts = filter(None, (text_in(name, json.loads(item)) for item in data))
        found = list(itertools.islice(texts, 2))
    seen = vendors.wait_for(lambda seen: seen.closed_early)
    assert (found, seen.stream) == (FakeAnswer(TEXT, chunks=4).text_pieces[:2], True)


def test_silence_of_a_plain_answer(vendors):
    """A plain answer goes silent in the middle of its body."""
    vendors.script("openai", Silence())
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, "openai") | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).status == 200


def test_leaving_between_two_events_is_seen(vendors):
    """A client that leaves while a slow stream pauses is seen in the pause."""
    vendors.script("openai", Slow(between=60))
    with opened(vendors, "openai") as response:
        next(response.iter_lines())
    assert vendors.wait_for(lambda seen: seen.closed_early).number == 0


def test_leaving_before_a_slow_answer_is_seen(vendors):
    """A client that leaves while a slow vendor has not begun is seen."""
    vendors.script("openai", Slow(delay=60))
    with pytest.raises(httpx.ReadTimeout):
        httpx.request(**request(vendors, "openai") | {"timeout": 0.05})
    assert vendors.wait_for(lambda seen: seen.closed_early).number == 0


def test_slow_is_whole(vendors):
    """A slow answer is like any other but for the time."""
    vendors.script("openai", Slow(delay=0.01, between=0.001), Slow(delay=0.01))
    found = "".join(text_in("openai", event) for event in streamed(vendors, "openai"))
    assert (found, text_in("openai", post(vendors, "openai").json())) == (TEXT, TEXT)


def test_reading_to_the_end_is_not_early(vendors):
    """A client that has read everything did not leave early."""
    streamed(vendors, "openai")
    post(vendors, "openai")
    assert [seen.closed_early for seen in vendors.requests] == [False, False]


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


async def test_cancelled_tasks_are_seen(vendors):
    """The connection of a cancelled task is a client that left early."""
    vendors.script("gemini", Hang())
    async with httpx.AsyncClient() as client:
        task = asyncio.create_task(client.request(**request(vendors, "gemini")))
        await asyncio.to_thread(vendors.wait_for, lambda seen: seen.vendor == "gemini")
        task.cancel()
        seen = await asyncio.to_thread(vendors.wait_for, lambda seen: seen.closed_early)
    assert seen.vendor == "gemini"


def test_events_are_parsed_from_a_whole_stream(vendors):
    """A stream that is served normally ends as a stream should."""
    with opened(vendors, "gemini") as response:
        assert events(response)[-1]["candidates"][0]["finishReason"] == "STOP"
