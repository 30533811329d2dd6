"""What a vendor's HTTP answer is as a failure, whoever carried it."""

import pytest
from provider_errors import errors, expected_reason, text_of

from llmgate.carriers.vendor_failure import refusal
from llmgate.causes.cause import cause_of
from llmgate.keys.secret import Secret

CERTAIN = [entry for entry in errors() if not entry.get("ambiguous")]


def test_causes_are_read_from_the_wire():
    """Status, headers and body are enough to know why a call failed."""
    wrong = {
        entry["id"]
        for entry in CERTAIN
        if expected_reason(entry)
        and cause_of(refusal(entry["status"], text_of(entry), entry["headers"])).reason
        != expected_reason(entry)
    }
    assert wrong == set()


@pytest.mark.parametrize(
    "status, kind",
    [
        (200, "APIResponseValidationError"),
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (418, "BadRequestError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (529, "ServiceUnavailableError"),
    ],
)
def test_status_has_a_class(status, kind):
    """A failure is of LiteLLM's class for its status."""
    assert refusal(status, "no", {}).kind == kind


def test_vendor_is_quoted_without_secrets():
    """The vendor's words, code and type are taken from its JSON, and no key with them."""
    text = '{"error": {"message": "Bad key sk-0123456789", "code": "invalid_key", "type": "auth"}}'
    failure = refusal(401, text, {"X-Request-Id": "7"}, [Secret("sk-0123456789")])
    assert (failure.message, failure.code, failure.type, dict(failure.headers)) == (
        "Bad key ***",
        "invalid_key",
        "auth",
        {"x-request-id": "7"},
    )


@pytest.mark.parametrize(
    "text", ["", "Request Entity Too Large", "<html><h1>413</h1></html>", "{broken", "[1, 2]"]
)
def test_any_body_is_a_failure(text):
    """A body that is no JSON object is the message itself."""
    assert (refusal(413, text, {}).message, refusal(413, text, {}).body) == (text, None)
