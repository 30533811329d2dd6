"""What LiteLLM raises, as a `Failure`: plain data, and without a secret."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from llmgate.carriers.vendor_failure import (
    UNREADABLE,
    error_object,
    json_in,
    text_or_none,
    vendor_message,
    without_secrets,
)
from llmgate.carriers.vendor_hearing import error_heard, refusal_heard
from llmgate.keys.redaction import redacted, redacted_headers
from llmgate.transport import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmgate.keys.secret import Secret

# "litellm.BadRequestError: AnthropicException - {...}": LiteLLM's part before the vendor's.
PREFIX = re.compile(r"^(?:\s*(?:litellm\.)?\w+(?:Error|Exception|Timeout)(?: \w+Error)?\s*[:-]\s)+")

NO_KEY = re.compile(r"api_key client option must be set|missing.{0,40}api[ _]key", re.IGNORECASE)


# LiteLLM tripped over an answer; some of its providers tell that as the vendor's error.
CRASH = re.compile(
    r"Traceback \(most recent call last\)|Error converting to valid response"
    r"|LiteLLM: provider returned|Error in response object"
)
CRASHES = (AttributeError, IndexError, KeyError, TypeError)

# Where an exception was caught that another one replaced: there, it is part of the same call.
CARRYING = frozenset({"litellm", "openai", "httpx", "httpcore", "aiohttp"})
DEEPEST = 8

FIRST_ERROR = 400
LAST_ERROR = 599

PRINTED_BYTES = re.compile(r"""\bb('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


def failure_of(
    error: BaseException, secrets: Sequence[Secret], original: str | None = None
) -> Failure:
    """The failure that an exception of LiteLLM's stands for.

    ``original`` is the vendor's answer as it came, where it is known: what LiteLLM trips over
    may be an error that came as a 200.
    """
    # A 429 or 5xx in a stream arrives in a wrapper that hides it.
    error = getattr(error, "original_exception", None) or error
    layers = list(replaced_by(error))
    message = next(filter(None, (words_of(layer, secrets) for layer in layers)), "")
    crash = CRASH.search(message)
    if crash is not None or any(isinstance(layer, CRASHES) for layer in layers[:2]):
        return crashed(message[: crash.start()] if crash else message, secrets, original)
    body = without_secrets(vendor_body(layers, message), secrets)
    if body is None and original and (heard := error_heard(original, secrets)):
        # LiteLLM has words of its own for an event of an error, and drops the vendor's.
        return heard
    said = error_object(body)
    return Failure(
        kind="AuthenticationError" if NO_KEY.search(message) else type(error).__name__,
        message=vendor_message(said) or message or type(error).__name__,
        status=status_of(layers),
        code=text_or_none(said.get("code")) or text_or_none(getattr(error, "code", None)),
        type=text_or_none(said.get("type")) or text_or_none(getattr(error, "type", None)),
        body=body,
        headers=redacted_headers(headers_of(error), secrets),
    )


def unanswered() -> Failure:
    """What it means that LiteLLM gives nothing back, neither an answer nor an error.

    It rearranges the messages for a vendor that refuses the order of their roles, and gives up
    without a word when that is refused as well.
    """
    return Failure("BadRequestError", "the vendor refused the order of the messages' roles")


def replaced_by(error: BaseException) -> Iterator[BaseException]:
    """The exception, and those of the same call that it replaced, which may know more.

    What was being handled when the call began is none of them.
    """
    layer: BaseException | None = error
    for _ in range(DEEPEST):
        if layer is None:
            return
        yield layer
        layer = layer.__cause__ or layer.__context__
        caught = layer.__traceback__ if layer else None
        place = caught.tb_frame.f_globals.get("__name__", "") if caught else ""
        if place.partition(".")[0] not in CARRYING:
            return


def words_of(error: BaseException, secrets: Sequence[Secret]) -> str:
    """What an exception says, without LiteLLM's part and without a secret."""
    text = redacted(str(getattr(error, "message", None) or error), secrets)
    return readable(PREFIX.sub("", text).strip())


def readable(text: str) -> str:
    """The text with bytes that Python printed in it decoded."""
    if "b'" not in text and 'b"' not in text:
        return text
    return PRINTED_BYTES.sub(decoded, text)


def decoded(printed: re.Match[str]) -> str:
    """Bytes as Python prints them, as text."""
    try:
        raw: bytes = ast.literal_eval(printed[0])
    except (SyntaxError, ValueError):
        return printed[0]
    return raw.decode("utf-8", "replace")


def crashed(first_words: str, secrets: Sequence[Secret], original: str | None) -> Failure:
    """The failure of LiteLLM itself to read an answer, in a vendor's name or its own."""
    heard = refusal_heard(original, secrets) if original else None
    if heard is not None:
        return heard
    what = " ".join(first_words.split())[:100]
    text = "LiteLLM could not read the vendor's answer" + (f": {what}" if what else "")
    return Failure(UNREADABLE, text)


def status_of(layers: Sequence[BaseException]) -> int | None:
    """The HTTP status of the vendor's answer, None where there was none.

    LiteLLM makes a 400 of some others, so the first exception of the call knows best.
    """
    stated = [getattr(layer, "status_code", None) for layer in layers]
    known = [status for status in stated if isinstance(status, int)]
    errors = [status for status in known if FIRST_ERROR <= status <= LAST_ERROR]
    return errors[-1] if errors else next(iter(known), None)


def vendor_body(layers: Sequence[BaseException], message: str) -> Any:
    """The vendor's JSON: the SDK keeps it on the exception, LiteLLM in the text."""
    for layer in layers:
        body = getattr(layer, "body", None)
        if isinstance(body, dict) and body:
            return body
    return json_in(message)


def headers_of(error: BaseException) -> dict[str, str]:
    """The headers of the vendor's answer."""
    response = getattr(error, "response", None)
    headers = getattr(error, "litellm_response_headers", None) or getattr(response, "headers", {})
    return {str(name): str(value) for name, value in dict(headers).items()}
