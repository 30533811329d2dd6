"""LiteLLM in this process: imported once, at the first need, and kept from spreading.

This is the only module that imports LiteLLM. The import takes seconds, adds handlers to
loggers and filters to warnings, and by default asks the network for a price list; all of
that is held back here, and whatever the user has set in the environment stays as it is.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
import threading
import warnings
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from llmgate.keys.log_redaction import redact_logs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litellm.exceptions import (
        ContextWindowExceededError as ContextWindowExceededError,  # noqa: PLC0414  (re-exported)
    )

# Read by LiteLLM at import, and the second one at the first call of Anthropic.
LOCAL_CATALOGUE = "LITELLM_LOCAL_MODEL_COST_MAP"
LOCAL_BETA_HEADERS = "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"
# Keeps LiteLLM from loading a .env file of some folder above.
MODE = "LITELLM_MODE"

LOGGERS = ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router")

_importing = threading.Lock()


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: an import leaves none, and a fifth of its time went there."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def _imported() -> Any:
    handlers = {name: list(logging.getLogger(name).handlers) for name in LOGGERS}
    os.environ.setdefault(LOCAL_CATALOGUE, "True")
    os.environ.setdefault(LOCAL_BETA_HEADERS, "True")
    mode = os.environ.get(MODE)
    os.environ.setdefault(MODE, "PRODUCTION")
    with warnings.catch_warnings(), uncollected():
        warnings.simplefilter("ignore")
        litellm: Any = importlib.import_module("litellm")
        # Built at their first use, with a warning that LiteLLM mutes for the whole process.
        litellm.ModelResponse()
        litellm.ModelResponseStream(choices=[litellm.types.utils.StreamingChoices()])
    if mode is None:
        del os.environ[MODE]
    for name, before in handlers.items():
        logging.getLogger(name).handlers[:] = before
    redact_logs()
    litellm.suppress_debug_info = True
    litellm.disable_hf_tokenizer_download = True
    # Ends a stream at the hundredth equal chunk, and with it every long table or ruler.
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize
    # Else every list of stop texts is cut to four without a word, whatever the vendor takes.
    litellm.disable_stop_sequence_limit = True
    return litellm


def litellm_module() -> Any:
    """The litellm package, imported at the first call."""
    with _importing:
        return _imported()


def litellm_part(name: str) -> Any:
    """A module of LiteLLM's by its path below the package."""
    litellm_module()
    return importlib.import_module(f"litellm.{name}")
