"""Whether the user has set LiteLLM itself up to hear of calls, or to change them."""

from __future__ import annotations

import sys

HEARING = ("callbacks", "failure_callback", "input_callback", "success_callback")
SETTINGS = ("api_base", "api_key", "cache", "client_session", "headers", "organization")
# LiteLLM's own, which it adds in the course of some calls.
ITS_OWN = ("cache",)


def listening() -> str:
    """Why LiteLLM has to carry, where it was set up to do more than that; else empty.

    It is asked only if somebody has imported it.
    """
    litellm = sys.modules.get("litellm")
    if litellm is None:
        return ""
    for name in HEARING:
        if any(each not in ITS_OWN for each in getattr(litellm, name, ())):
            return f"litellm.{name} is set"
    return next((f"litellm.{name} is set" for name in SETTINGS if getattr(litellm, name, 0)), "")
