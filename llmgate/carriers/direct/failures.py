"""What goes wrong on the way to a vendor and back, as a `Failure`."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpcore

from llmgate.keys.redaction import redacted
from llmgate.transport import CarrierError, Failure

if TYPE_CHECKING:
    from types import TracebackType

    from llmgate.transport import Request

# What each error of httpcore's means to a caller; the nearest class counts.
CONNECTION = "APIConnectionError"
MEANINGS: dict[type[BaseException], tuple[str, str]] = {
    httpcore.PoolTimeout: ("Timeout", "no connection was free in time"),
    httpcore.ConnectTimeout: ("Timeout", "no connection in time"),
    httpcore.WriteTimeout: ("Timeout", "the vendor did not take the request in time"),
    httpcore.ReadTimeout: ("Timeout", "no answer in time"),
    httpcore.TimeoutException: ("Timeout", "no answer in time"),
    httpcore.ProxyError: (CONNECTION, "the proxy refused"),
    httpcore.ConnectError: (CONNECTION, "no connection"),
    httpcore.RemoteProtocolError: (CONNECTION, "the connection broke off, or spoke no HTTP"),
    httpcore.LocalProtocolError: (CONNECTION, "the request cannot be sent"),
    httpcore.UnsupportedProtocol: (CONNECTION, "the address is neither http nor https"),
    httpcore.ReadError: (CONNECTION, "the connection broke off"),
    httpcore.WriteError: (CONNECTION, "the connection broke off"),
    TimeoutError: ("Timeout", "no answer in time"),
    ssl.SSLError: (CONNECTION, "no secure connection"),
    ImportError: (CONNECTION, "a SOCKS proxy needs the package socksio"),
    OSError: (CONNECTION, "no connection"),
}


class Carrying:
    """A ``with`` block that turns what the network raises into a `CarrierError`."""

    __slots__ = ("request",)

    def __init__(self, request: Request) -> None:
        self.request = request

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and (failure := failure_of(error, self.request)) is not None:
            raise CarrierError(failure) from None


def failure_of(error: BaseException, request: Request) -> Failure | None:
    """The failure that an error of the network's stands for, None for any other error."""
    meaning = next((MEANINGS[each] for each in type(error).__mro__ if each in MEANINGS), None)
    if meaning is None:
        return None
    kind, what = meaning
    said = redacted(str(error).strip(), request.endpoint.secrets)
    if kind == "Timeout":
        return Failure(kind, f"{what} ({request.timeout:g} s)")
    return Failure(kind, f"{what}: {said}" if said else what)
