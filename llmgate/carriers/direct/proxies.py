"""The proxy that the environment names for a host, by urllib's own rules."""

from __future__ import annotations

from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass


class Origin(NamedTuple):
    """Where a connection leads: the scheme, and the host with its port if that is stated."""

    scheme: str
    host: str


def proxy_for(origin: Origin) -> str | None:
    """The proxy's URL, None for a direct connection.

    ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` in either case, as
    `urllib.request.getproxies` reads them.
    """
    proxies = getproxies()
    found = proxies.get(origin.scheme) or proxies.get("all")
    if not found or proxy_bypass(origin.host):
        return None
    return found if "://" in found else f"http://{found}"
