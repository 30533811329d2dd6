"""Anthropic's refusals, word for word as its API says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.faults import Refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.testing.wires.wire import Json, Size

INVALID = "invalid_request_error"
OVERLOADED = 529

FAILURES = {
    400: (INVALID, "Invalid request"),
    401: ("authentication_error", "invalid x-api-key"),
    403: ("permission_error", "Your API key does not have permission to use this resource."),
    404: ("not_found_error", "Not found"),
    408: ("timeout_error", "Request timed out"),
    413: ("request_too_large", "Request exceeds the maximum size"),
    429: ("rate_limit_error", "Number of requests has exceeded your rate limit."),
    504: ("timeout_error", "Request timed out"),
    OVERLOADED: ("overloaded_error", "Overloaded"),
}
SERVER_ERROR = ("api_error", "Internal server error")


def envelope(kind: str, message: str) -> Json:
    """Anthropic's body of an error, in a stream as well."""
    error = {"type": kind, "message": message}
    return {"type": "error", "error": error, "request_id": "req_fake"}


def error(
    status: int, message: str, kind: str = INVALID, headers: Mapping[str, str] | None = None
) -> Refuse:
    """A refusal in Anthropic's envelope."""
    return Refuse(status, envelope(kind, message), headers or {})


def failure(status: int) -> Refuse:
    """What Anthropic says with this status."""
    kind, message = FAILURES.get(status, SERVER_ERROR)
    return error(status, message, kind)


def overloaded() -> Refuse:
    """Too much traffic."""
    return failure(OVERLOADED)


def no_key() -> Refuse:
    """The request has no credential."""
    return error(401, "x-api-key header is required", "authentication_error")


def malformed(reason: str) -> Refuse:
    """The body is no JSON."""
    return error(400, f"The request body is not valid JSON: {reason}")


def missing(field: str) -> Refuse:
    """A required field is not there."""
    return error(400, f"{field}: Field required")


def unknown_model(model: str) -> Refuse:
    """There is no such model."""
    return error(404, f"model: {model}", "not_found_error")


def rate_limited(model: str, retry_after: float | None) -> Refuse:
    """Too many requests a minute."""
    headers = {
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "0",
    }
    if retry_after is not None:
        headers["retry-after"] = f"{retry_after:g}"
    return error(
        429,
        "This request would exceed your organization's rate limit of 50 requests per minute "
        f"(org: fake, model: {model}). For details, refer to: "
        "https://docs.claude.com/en/api/rate-limits. You can see the response headers for "
        "current usage.",
        "rate_limit_error",
        headers,
    )


def out_of_quota() -> Refuse:
    """No credit left."""
    return error(
        400,
        "Your credit balance is too low to access the Anthropic API. Please go to Plans & "
        "Billing to upgrade or purchase credits.",
    )


def prompt_too_long(size: Size) -> Refuse:
    """The prompt alone exceeds the window."""
    told = f"prompt is too long: {size.prompt} tokens > {size.model.window} maximum"
    return error(400, told)


def request_too_long(size: Size) -> Refuse:
    """The prompt and the requested output exceed the window together."""
    return error(
        400,
        f"input length and `max_tokens` exceed context limit: {size.prompt} + {size.max_tokens} > "
        f"{size.model.window}, decrease input length or `max_tokens` and try again",
    )


def output_too_large(size: Size, model: str) -> Refuse:
    """More output was requested than the model ever gives."""
    return error(
        400,
        f"max_tokens: {size.max_tokens} > {size.model.max_output_tokens}, which is the maximum "
        f"allowed number of output tokens for {model}",
    )


def result_without_call(place: str, call: str) -> Refuse:
    """A tool result answers no call."""
    return error(
        400,
        f"{place}: unexpected `tool_use_id` found in `tool_result` blocks: {call}. Each "
        "`tool_result` block must have a corresponding `tool_use` block in the previous message.",
    )


def call_without_result(number: int, calls: list[str]) -> Refuse:
    """A tool call has no result."""
    return error(
        400,
        f"messages.{number}: `tool_use` ids were found without `tool_result` blocks immediately "
        f"after: {', '.join(calls)}. Each `tool_use` block must have a corresponding "
        "`tool_result` block in the next message.",
    )


def several_results(number: int, call: str) -> Refuse:
    """A tool call has more than one result."""
    return error(
        400,
        f"messages.{number}: each tool_use must have a single result. Found multiple "
        f"`tool_result` blocks with id: {call}",
    )


def empty_message(number: int) -> Refuse:
    """A message says nothing."""
    return error(
        400,
        f"messages.{number}: all messages must have non-empty content except for the optional "
        "final assistant message",
    )


def unthinking(number: int, found: str) -> Refuse:
    """Thinking is asked for in the middle of a turn that began without."""
    return error(
        400,
        f"messages.{number}.content.0.type: Expected `thinking` or `redacted_thinking`, but found "
        f"`{found}`. When `thinking` is enabled, a final `assistant` message must start with a "
        "thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). We "
        "recommend you include thinking blocks from previous turns. To avoid this requirement, "
        "disable `thinking`. Please consult our documentation at "
        "https://docs.claude.com/en/docs/build-with-claude/extended-thinking",
    )


def blocked() -> Refuse:
    """The content is refused."""
    return error(400, "Output blocked by content filtering policy")
