"""A request as it goes out: where to, with which headers, and its body."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import httpcore
import orjson

from llmgate.carriers.direct.body import body_of
from llmgate.carriers.direct.families import refused_temperature
from llmgate.carriers.direct.proxies import Origin
from llmgate.keys.secret import revealed
from llmgate.transport import CarrierError, Failure
from llmgate.vendors.openai_wire import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.transport import Endpoint, Request
    from llmgate.vendors.openai_wire import Provider

PATH = "/chat/completions"
AZURE_VERSION = "2025-02-01-preview"
# Azure's interface that needs no version in the query.
AZURE_V1 = frozenset({"v1", "latest", "preview"})
AZURE_V1_PATH = "/openai/v1"
# Their addresses may be written without the version that each of them ends in.
VERSION = "/v1"
VERSIONED = frozenset({"mistral"})

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Place:
    """An address: what a connection leads to, and what is asked of it there."""

    address: str
    url: httpcore.URL
    origin: Origin


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is ready to be sent."""

    place: Place
    headers: Headers
    content: bytes


def outgoing(request: Request) -> Outgoing:
    """The HTTP request for one attempt. Raises `CarrierError` where a key or base is missing."""
    endpoint = request.endpoint
    if refused := refused_temperature(endpoint.route, request.arguments):
        raise CarrierError(Failure("UnsupportedParamsError", refused))
    provider = PROVIDERS[endpoint.provider]
    content = json_bytes(body_of(request))
    place = place_of(address(endpoint, provider))
    headers = [
        (b"host", place.origin.host.encode()),
        (b"content-type", b"application/json"),
        (b"accept", b"application/json"),
        (b"accept-encoding", b"gzip, deflate"),
        (b"user-agent", b"llmgate"),
        (b"content-length", b"%d" % len(content)),
    ]
    return Outgoing(place, [*headers, *own_headers(endpoint, provider)], content)


def json_bytes(body: dict[str, Any]) -> bytes:
    """The body as JSON. Raises `CarrierError` where it is none.

    orjson takes neither half a surrogate pair nor a number of more than 64 bits; the standard
    library spells the one in ASCII and the other in full.
    """
    try:
        return orjson.dumps(body)
    except TypeError:
        pass
    try:
        return json.dumps(body).encode()
    except (TypeError, ValueError, RecursionError) as error:
        failure = Failure("BadRequestError", f"the request cannot be written as JSON: {error}")
    raise CarrierError(failure)


def address(endpoint: Endpoint, provider: Provider) -> str:
    """The URL to post to."""
    base = endpoint.api_base or from_environment(provider.base_variables) or provider.base
    if not base:
        named = " or ".join(provider.base_variables)
        message = f"{endpoint.provider} needs an address: write api_base, or set {named}"
        raise CarrierError(Failure("APIConnectionError", message))
    base = base.rstrip("/")
    if endpoint.provider == "azure":
        return azure_address(endpoint, base)
    if endpoint.provider in VERSIONED and not base.endswith((VERSION, PATH)):
        base += VERSION
    return base if base.endswith(PATH) else base + PATH


def azure_address(endpoint: Endpoint, base: str) -> str:
    """Azure's URL, which names the deployment and the interface's version, or neither."""
    version = azure_version(endpoint)
    if version in AZURE_V1:
        return base.removesuffix(AZURE_V1_PATH) + AZURE_V1_PATH + PATH
    deployment = quote(model_of(endpoint), safe="")
    return f"{base}/openai/deployments/{deployment}{PATH}?api-version={version}"


def azure_version(endpoint: Endpoint) -> str:
    """The version of Azure's interface; an address may lead to the one that has none."""
    if endpoint.api_base and endpoint.api_base.rstrip("/").endswith(AZURE_V1_PATH):
        return "v1"
    return endpoint.api_version or os.environ.get("AZURE_API_VERSION") or AZURE_VERSION


def model_of(endpoint: Endpoint) -> str:
    """The vendor's own name of the model: the route without its provider."""
    return endpoint.route.partition("/")[2]


@lru_cache(maxsize=256)
def place_of(address: str) -> Place:
    """An address, taken apart once."""
    url = httpcore.URL(address)
    host = b"[%b]" % url.host if b":" in url.host else url.host
    host = host if url.port is None else b"%b:%d" % (host, url.port)
    return Place(address, url, Origin(url.scheme.decode(), host.decode()))


def own_headers(endpoint: Endpoint, provider: Provider) -> Headers:
    """The credentials, and the headers of models.yaml and of the call, which win."""
    headers = {
        name: value
        for name, variable in provider.header_variables.items()
        if (value := os.environ.get(variable))
    }
    headers |= credentials(endpoint, provider)
    headers |= organisation(endpoint)
    for name, value in revealed(dict(endpoint.headers)).items():
        headers[name.lower()] = value
    return [(name.encode("ascii"), value.encode()) for name, value in headers.items()]


def credentials(endpoint: Endpoint, provider: Provider) -> dict[str, str]:
    """The header with the key, or with Azure's token. Raises `CarrierError` without one."""
    if endpoint.provider == "azure":
        token = revealed(endpoint.extra.get("azure_ad_token"))
        if not token and endpoint.api_key is None:
            # The process's own token is not for an endpoint whose key the file names.
            token = os.environ.get("AZURE_AD_TOKEN")
        if token:
            return {"authorization": f"Bearer {token}"}
    key = revealed(endpoint.api_key) or from_environment(provider.key_variables)
    key = key or provider.key
    if not key:
        named = " or ".join(provider.key_variables)
        message = f"there is no key for {endpoint.provider}: write api_key, or set {named}"
        raise CarrierError(Failure("AuthenticationError", message))
    if endpoint.provider == "azure" and azure_version(endpoint) not in AZURE_V1:
        return {"api-key": key}
    return {"authorization": f"Bearer {key}"}


def organisation(endpoint: Endpoint) -> dict[str, str]:
    """Whose account at OpenAI is billed: as the file says, or the environment of its key."""
    if endpoint.provider != "openai":
        return {}
    stated, project = revealed(endpoint.extra.get("organization")), None
    if endpoint.api_key is None:
        stated = stated or from_environment(("OPENAI_ORGANIZATION", "OPENAI_ORG_ID"))
        project = os.environ.get("OPENAI_PROJECT_ID")
    named = {"openai-organization": stated, "openai-project": project}
    return {name: value for name, value in named.items() if value}


def from_environment(names: Iterable[str]) -> str | None:
    """The first of these variables that is set and not empty."""
    return next((value for name in names if (value := os.environ.get(name))), None)


def moved(out: Outgoing, location: str) -> Outgoing | None:
    """The same request to another address of the same host; None where that leads away."""
    target = urljoin(out.place.address, location)
    place = place_of(target) if target.startswith(("http://", "https://")) else None
    if place is None or not same_owner(out.place.origin, place.origin):
        return None
    return replace(out, place=place)


def same_owner(here: Origin, there: Origin) -> bool:
    """Whether a key for one origin may be shown to the other: it, or it behind TLS."""
    return here == there or (there.scheme == "https" and here.host == there.host)
