"""What survives of an answer on its way through LiteLLM's exceptions."""

import json

import pytest
from provider_errors import errors, expected_reason
from replay import DELIVERIES, PLAIN, STREAMED, replayed, replaying, ways_of

from llmgate.carriers.litellm_failure import failure_of
from llmgate.causes.cause import cause_of
from llmgate.keys.secret import Secret

CERTAIN = [entry for entry in errors() if not entry.get("ambiguous")]

# So many tests share the corpus, for each way of calling.
PARTS = 4
# Each answer comes plain and streamed, by turns to who waits and to who awaits; the scorecard
# (docs/overflow.md) has all of them in every way.
TURNS = {way: turn for ways in (PLAIN, STREAMED) for turn, way in enumerate(ways)}

# Its finish reason tells it: an answer that was filtered.
FILTERED = {"gemini-200-prompt-blocked-stream"}


def reason(failure):
    """The reason of what LiteLLM left."""
    return cause_of(failure).reason if failure else "answered"


@pytest.mark.parametrize("way", [*PLAIN, *STREAMED])
@pytest.mark.parametrize("part", range(PARTS))
def test_causes_survive_litellm(way, part):
    """Whatever LiteLLM makes of an error, its cause is known."""
    by_turns = CERTAIN[part::PARTS][TURNS[way] :: 2]
    entries = [entry for entry in by_turns if way in ways_of(entry)]
    with replaying(entries) as server:
        known = {
            entry["id"]: reason(replayed(server, number, way))
            for number, entry in enumerate(entries)
        }
    wanted = {entry["id"]: expected_reason(entry) for entry in entries}
    lost = {name for name, found in known.items() if found != (wanted[name] or found)}
    false_alarms = {
        entry["id"]
        for entry in entries
        if entry["class"] != "overflow" and known[entry["id"]] == "context_window"
    }
    assert (lost - FILTERED, false_alarms) == (set(), set())


@pytest.mark.parametrize("way", STREAMED)
@pytest.mark.parametrize("delivery", DELIVERIES)
def test_refusals_in_streams_are_heard(way, delivery):
    """An error in a stream is heard as its first event, after the role, or as a bare body."""
    events = [
        entry | {"delivery": delivery, "litellm_route": "openai/replayed"}
        for entry in CERTAIN
        if entry["stream_event"] and way in ways_of(entry) and expected_reason(entry)
    ]
    with replaying(events) as server:
        wrong = {
            entry["id"]
            for number, entry in enumerate(events)
            if reason(replayed(server, number, way)) != expected_reason(entry)
        }
    assert wrong == set()


def test_crash_is_no_cause():
    """A KeyError of LiteLLM's is no message."""
    failure = failure_of(KeyError("choices"), ())
    assert (failure.kind, failure.status) == ("APIResponseValidationError", None)


def test_body_holds_no_secret():
    """A key that the vendor quotes in its JSON is hidden there as well."""
    error = ValueError("failed")
    error.body = {"error": {"message": "Incorrect API key provided: sk-0123456789", "tags": [1]}}
    failure = failure_of(error, [Secret("sk-0123456789")])
    assert failure.body == {
        "error": {"message": "Incorrect API key provided: ***", "tags": [1]},
    }
    assert failure.message == "Incorrect API key provided: ***"


def test_errors_of_the_caller_are_not_read():
    """What the caller was handling when the call began is no part of the call."""
    error = RuntimeError()
    error.__context__ = ValueError("prompt is too long")
    assert failure_of(error, ()).message == "RuntimeError"


def test_printed_bytes_are_read():
    """A body that was printed as bytes is text again."""
    body = json.dumps({"error": {"message": "输入内容过长"}}, ensure_ascii=False).encode()
    failure = failure_of(ValueError(f"litellm.BadRequestError: XException - {body!r}"), ())
    assert failure.message == "输入内容过长"
