"""Headers that the OpenAI SDK takes from the process's environment, kept off other keys' requests.

It sends ``AZURE_OPENAI_AD_TOKEN`` instead of an explicit key for Azure, and the organization and
project of the environment beside any key. They belong to the key of the environment.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACCOUNT_HEADERS = {
    "OpenAI-Organization": ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION"),
    "OpenAI-Project": ("OPENAI_PROJECT_ID",),
}
AZURE_TOKENS = ("AZURE_OPENAI_AD_TOKEN", "AZURE_AD_TOKEN")


def undisturbed(given: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """LiteLLM's ``extra_headers`` for a request whose key is explicit; empty if none is needed."""
    provider = given["model"].partition("/")[0]
    if "api_key" not in given or provider not in {"azure", "openai"}:
        return {}
    stated = {name.lower() for name in given.get("extra_headers") or ()}
    omitted = {
        name: omit() for name in intruders(provider, given, environ) if name.lower() not in stated
    }
    if "Authorization" in omitted and "api-key" not in stated:
        omitted["api-key"] = given["api_key"]
    return omitted


def intruders(provider: str, given: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[str]:
    """The headers that the environment would add to this request."""
    token = any(environ.get(name) for name in AZURE_TOKENS)
    if token and provider == "azure" and "azure_ad_token" not in given:
        yield "Authorization"
    for header, variables in ACCOUNT_HEADERS.items():
        if "organization" in given and header == "OpenAI-Organization":
            continue
        if any(environ.get(name) for name in variables):
            yield header


def omit() -> Any:
    """The SDK's own word for a header that is not to be sent."""
    return import_module("openai").Omit()
