"""One key or endpoint of a model, with the environment's values in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmgate.config.credentials import CommandSource, FileSource, MintSource
from llmgate.config.environment import MissingVariableError, expanded
from llmgate.keys.credentials import FetchedKey, MissingCredentialError
from llmgate.keys.key_sources import key_from_command, key_from_file, key_minted
from llmgate.keys.redaction import secrets_in_address
from llmgate.keys.secret import Secret, concealed
from llmgate.transport import Endpoint
from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.attempt import WantedCarrier
    from llmgate.config.schema import Deployment as DeploymentSource


class Deployment:
    """A deployment of a model; ``index`` is its place among them.

    ``carrier`` is who shall carry its requests, as the file says.

    ``context_window`` and ``max_output_tokens`` are the file's, in tokens, else those of
    LiteLLM's catalogue. Variables are looked up at the first use, and again at the next one
    where some were missing.
    """

    def __init__(  # noqa: PLR0913  (each is something that the file says)
        self,
        index: int,
        source: DeploymentSource,
        environ: Mapping[str, str],
        *,
        context_window: int | None,
        max_output_tokens: int | None,
        carrier: WantedCarrier = "auto",
    ) -> None:
        self.index = index
        self.carrier: WantedCarrier = carrier
        self._source = source
        self._environ = environ
        self._window = context_window
        self._cap = max_output_tokens
        self._endpoint: Endpoint | None = None
        self._in_address: tuple[Secret, ...] = ()

    @property
    def route(self) -> str:
        """LiteLLM's name; as the file spells it while a variable in it is missing."""
        if self._endpoint is not None:
            return self._endpoint.route
        template = self._source.route
        if template is None:
            return ""
        return template.text if template.missing(self._environ) else template.expand(self._environ)

    @property
    def provider(self) -> str:
        """The part of the route before its first slash."""
        return self.route.partition("/")[0]

    @property
    def place(self) -> tuple[str, str]:
        """Route and base URL, by which a vendor's statements about it are remembered."""
        base = self._source.api_base
        return self.route, base.text if base else ""

    @cached_property
    def identity(self) -> tuple[object, ...]:
        """By which a refusal is remembered: place and key, as the file spells them."""
        return *self.place, self._source.api_key

    @property
    def stated_window(self) -> int | None:
        """The file's own figure for the context window, in tokens."""
        return self._window

    @property
    def stated_output_tokens(self) -> int | None:
        """The file's own figure for the longest answer, in tokens."""
        return self._cap

    @property
    def max_output_tokens(self) -> int | None:
        """Tokens of the longest answer, None if nobody knows."""
        return self._cap or facts_of(self.route).max_output_tokens

    def shares_place_with(self, other: Deployment) -> bool:
        """Whether a credential for the other one may be sent here: same vendor, same base."""
        return self.provider == other.provider and self._source.api_base == other._source.api_base

    def endpoint(self) -> Endpoint:
        """Where requests go. Raises `MissingCredentialError` with the variables' names."""
        if self._endpoint is None:
            try:
                self._endpoint = self._built()
            except MissingVariableError as error:
                raise MissingCredentialError(str(error)) from None
        return self._endpoint

    def outline(self) -> Endpoint:
        """The endpoint, or what can be said of it while a variable is missing."""
        try:
            return self.endpoint()
        except MissingCredentialError:
            extra = dict(self._source.litellm)
            return Endpoint(self.route, extra=extra, carrier=self.carrier)

    def _built(self) -> Endpoint:
        source = self._source
        plain: Any = expanded(
            {
                "route": source.route,
                "api_key": source.api_key,
                "api_base": source.api_base,
                "api_version": source.api_version,
                "headers": dict(source.headers),
                "extra": dict(source.litellm),
            },
            self._environ,
        )
        # Kept, so that they are known where logs are redacted.
        self._in_address = secrets_in_address(plain["api_base"])
        # An empty value, as of ${AZURE_AD_TOKEN:-}, means that there is none.
        extra = {name: value for name, value in plain["extra"].items() if value != ""}
        return Endpoint(
            route=plain["route"],
            api_key=self._key(plain["api_key"]),
            api_base=plain["api_base"] or None,
            api_version=plain["api_version"] or None,
            headers={name: Secret(value) for name, value in plain["headers"].items() if value},
            extra=concealed(extra),
            carrier=self.carrier,
        )

    def _key(self, plain: Any) -> Secret | FetchedKey | None:
        if isinstance(plain, CommandSource):
            return key_from_command([word.expand(self._environ) for word in plain.command])
        if isinstance(plain, FileSource):
            return key_from_file(plain.file.expand(self._environ))
        if isinstance(plain, MintSource):
            return key_minted(plain.mint, Secret(plain.source.expand(self._environ)))
        return Secret(plain) if plain else None
