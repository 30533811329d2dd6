"""The pools of HTTP connections that one process, or one event loop of it, has."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpcore

from llmgate.carriers.direct.proxies import Origin, proxy_for
from llmgate.keys.log_redaction import redact_logs

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

# A connection that idles is kept for so many seconds, and closed by the next call after that.
KEEPALIVE = 60.0
MOST_IDLE = 100

PoolT = TypeVar("PoolT")


class Pools(Generic[PoolT]):
    """A pool for each proxy that the environment names, and one for none.

    ``kinds`` are the classes for no proxy, an HTTP proxy and a SOCKS one.
    """

    def __init__(self, kinds: tuple[Callable[..., PoolT], ...], **more: Any) -> None:
        self._kinds = kinds
        self._more = more
        self._by_place: dict[tuple[str, str | None], PoolT] = {}
        self._by_origin: dict[Origin, PoolT] = {}

    def leading_to(self, origin: Origin) -> PoolT:
        """The pool for an origin. Raises ImportError for a SOCKS proxy without ``socksio``."""
        pool = self._by_origin.get(origin)
        if pool is None:
            place = origin.scheme, proxy_for(origin)
            # Whole at its first sight, so two threads that race here agree on one.
            pool = self._by_place.setdefault(place, self._by_place.get(place) or self._made(*place))
            self._by_origin[origin] = pool
        return pool

    def _made(self, scheme: str, proxy: str | None) -> PoolT:
        redact_logs()
        direct, through_http, through_socks = self._kinds
        arguments: dict[str, Any] = {
            "max_connections": None,
            "max_keepalive_connections": MOST_IDLE,
            "keepalive_expiry": KEEPALIVE,
            # Reading the certificates takes longer than many a call.
            "ssl_context": tls() if scheme == "https" else None,
            **self._more,
        }
        if proxy is None:
            return direct(**arguments)
        if proxy.startswith("socks"):
            return through_socks(**arguments, **to_proxy(proxy))
        return through_http(**arguments, **to_proxy(proxy), **tls_to_proxy(proxy))

    def drain(self) -> list[PoolT]:
        """Every pool; they are forgotten here, and the caller closes them."""
        pools = list(self._by_place.values())
        self._by_place.clear()
        self._by_origin.clear()
        return pools


def to_proxy(url: str) -> dict[str, Any]:
    """A proxy's URL and credentials as httpcore wants them."""
    import httpx  # noqa: PLC0415  (few have a proxy)

    proxy = httpx.Proxy(url)
    place = proxy.url
    return {
        "proxy_url": httpcore.URL(
            scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path
        ),
        "proxy_auth": proxy.raw_auth,
    }


def tls_to_proxy(url: str) -> dict[str, Any]:
    """How an HTTP proxy proves who it is, if it is reached through TLS."""
    return {"proxy_ssl_context": tls()} if url.startswith("https:") else {}


@cache
def tls() -> ssl.SSLContext:
    """How servers prove who they are; ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` count."""
    import ssl  # noqa: PLC0415  (a call of a server on plain HTTP does without)

    file, directory = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or directory:
        return ssl.create_default_context(cafile=file or None, capath=directory or None)
    return httpcore.default_ssl_context()
