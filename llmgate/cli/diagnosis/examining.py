"""A file examined without sending anything: which file, and what each deployment would use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.carriers.choice import ChosenCarrier
from llmgate.cli.diagnosis.addresses import address_of
from llmgate.cli.diagnosis.credentials import credentials_of
from llmgate.cli.diagnosis.packages import missing_for
from llmgate.config_file import CONFIG_VARIABLE
from llmgate.keys.credentials import MissingCredentialError
from llmgate.models.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.attempt import Carrier
    from llmgate.cli.diagnosis.addresses import Address
    from llmgate.cli.diagnosis.credentials import Credential
    from llmgate.config import Config
    from llmgate.config import Deployment as Source
    from llmgate.models.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Examined:
    """One deployment of a model: what it would use, and what is ``wrong`` with that.

    ``why`` says why it is this ``carrier``.
    """

    model: str
    deployment: int
    route: str
    credentials: tuple[Credential, ...]
    address: Address
    carrier: Carrier
    why: str
    wrong: tuple[str, ...]

    @property
    def name(self) -> str:
        """The model, with the number of the deployment where that is not 0."""
        return f"{self.model}[{self.deployment}]" if self.deployment else self.model


def why_this_file(named: str | None) -> str:
    """Say why a file is the one that is read."""
    if named is not None:
        return "named by --file"
    if os.environ.get(CONFIG_VARIABLE):
        return f"named by {CONFIG_VARIABLE}"
    return "the nearest from the working directory upwards"


def examined(config: Config, environ: Mapping[str, str]) -> list[Examined]:
    """Return every deployment of a file. Raises ``ConfigError`` for a variable with no number."""
    registry = Registry(config, environ)
    return [
        examination(name, source, deployment, environ)
        for name, model in config.models.items()
        for source, deployment in zip(
            model.effective_deployments(), registry.model(name).deployments, strict=True
        )
    ]


def examination(
    model: str, source: Source, deployment: Deployment, environ: Mapping[str, str]
) -> Examined:
    """Examine one deployment."""
    credentials = credentials_of(source, deployment.provider, environ)
    carrier, why = carried(deployment)
    return Examined(
        model=model,
        deployment=deployment.index,
        route=deployment.route,
        credentials=credentials,
        address=address_of(source, deployment.provider, environ),
        carrier=carrier,
        why=why,
        wrong=tuple(dict.fromkeys(wrong_with(deployment, credentials))),
    )


def carried(deployment: Deployment) -> tuple[Carrier, str]:
    """Return who carries a deployment's requests, and why it is that one."""
    choice = ChosenCarrier().carrier_for(deployment.outline())
    return choice.carrier, choice.why


def wrong_with(deployment: Deployment, credentials: tuple[Credential, ...]) -> Iterator[str]:
    """Yield what would keep a deployment from being asked."""
    try:
        deployment.endpoint()
    except MissingCredentialError as error:
        yield str(error)
    else:
        yield from (each.why for each in credentials if each.there is False)
    if lacking := missing_for(deployment.provider):
        yield lacking
