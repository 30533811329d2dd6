"""A failed call as the exception that the caller gets: an instance of LiteLLM's class for it.

The classes are made from LiteLLM's own, which is imported for that when the first error is
raised. Each has the mixin `ApiError`, which holds the trace, and pickles, which LiteLLM's
own do not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from llmgate.carriers.litellm_process import litellm_module
from llmgate.causes.cause import KINDS

if TYPE_CHECKING:
    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.config.reasons import Reason
    from llmgate.policy.steps import Failed

# The class for a cause where the carrier's own kind of failure says something else.
DEFAULT_KINDS: dict[Reason, str] = {
    "context_window": "ContextWindowExceededError",
    "output_length": "ContextWindowExceededError",
    "rate_limit": "RateLimitError",
    "quota": "RateLimitError",
    "timeout": "Timeout",
    "unavailable": "ServiceUnavailableError",
    "auth": "AuthenticationError",
    "not_found": "NotFoundError",
    "content_policy": "ContentPolicyViolationError",
    "bad_request": "BadRequestError",
}

STATUS = {
    "context_window": 400, "output_length": 400, "rate_limit": 429, "quota": 429,
    "timeout": 408, "unavailable": 503, "auth": 401, "not_found": 404, "content_policy": 400,
    "bad_request": 400,
}  # fmt: skip

OVERFLOW_CODE = "context_length_exceeded"

_alone = False


def stand_alone() -> None:
    """Spare this process LiteLLM, which takes seconds to import: its errors are `ApiError` alone.

    For a program of llmgate's own, which catches nothing else.
    """
    global _alone  # noqa: PLW0603  (one for a process is what it is)
    _alone = True


class ApiError(Exception):
    """What llmgate adds to LiteLLM's error of an API call.

    ``attempts`` is the trace of the call, oldest first, and ``reason`` the cause. ``reply``
    is the partial answer where one was cut, else None. ``code``, ``status_code``, ``body``
    and the rest are as in the openai package.
    """

    attempts: tuple[Attempt, ...]
    reason: Reason
    reply: Completion | None
    message: str
    facts: dict[str, Any]

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return built, (type(self).__name__, self.message, self.facts)


def api_error(failed: Failed) -> ApiError:
    """The exception for a failed call."""
    failure, reason = failed.failure, failed.reason
    consistent = KINDS.get(failure.kind) == reason
    facts = {
        "reason": reason,
        "model": failed.model.name,
        "provider": failed.model.deployments[0].provider,
        "status": failure.status or STATUS[reason],
        "code": failure.code,
        "param": None,
        "type": failure.type,
        "body": failure.body,
        "headers": dict(failure.headers),
        "attempts": failed.attempts,
        "reply": failed.reply,
    }
    if reason in {"context_window", "output_length"}:
        facts |= {"status": 400, "code": OVERFLOW_CODE, "param": "messages"}
        facts["type"] = "invalid_request_error"
    kind = failure.kind if consistent else DEFAULT_KINDS[reason]
    return built(kind, f"{failed.model.name}: {failure.message}", facts)


def built(kind: str, text: str, facts: dict[str, Any]) -> ApiError:
    """An exception of one of LiteLLM's classes with these facts on it.

    LiteLLM's constructors differ from class to class and put words of their own before the
    message, so the attributes are set past them.
    """
    import httpx  # noqa: PLC0415  (comes with LiteLLM, which is imported here as well)

    made = api_error_class(kind)
    request = httpx.Request("POST", "https://llmgate.invalid")
    error = made.__new__(made, text)
    response = httpx.Response(facts["status"], headers=facts["headers"], request=request)
    for name, value in {
        **dict.fromkeys(("litellm_debug_info", "max_retries", "num_retries")),
        "message": text,
        "status_code": facts["status"],
        "llm_provider": facts["provider"],
        "model": facts["model"],
        "code": facts["code"],
        "type": facts["type"],
        "param": facts["param"],
        "body": facts["body"],
        "response": response,
        "request": request,
        "request_id": facts["headers"].get("x-request-id"),
        "litellm_response_headers": facts["headers"],
        "attempts": facts["attempts"],
        "reply": facts["reply"],
        "reason": facts["reason"],
        "facts": facts,
    }.items():
        setattr(error, name, value)
    return error


@cache
def api_error_class(kind: str) -> type[ApiError]:
    """The class of llmgate's that is derived from LiteLLM's class of the same name, if any is."""
    base = Exception if _alone else getattr(litellm_module().exceptions, kind)
    return type(kind, (ApiError, base), {"__module__": "llmgate", "__doc__": base.__doc__})
