"""Gemini's refusals, word for word as its API says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.testing.faults import Refuse

if TYPE_CHECKING:
    from llmgate.testing.wires.wire import Json, Size

TYPES = "type.googleapis.com/google.rpc"

UNAUTHENTICATED = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
    "cookie or other valid authentication credential."
)
INTERNAL = (
    "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
FAILURES = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", UNAUTHENTICATED),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
SERVER_ERROR = ("INTERNAL", INTERNAL)
INVALID_KEY = "API key not valid. Please pass a valid API key."


def error(status: int, message: str, details: list[Json] | None = None) -> Refuse:
    """A refusal in Google's envelope, with the name that Google has for the status."""
    name, _ = FAILURES.get(status, SERVER_ERROR)
    told: dict[str, Any] = {"code": status, "message": message, "status": name}
    return Refuse(status, {"error": told | ({"details": details} if details else {})})


def failure(status: int) -> Refuse:
    """What Gemini says with this status."""
    return error(status, FAILURES.get(status, SERVER_ERROR)[1])


def overloaded() -> Refuse:
    """Too much traffic."""
    return failure(503)


def no_key() -> Refuse:
    """The request has no credential."""
    return error(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
    )


def wrong_key() -> Refuse:
    """The credential is none of ours; Gemini's status for that is 400."""
    info = {
        "@type": f"{TYPES}.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    localized = {"@type": f"{TYPES}.LocalizedMessage", "locale": "en-US", "message": INVALID_KEY}
    return error(400, INVALID_KEY, [info, localized])


def malformed(reason: str) -> Refuse:
    """The body is no JSON."""
    return error(400, f"Invalid JSON payload received. {reason}")


def unknown_model(model: str) -> Refuse:
    """There is no such model."""
    return error(
        404,
        f"models/{model} is not found for API version v1beta, or is not supported for "
        "generateContent. Call ListModels to see the list of available models and their "
        "supported methods.",
    )


def rate_limited(model: str, retry_after: float | None) -> Refuse:
    """Too many requests a minute; when to come back stands in the body alone."""
    metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
    again = f"\nPlease retry in {retry_after:g}s." if retry_after is not None else ""
    violation = {
        "quotaMetric": metric,
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": model},
        "quotaValue": "10",
    }
    details: list[Json] = [{"@type": f"{TYPES}.QuotaFailure", "violations": [violation]}]
    if retry_after is not None:
        details.append({"@type": f"{TYPES}.RetryInfo", "retryDelay": f"{retry_after:g}s"})
    return error(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more "
        "information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. "
        f"\n* Quota exceeded for metric: {metric}, limit: 10, model: {model}{again}",
        details,
    )


def out_of_quota() -> Refuse:
    """No credit left."""
    return error(
        429,
        "Your prepayment credits are depleted. Please go to AI Studio at "
        "https://ai.studio/projects to manage your project and billing.",
    )


def prompt_too_long(size: Size) -> Refuse:
    """The prompt exceeds the window."""
    return error(
        400,
        f"The input token count ({size.prompt}) exceeds the maximum number of tokens allowed "
        f"({size.model.window}).",
    )


def output_too_large(size: Size) -> Refuse:
    """More output was requested than the model ever gives."""
    return error(
        400,
        f"Unable to submit request because it has a maxOutputTokens value of {size.max_tokens} "
        "but the supported range is from 1 (inclusive) to "
        f"{size.model.max_output_tokens + 1} (exclusive). Update the value and try again.",
    )


def no_contents() -> Refuse:
    """There has to be one content at least."""
    return error(400, "* GenerateContentRequest.contents: contents is not specified\n")


def unequal_responses() -> Refuse:
    """A turn of function calls is not followed by as many responses."""
    return error(
        400,
        "Please ensure that the number of function response parts is equal to the number of "
        "function call parts of the function call turn.",
    )


def response_without_call() -> Refuse:
    """A function response answers no call."""
    return error(
        400,
        "Please ensure that function response turn comes immediately after a function call turn.",
    )


def call_without_turn() -> Refuse:
    """A function call begins the conversation, or follows another answer."""
    return error(
        400,
        "Please ensure that function call turn comes immediately after a user turn or after a "
        "function response turn.",
    )


def no_signature(function: str, position: int) -> Refuse:
    """A function call of the current turn has lost its signature."""
    return error(
        400,
        "Function call is missing a thought_signature in functionCall parts. This is required for "
        "tools to work correctly, and missing thought_signature may lead to degraded model "
        f"performance. Additional data, function call `default_api:{function}` , position "
        f"{position}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures "
        "for more details.",
    )


def blocked() -> Refuse:
    """The content is refused: that is a 200 without a candidate."""
    return Refuse(200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
