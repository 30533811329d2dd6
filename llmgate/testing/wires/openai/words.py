"""OpenAI's refusals, word for word as its API says them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmgate.testing.faults import Refuse

if TYPE_CHECKING:
    from llmgate.testing.wires.wire import Size

INVALID = "invalid_request_error"

FAILURES = {
    400: (INVALID, "Invalid request."),
    401: (INVALID, "Incorrect API key provided."),
    403: (INVALID, "You are not allowed to sample from this model."),
    404: (INVALID, "Not found."),
    408: ("server_error", "Request timed out."),
    409: (INVALID, "The request conflicts with another one."),
    413: (INVALID, "Maximum content size limit (26214400) exceeded."),
    429: ("requests", "Rate limit reached."),
    502: ("server_error", "Bad gateway."),
    503: ("server_error", "The engine is currently overloaded, please try again later"),
    504: ("server_error", "Gateway timeout."),
}
SERVER_ERROR = (
    "server_error",
    "The server had an error while processing your request. Sorry about that!",
)


def error(
    status: int,
    message: str,
    *,
    kind: str = INVALID,
    param: str | None = None,
    code: str | None = None,
) -> Refuse:
    """OpenAI's envelope."""
    return Refuse(
        status, {"error": {"message": message, "type": kind, "param": param, "code": code}}
    )


def failure(status: int) -> Refuse:
    """What OpenAI says with this status."""
    kind, message = FAILURES.get(status, SERVER_ERROR)
    return error(status, message, kind=kind)


def overloaded() -> Refuse:
    """Too much traffic."""
    return failure(503)


def no_key() -> Refuse:
    """The request has no credential."""
    return error(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization "
        "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password "
        "field (with blank username) if you're accessing the API from your browser and are "
        "prompted for a username and password. You can obtain an API key from "
        "https://platform.openai.com/account/api-keys.",
    )


def wrong_key(key: str) -> Refuse:
    """The credential is none of ours; OpenAI quotes its ends."""
    return error(
        401,
        f"Incorrect API key provided: {masked(key)}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def masked(key: str) -> str:
    """The key as OpenAI quotes it: eight characters, stars, and the last four."""
    shown = 12
    return key if len(key) <= shown else f"{key[:8]}{'*' * (len(key) - shown)}{key[-4:]}"


def malformed(_reason: str = "") -> Refuse:
    """The body is no JSON."""
    return error(
        400,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't "
        "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
        "sent was not valid JSON. If you have trouble figuring out how to fix this, please "
        "contact us through our help center at help.openai.com.)",
    )


def unknown_model(model: str) -> Refuse:
    """There is no such model."""
    return error(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
    )


def rate_limited(model: str, retry_after: float | None) -> Refuse:
    """Too many requests a minute."""
    again = f" Please try again in {retry_after:g}s." if retry_after is not None else ""
    refuse = error(
        429,
        f"Rate limit reached for {model} in organization org-fake on requests per min (RPM): "
        f"Limit 500, Used 500, Requested 1.{again} Visit "
        "https://platform.openai.com/account/rate-limits to learn more.",
        kind="requests",
        code="rate_limit_exceeded",
    )
    return replace(refuse, headers=limit_headers(retry_after))


def limit_headers(retry_after: float | None) -> dict[str, str]:
    """The state of the limit, and when to come back."""
    headers = {
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": f"{retry_after or 0:g}s",
    }
    return headers if retry_after is None else headers | retry_headers(retry_after)


def retry_headers(seconds: float) -> dict[str, str]:
    """When to come back, in seconds and in thousandths of them."""
    return {"retry-after": f"{seconds:g}", "retry-after-ms": f"{seconds * 1000:.0f}"}


def out_of_quota() -> Refuse:
    """No credit left."""
    return error(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more "
        "information on this error, read the docs: "
        "https://platform.openai.com/docs/guides/error-codes/api-errors.",
        kind="insufficient_quota",
        code="insufficient_quota",
    )


def prompt_too_long(size: Size) -> Refuse:
    """The messages alone exceed the window."""
    told = f"However, your messages resulted in {size.prompt} tokens"
    if size.tools:
        told += f" ({size.prompt - size.tools} in the messages, {size.tools} in the functions)"
    return too_long(size, told, "messages or functions" if size.tools else "messages")


def request_too_long(size: Size) -> Refuse:
    """The messages and the requested output exceed the window together."""
    output = size.max_tokens or 0
    parts = [f"{size.prompt - size.tools} in the messages"]
    parts += [f"{size.tools} in the functions"] if size.tools else []
    parts += [f"{output} in the completion"]
    told = f"However, you requested {size.prompt + output} tokens ({', '.join(parts)})"
    reducible = "messages, functions, or completion" if size.tools else "messages or completion"
    return too_long(size, told, reducible)


def too_long(size: Size, told: str, reducible: str) -> Refuse:
    """The common frame of OpenAI's overflows."""
    return error(
        400,
        f"This model's maximum context length is {size.model.window} tokens. {told}. "
        f"Please reduce the length of the {reducible}.",
        param="messages",
        code="context_length_exceeded",
    )


def output_too_large(size: Size, param: str) -> Refuse:
    """More output was requested than the model ever gives."""
    return error(
        400,
        f"{param} is too large: {size.max_tokens}. This model supports at most "
        f"{size.model.max_output_tokens} completion tokens, whereas you provided "
        f"{size.max_tokens}.",
        param=param,
    )


def missing(param: str) -> Refuse:
    """A required parameter is not there."""
    return error(
        400,
        f"Missing required parameter: '{param}'.",
        param=param,
        code="missing_required_parameter",
    )


def wrong_type(param: str, expected: str, value: Any) -> Refuse:
    """A parameter is of another type than it has to be."""
    return error(
        400,
        f"Invalid type for '{param}': expected {expected}, but got {described(value)} instead.",
        param=param,
        code="invalid_type",
    )


def described(value: Any) -> str:
    """A JSON value's type in OpenAI's words."""
    names = {str: "a string", bool: "a boolean", int: "an integer", float: "a decimal number"}
    names |= {list: "an array", dict: "an object"}
    return names.get(type(value), "null")


def unrecognized(names: list[str]) -> Refuse:
    """There are parameters that OpenAI does not have."""
    arguments = "argument" if len(names) == 1 else "arguments"
    return error(400, f"Unrecognized request {arguments} supplied: {', '.join(names)}")


def unknown_field(place: str) -> Refuse:
    """A field is not one of OpenAI's."""
    return error(400, f"Unknown parameter: '{place}'.", param=place, code="unknown_parameter")


def too_long_text(place: str, longest: int, length: int) -> Refuse:
    """A text is longer than OpenAI allows, in characters."""
    return error(
        400,
        f"Invalid '{place}': string too long. Expected a string with maximum length {longest}, "
        f"but got a string with length {length} instead.",
        param=place,
        code="string_above_max_length",
    )


def blocked() -> Refuse:
    """The content is refused."""
    return error(
        400,
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy. "
        "Please try again with a different prompt.",
        code="invalid_prompt",
    )
