"""What the cause of a failure is: the one place that names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.config.reasons import Reason
    from llmgate.transport import Failure

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

STATUSES: dict[int, Reason] = {
    400: "bad_request",
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    408: "timeout",
    422: "bad_request",
    429: "rate_limit",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an attempt failed, and the numbers that the vendor stated, in tokens."""

    reason: Reason
    prompt_tokens: int | None = None
    window: int | None = None


def cause_of(failure: Failure) -> Cause:
    """The cause of a failure.

    What neither kind nor status names is the vendor's or LiteLLM's own trouble with an
    answer, so another attempt may do better.
    """
    named = KINDS.get(failure.kind) or STATUSES.get(failure.status or 0)
    return Cause(named or "unavailable")
