"""Other packages' log records, with our secrets struck out.

At DEBUG, LiteLLM logs the keywords of each call, the openai package the headers, httpx the
address. A logger's filters do not hold for its children, so each gets one of its own.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from llmgate.keys.redaction import quotable, struck_out
from llmgate.keys.secret import known_secrets

if TYPE_CHECKING:
    from llmgate.keys.secret import Secret

PACKAGES = frozenset(
    {
        "LiteLLM", "LiteLLM Proxy", "LiteLLM Router", "aiohttp", "asyncio", "botocore", "google",
        "h11", "h2", "httpcore", "httpx", "litellm", "openai", "urllib3",
    }
)  # fmt: skip

# Made when they are first needed, which may be later.
LATE = (
    "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy",
    "httpcore.socks", "openai._base_client", "openai._legacy_response", "openai._response",
)  # fmt: skip


def redact_logs() -> None:
    """Strike our secrets out of what the packages below log, from now on."""
    made = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in PACKAGES]
    for name in {*made, *PACKAGES, *LATE}:
        logging.getLogger(name).addFilter(without_secrets)


def without_secrets(record: logging.LogRecord) -> bool:
    """Take the secrets out of a record; every record passes."""
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # Its handler tells that the record cannot be written, and writes its parts.
        text = f"{record.msg} {record.args}"
        record.msg, record.args = "%s", (text,)
    parts = quotable_now(known_secrets())
    if (shown := struck_out(text, parts)) != text:
        record.msg, record.args = shown, ()
    if record.exc_info:
        told = logging.Formatter().formatException(record.exc_info)
        if (shown := struck_out(told, parts)) != told:
            record.exc_info, record.exc_text = None, shown
    return True


@lru_cache(maxsize=1)
def quotable_now(secrets: tuple[Secret, ...]) -> list[str]:
    """Every form of the secrets; they are mostly those of the record before."""
    return quotable(secrets)
