"""What an HTTP status, or LiteLLM's class for a failure, says of the reason on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate.config.reasons import Reason

# Names of LiteLLM's classes.
KINDS: dict[str, Reason] = {
    "ContextWindowExceededError": "context_window",
    "RateLimitError": "rate_limit",
    "PaymentRequiredError": "quota",
    "Timeout": "timeout",
    "InternalServerError": "unavailable",
    "ServiceUnavailableError": "unavailable",
    "BadGatewayError": "unavailable",
    "APIConnectionError": "unavailable",
    "APIError": "unavailable",
    "APIResponseValidationError": "unavailable",
    "JSONSchemaValidationError": "unavailable",
    "AuthenticationError": "auth",
    "PermissionDeniedError": "auth",
    "NotFoundError": "not_found",
    "ContentPolicyViolationError": "content_policy",
    "BadRequestError": "bad_request",
    "UnprocessableEntityError": "bad_request",
    "UnsupportedParamsError": "bad_request",
    "RejectedRequestError": "bad_request",
    "ImageFetchError": "bad_request",
    "LiteLLMUnknownProvider": "bad_request",
}

# 424 is AWS's: the model behind its front has failed. 504, 522 and 524 are a front's time-outs.
STATUSES: dict[int, Reason] = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    408: "timeout",
    410: "not_found",
    413: "context_window",
    424: "unavailable",
    425: "unavailable",
    429: "rate_limit",
    504: "timeout",
    522: "timeout",
    524: "timeout",
}

# A front gives one of these for whatever the server behind it answered.
FRONTS = frozenset({400, 424, 500, 502, 503})

FIRST_SERVER_ERROR = 500

# Without a status, these are of the gate's own making: nothing was sent.
CERTAIN: frozenset[str] = frozenset(
    kind for kind, reason in KINDS.items() if reason not in {"bad_request", "unavailable"}
) | {"UnsupportedParamsError"}

# Kinds that say no more than the status does.
VAGUE: frozenset[Reason] = frozenset({"bad_request", "unavailable", "context_window"})


def status_in(statuses: Sequence[int]) -> int | None:
    """The status that counts, of those that an answer names, the outermost first."""
    if not statuses:
        return None
    return statuses[-1] if statuses[0] in FRONTS else statuses[0]


# The HTTP statuses that Anthropic's types of errors stand for, which others use too; inside
# of a stream there is only the type. https://docs.anthropic.com/en/api/errors
TYPES: dict[str, int] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "api_error": 500,
    "overloaded_error": 529,
}


def status_of_type(names: Sequence[str]) -> int | None:
    """The status that the first known type of an error stands for, None if none is known."""
    return next((TYPES[name] for name in names if name in TYPES), None)


def by_status(status: int) -> Reason:
    """The reason that a status stands for."""
    return STATUSES.get(status) or (
        "unavailable" if status >= FIRST_SERVER_ERROR else "bad_request"
    )


def default(status: int | None, kind: str) -> Reason:
    """The reason of a failure whose words say nothing."""
    named = KINDS.get(kind)
    if status is None:
        return named or "unavailable"
    stated = by_status(status)
    return named if named and named not in VAGUE and stated in VAGUE else stated
