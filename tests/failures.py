"""What vendors say as they fail, one of each cause."""

from __future__ import annotations

from llmgate.transport import Failure


def busy(seconds: int | None = None) -> Failure:
    """A rate limit; the vendor asks to be left alone for so many seconds."""
    headers = {} if seconds is None else {"retry-after": str(seconds)}
    return Failure("RateLimitError", "Too many requests", 429, headers=headers)


BUSY = busy()
BROKE = Failure("RateLimitError", "You exceeded your current quota, check your billing", 429)
TOO_MUCH = Failure("RateLimitError", "tokens per min (TPM): Limit 30000, Requested 40000", 429)
DOWN = Failure("ServiceUnavailableError", "overloaded", 503)
SLOW = Failure("Timeout", "timed out", 408)
WRONG_KEY = Failure("AuthenticationError", "Incorrect API key provided", 401)
GONE = Failure("NotFoundError", "The model does not exist", 404)
BLOCKED = Failure("ContentPolicyViolationError", "content management policy", 400)
MISTAKE = Failure("BadRequestError", "temperature must be a number", 400)
TOO_LONG = Failure("ContextWindowExceededError", "maximum context length is 4096 tokens", 400)
