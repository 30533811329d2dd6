"""What survives of an answer on its way through LiteLLM's exceptions."""

import json

import pytest
from provider_errors import errors, expected_reason, text_of
from replay import PLAIN, STREAMED, replayed, replaying, ways_of

from llmgate.carriers.litellm_failure import failure_of
from llmgate.cause import cause_of
from llmgate.secret import Secret

CERTAIN = [entry for entry in errors() if not entry.get("ambiguous")]

# Nothing readable comes back from LiteLLM, not even the vendor's own text.
UNREADABLE = {"gigachat-scope", "replicate-trtllm-1024"}

# A 200 that LiteLLM cannot read, and whose text it tells nobody in these ways.
UNTOLD = {"hunyuan-signature", "wenxin-110", "wenxin-17-daily", "wenxin-18-qps"}
UNTOLD_STREAMS = UNTOLD | {"minimax-1002-rate"}

# LiteLLM sends these again in other words, and then returns None.
ALTERNATING = {"perplexity-alternating"}

# LiteLLM passes over these events, and the stream is an empty one.
UNHEARD = {
    "gemini-200-prompt-blocked-stream", "gemini-interactions-stream-nf",
    "openai-responses-error-event", "openai-responses-failed-event",
    "replicate-prompt-too-long-e1002", "spark-10013-audit", "spark-10110-busy",
    "spark-10907-token-limit", "spark-11200-auth", "spark-11201-daily", "spark-11202-qps",
    "yandexgpt-responses-200",
}  # fmt: skip

LOST = {
    "sync": UNREADABLE | UNTOLD | ALTERNATING,
    "async": UNREADABLE,
    "sync stream": UNREADABLE | UNTOLD_STREAMS | UNHEARD | ALTERNATING,
    "async stream": UNREADABLE | UNTOLD_STREAMS | UNHEARD,
}


def reason(failure):
    """The reason of what LiteLLM left."""
    return cause_of(failure).reason if failure else "answered"


@pytest.mark.parametrize("way", [*PLAIN, *STREAMED])
def test_causes_survive_litellm(way):
    """Whatever LiteLLM makes of an error, its cause is known; what is lost is listed."""
    lost = set()
    false_alarms = set()
    with replaying(CERTAIN) as server:
        for number, entry in enumerate(CERTAIN):
            if way not in ways_of(entry):
                continue
            known = reason(replayed(server, number, way))
            if known != (expected_reason(entry) or known):
                lost.add(entry["id"])
            if known == "context_window" and entry["class"] != "overflow":
                false_alarms.add(entry["id"])
    assert (lost, false_alarms) == (LOST[way], set())


@pytest.mark.parametrize("entry", [e for e in CERTAIN if e["id"] in UNREADABLE - {
    "gigachat-scope"}], ids=lambda entry: entry["id"])  # fmt: skip
def test_original_answer_speaks(entry):
    """Where LiteLLM trips over a 200, the vendor's own text tells the cause."""
    failure = failure_of(KeyError("choices"), (), text_of(entry))
    assert cause_of(failure).reason == expected_reason(entry)


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
