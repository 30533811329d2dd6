"""What LiteLLM raises, as a `Failure`: plain data, and without a secret."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from llmgate.secret import redacted, redacted_headers
from llmgate.transport import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmgate.secret import Secret

# "litellm.BadRequestError: AnthropicException - {...}": LiteLLM's part before the vendor's.
PREFIX = re.compile(r"^(?:\s*(?:litellm\.)?\w+(?:Error|Exception|Timeout)(?: \w+Error)?\s*[:-]\s)+")

NO_KEY = re.compile(r"api_key client option must be set|missing.{0,40}api[ _]key", re.IGNORECASE)


# LiteLLM tripped over an answer; some of its providers tell that as the vendor's error.
CRASH = re.compile(r"Traceback \(most recent call last\)|Error converting to valid response")


def failure_of(error: BaseException, secrets: Sequence[Secret]) -> Failure:
    """The failure that an exception of LiteLLM's stands for."""
    # A 429 or 5xx in a stream arrives in a wrapper that hides it.
    error = getattr(error, "original_exception", None) or error
    text = redacted(str(getattr(error, "message", None) or error), secrets)
    message = PREFIX.sub("", text).strip() or type(error).__name__
    if (crash := CRASH.search(message)) is not None:
        return crashed(message[: crash.start()])
    body = vendor_body(error, message)
    said = error_object(body)
    return Failure(
        kind="AuthenticationError" if NO_KEY.search(message) else type(error).__name__,
        message=vendor_message(said) or message,
        status=status_of(error),
        code=text_or_none(said.get("code")) or text_or_none(getattr(error, "code", None)),
        type=text_or_none(said.get("type")) or text_or_none(getattr(error, "type", None)),
        body=body,
        headers=redacted_headers(headers_of(error), secrets),
    )


def crashed(first_words: str) -> Failure:
    """The failure of LiteLLM itself to read an answer, in a vendor's name or its own."""
    what = " ".join(first_words.split())[:100]
    text = "LiteLLM could not read the vendor's answer" + (f": {what}" if what else "")
    return Failure("APIResponseValidationError", text)


def status_of(error: BaseException) -> int | None:
    """The HTTP status of the vendor's answer, None where there was none."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def vendor_body(error: BaseException, message: str) -> Any:
    """The vendor's JSON: the SDK keeps it on the exception, LiteLLM in the text."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        return body
    start = message.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder().raw_decode(message, start)[0]
    except ValueError:
        return None


def error_object(body: Any) -> Mapping[str, Any]:
    """The part of a vendor's body that describes the error; empty if there is none."""
    if not isinstance(body, dict):
        return {}
    inner = body.get("error")
    return inner if isinstance(inner, dict) else body


def vendor_message(said: Mapping[str, Any]) -> str | None:
    """The vendor's own sentence, None if it said none."""
    sentence = said.get("message") or said.get("error") or said.get("detail")
    return sentence if isinstance(sentence, str) else None


def headers_of(error: BaseException) -> dict[str, str]:
    """The headers of the vendor's answer."""
    response = getattr(error, "response", None)
    headers = getattr(error, "litellm_response_headers", None) or getattr(response, "headers", {})
    return {str(name): str(value) for name, value in dict(headers).items()}


def text_or_none(value: Any) -> str | None:
    """A code or type as text."""
    return str(value) if isinstance(value, str | int) and value != "" else None
