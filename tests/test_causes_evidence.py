"""Where a failure's words hide, and how much of it is looked at."""

import pytest

from llmgate.causes.cause import cause_of
from llmgate.causes.embedded import LONGEST, split
from llmgate.causes.evidence import MOST_NODES, MOST_TEXTS, Reader, evidence_of
from llmgate.causes.quotes import vendors_words
from llmgate.causes.statuses import KINDS
from llmgate.causes.wording import HEAD, TAIL
from llmgate.config.overflow import OverflowRule
from llmgate.transport import Failure

SAID = "prompt is too long for this model"
MILLION = 1_000_000

# Each made to be slow for somebody.
HOSTILE = {
    "one word": "a" * MILLION,
    "brackets": "[" * MILLION,
    "braces": '{"' * (MILLION // 2),
    "quotes": "'" * MILLION,
    "openings": " 'x" * (MILLION // 3),
    "spaces": " " * MILLION,
    "digits": "1" * MILLION,
    "groups": "1 234 " * (MILLION // 6),
    "phrases": "exceeds context " * (MILLION // 16),
    "lines": "\n" * MILLION,
    "stems": "超过" * (MILLION // 2),
    "invisible": "\u200b" * MILLION,
    "camels": "aB" * (MILLION // 2),
    "addresses": "http://" * (MILLION // 7),
    "conversations": "[{'role':" * (MILLION // 9),
    "escapes": '{\\"' * (MILLION // 3),
    "tags": "<html>" + "<" * MILLION,
    "bytes": "b'" * (MILLION // 2),
    "caps": "max_tokens at least 1 " * (MILLION // 22),
    "statuses": "status code " * (MILLION // 12),
}


def said(**fields):
    """The texts of a failure."""
    return evidence_of(Failure("APIError", fields.pop("message", ""), **fields)).said


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": SAID}},
        {"error": SAID},
        {"detail": SAID},
        {"Message": SAID},
        {"errors": [{"message": SAID, "code": 7001}]},
        [{"error": {"message": SAID}}],
        {"error_msg": SAID},
        {"error": {"metadata": {"raw": f'{{"error": {{"message": "{SAID}"}}}}'}}},
        {"whatever": SAID},
        {"response": {"error": {"message": SAID}}, "type": "response.failed"},
        {"error": {"message": f"upstream: {{'error': {{'message': '{SAID}'}}}}"}},
    ],
)
def test_vendors_sentence_is_found(body):
    """The sentence is found, whatever its field is called."""
    assert any(SAID in text for text in said(body=body))


def test_validation_errors_name_their_place():
    """A validation error is read with the field that it is about, without the input."""
    body = {"detail": [{"loc": ["body", "n"], "msg": "must be 1", "input": SAID, "type": "x"}]}
    assert said(body=body) == ["n: must be 1"]


def test_fields_that_echo_are_not_read():
    """What was sent is no evidence."""
    body = {"error": {"message": "no"}, "input": SAID, "messages": [], "request": {"message": SAID}}
    assert said(body=body) == ["no"]


def test_aws_names_the_error_in_a_header():
    """The header's name of the error is a code, without its namespace."""
    headers = {"x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/"}
    failure = Failure("APIError", "slow", 400, headers=headers)
    assert evidence_of(failure).named == ["ThrottlingException"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("model 'gpt-4o' is 'too long'", "model 'gpt-4o' is 'too long'"),
        ('bad value "a b c d e" here', "bad value   here"),
        ("message: 'a b c d e' here", "message: 'a b c d e' here"),
        ("don't say that it's 'a b c d e'", "don't say that it's  "),
        ("got messages=[{'role': 'user', 'content': 'x'}] from you", "got messages=  from you"),
        ("input_value='a b c d e", "input_value= "),
    ],
)
def test_quotations(text, expected):
    """Longer quotations are left out, names and quoted errors are not."""
    assert vendors_words(text) == expected


def test_json_in_text():
    """JSON is taken out of a text, whatever stands around it."""
    assert split('before {"a": 1} after {"b": [2]}') == (
        "before  after ", [{"a": 1}, {"b": [2]}],
    )  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("nested", [False, True])
def test_work_is_bounded(kind, nested):
    """Of a million characters only the beginning and the end are read."""
    text = HOSTILE[kind]
    body = {"error": {"message": text}} if nested else None
    evidence = evidence_of(Failure("BadRequestError", text, 400, body=body))
    longest = max(map(len, evidence.said), default=0)
    assert longest <= HEAD + TAIL + len("\n")


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_have_a_cause(kind):
    """No text takes for ever."""
    failure = Failure("BadRequestError", HOSTILE[kind], 400)
    assert cause_of(failure).reason in {"bad_request", "context_window"}


def test_large_bodies_are_read_in_part():
    """A body of many parts is read no further than the most."""
    reader = Reader()
    reader.value([[[{"message": f"{n} {m}"} for n in range(99)] for m in range(99)]])
    assert (reader.nodes, len(reader.evidence.said)) == (MOST_NODES, MOST_TEXTS)


def test_long_json_is_read_as_text():
    """JSON that is too long for a message is not decoded."""
    text = '{"message": "' + "x" * LONGEST + '"}'
    assert split(text) == (text, [])


def test_deep_json_is_left_alone():
    """Nesting without end is no error of the reader's."""
    assert cause_of(Failure("APIError", "[{" * 5000, 400)).reason == "bad_request"


def test_rules_of_the_file():
    """An endpoint's own words, told by models.yaml, make an overflow."""
    rule = OverflowRule(status=400, match="ran dry")
    failure = Failure("BadRequestError", "the well ran dry", 400)
    assert [cause_of(failure).reason, cause_of(failure, [rule]).reason] == [
        "bad_request", "context_window",
    ]  # fmt: skip


def test_rules_are_for_their_status():
    """A rule of another status does not fit."""
    rule = OverflowRule(status=422, match="ran dry")
    failure = Failure("BadRequestError", "the well ran dry", 400)
    assert cause_of(failure, [rule]).reason == "bad_request"


@pytest.mark.parametrize("kind", ["ContextWindowExceededError", "UnsupportedParamsError"])
def test_gates_own_failures_are_what_they_say(kind):
    """What the gate itself raises before it sends anything needs no reading."""
    failure = Failure(kind, "max_tokens of 5000 is above the output cap: API key, balance, model")
    assert cause_of(failure).reason == KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_speak_where_nothing_else_does(kind):
    """Without a status and without words, LiteLLM's class is the cause."""
    assert cause_of(Failure(kind, "")).reason == KINDS[kind]


@pytest.mark.parametrize(
    "status, reason",
    [
        (400, "bad_request"), (401, "auth"), (402, "quota"), (403, "auth"), (404, "not_found"),
        (408, "timeout"), (413, "context_window"), (422, "bad_request"), (429, "rate_limit"),
        (500, "unavailable"), (503, "unavailable"), (504, "timeout"), (529, "unavailable"),
    ],
)  # fmt: skip
def test_statuses_speak_where_nothing_else_does(status, reason):
    """Without words, the status is the cause."""
    assert cause_of(Failure("APIStatusError", "", status)).reason == reason


def test_inner_status_counts_behind_a_front():
    """A front's 500 gives way to the status of the server behind it."""
    body = {"error": {"message": "failed", "status_code": 429}}
    assert cause_of(Failure("InternalServerError", "failed", 500, body=body)).reason == "rate_limit"


@pytest.mark.parametrize("name", ["OriginalMessage", "modelErrorText", "failure_reason", "details"])
def test_names_that_speak(name):
    """A field is read whose name speaks of a message, an error or a reason."""
    body = {"code": 7, name: SAID}
    assert cause_of(Failure("APIError", "failed", 400, body=body)).reason == "context_window"


@pytest.mark.parametrize("name", ["user_message", "lastMessage", "prompt", "input"])
def test_names_that_echo(name):
    """A field is not read whose name speaks of what was sent."""
    body = {"error": {"message": "Invalid role"}, name: SAID}
    assert cause_of(Failure("APIError", "failed", 400, body=body)).reason == "bad_request"


@pytest.mark.parametrize(
    "text, reason",
    [
        ("messages[3].name is too long", "bad_request"),
        ("messages.3.content is too long", "context_window"),
        ("unknown field: max_context_tokens", "bad_request"),
    ],
)
def test_a_path_speaks_of_its_last_field(text, reason):
    """What a path or a parameter's name is made of is no subject."""
    assert cause_of(Failure("APIError", text, 400)).reason == reason


GOOGLE = "type.googleapis.com/google.rpc."


def google_quota(*periods, delay=None):
    """What Google says of a quota that is counted in these periods."""
    ids = [{"quotaId": f"GenerateRequests{period}PerProjectPerModel"} for period in periods]
    details = [{"@type": GOOGLE + "QuotaFailure", "violations": ids}] if ids else []
    details += [{"@type": GOOGLE + "RetryInfo", "retryDelay": delay}] if delay else []
    said = "You exceeded your current quota, please check your plan and billing details."
    return {"error": {"code": 429, "message": said, "details": details}}


@pytest.mark.parametrize(
    "body, reason",
    [
        (google_quota(), "quota"),
        (google_quota("PerMinute"), "rate_limit"),
        (google_quota("PerMinute", delay="7s"), "rate_limit"),
        (google_quota(delay="7s"), "rate_limit"),
        (google_quota("PerDay"), "quota"),
        (google_quota("PerDay", "PerMinute", delay="7s"), "quota"),
    ],
)
def test_what_is_counted_by_the_day_is_a_quota(body, reason):
    """A minute's count comes back while a call waits, and a day's does not."""
    failure = Failure("RateLimitError", body["error"]["message"], 429, body=body)
    assert cause_of(failure).reason == reason


@pytest.mark.parametrize(
    "kind, status, reason",
    [
        ("invalid_request_error", 400, "bad_request"),
        ("authentication_error", 401, "auth"),
        ("billing_error", 402, "quota"),
        ("permission_error", 403, "auth"),
        ("not_found_error", 404, "not_found"),
        ("request_too_large", 413, "context_window"),
        ("rate_limit_error", 429, "rate_limit"),
        ("timeout_error", 504, "timeout"),
        ("api_error", 500, "unavailable"),
        ("overloaded_error", 529, "unavailable"),
    ],
)
def test_a_type_stands_for_a_status(kind, status, reason):
    """An event of Anthropic's means the same as the answer with its status."""
    body = {"type": "error", "error": {"type": kind, "message": "no"}}
    failures = [Failure("InternalServerError", "no", told, body=body) for told in (None, status)]
    assert [cause_of(failure).reason for failure in failures] == [reason, reason]


NAMES = ["busy", "context-limit-tester", "gpt-4-32k-overloaded", "prompt-too-long", "quota"]
SENTENCES = {
    "The model `{}` does not exist": (404, "not_found"),
    'model "{}" not found, try pulling it first': (404, "not_found"),
    "Rate limit reached for {} in organization org-1 on requests per min": (429, "rate_limit"),
    "Rate limit reached for model `{}`. Please try again in 2s.": (429, "rate_limit"),
    "temperature must be at most 2 for {}.": (400, "bad_request"),
    "Prompt has 9001 tokens, model {} has a window of 8192": (400, "context_window"),
}


@pytest.mark.parametrize("prefix", ["openai/", "openrouter/some-vendor/"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_models_name_is_no_word(sentence, name, prefix):
    """Whatever a model is called, what is said of it means the same."""
    status, reason = SENTENCES[sentence]
    failure = Failure("APIStatusError", sentence.format(name), status)
    assert cause_of(failure, route=prefix + name).reason == reason


@pytest.mark.parametrize("said", ["The server is busy.", "Queue busy.", "Too much traffic."])
def test_a_rate_limit_stays_one(said):
    """One word of load in a rate limit does not make it an outage."""
    failure = Failure("RateLimitError", f"Rate limit reached for requests. {said}", 429)
    assert cause_of(failure).reason == "rate_limit"
