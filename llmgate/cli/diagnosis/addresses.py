"""Where the requests of a deployment go, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from llmgate.cli.diagnosis.vendor_variables import variables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.config import Deployment

VENDORS = "the vendor's own"


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL, without credentials in it; None for the vendor's own, or a missing one."""

    url: str | None
    set_by: str


def address_of(source: Deployment, provider: str, environ: Mapping[str, str]) -> Address:
    """Return where the requests of a deployment go."""
    template = source.api_base
    if template is None:
        return litellm_s(provider, environ)
    if missing := template.missing(environ):
        return Address(None, f"{', '.join(missing)}, not set")
    url = template.expand(environ)
    if not url:
        return litellm_s(provider, environ)
    found = [name for name in template.names if environ.get(name)]
    return Address(without_credentials(url), ", ".join(found) or "models.yaml")


def litellm_s(provider: str, environ: Mapping[str, str]) -> Address:
    """Return the address that LiteLLM itself takes where the file has none."""
    for name in variables_of(provider).bases:
        if url := environ.get(name):
            return Address(without_credentials(url), f"{name}, which LiteLLM looks up")
    return Address(None, VENDORS)


def without_credentials(url: str) -> str:
    """Return an address without its user, its password and its parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(no address)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
