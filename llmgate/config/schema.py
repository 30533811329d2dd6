"""What models.yaml says: its defaults, its models and their deployments.

Variables of the environment are unresolved here, so that a literal key can be told from a
reference, and the same records give the JSON Schema.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field

from llmgate.config.credentials import ApiKey
from llmgate.config.environment import SecretTemplate
from llmgate.config.keyword_maps import Headers, Keywords, Params
from llmgate.config.numbers import Retries, Seconds, Tokens
from llmgate.config.overflow import OverflowRule
from llmgate.config.reasons import Fallbacks, FallbacksOrList
from llmgate.config.strict import Strict
from llmgate.config.texts import ApiBase, Flag, Name, Names, Route, Text, Version, one_of

OnLength: TypeAlias = Literal["climb", "return", "raise"]
Carrier: TypeAlias = Literal["auto", "litellm", "direct"]

ON_LENGTH = "When the model's own cap cut the answer: climb the ladder, return it, or raise."
CARRIER = "Who carries the request to the vendor: litellm, direct (plain HTTP), or auto."
TIMEOUT = "Seconds for one attempt."
STREAM_TIMEOUT = (
    "Seconds that a streamed answer may stay silent, before its first chunk and between two; "
    "`timeout` where absent."
)
RETRIES = "Further attempts at one deployment after rate_limit, timeout or unavailable."
STICKY = "Whether a conversation stays on the rung that answered it."

OnLengthWord = Annotated[OnLength, one_of(get_args(OnLength))]
CarrierWord = Annotated[Carrier, one_of(get_args(Carrier))]


class Defaults(Strict):
    """What holds for every model that does not say otherwise."""

    model: Name | None = Field(
        default=None, description="The model, or alias, of a call that names none."
    )
    timeout: Seconds = Field(default=60, description=TIMEOUT)
    stream_timeout: Seconds | None = Field(default=None, description=STREAM_TIMEOUT)
    deadline: Seconds = Field(
        default=300, description="Seconds for a whole call: every attempt and every wait."
    )
    retries: Retries = Field(default=2, description=RETRIES)
    on_length: OnLengthWord = Field(default="climb", description=ON_LENGTH)
    carrier: CarrierWord = Field(default="auto", description=CARRIER)
    sticky: Flag = Field(default=True, description=STICKY)
    params: Params = Field(default={}, description="Request parameters of OpenAI's for every call.")


class Deployment(Strict):
    """One key or endpoint of a model. `route` may be inherited from the model."""

    route: Route | None = Field(
        default=None, description="Provider and model as LiteLLM names them: provider/model."
    )
    api_key: ApiKey | None = Field(
        default=None,
        repr=False,
        description="The key, best as ${NAME}; else {command}, {file} or {mint, from}.",
    )
    api_base: ApiBase | None = Field(default=None, description="Address of the endpoint.")
    api_version: Text | None = Field(
        default=None, description="Version of the endpoint's interface, as Azure wants it."
    )
    headers: Headers = Field(
        default={}, repr=False, description="Further HTTP headers of each request."
    )
    litellm: Keywords = Field(
        default={}, repr=False, description="Any other keyword of LiteLLM for this route."
    )

    def over(self, common: "Deployment") -> "Deployment":
        """Return this deployment with what it does not say itself taken from ``common``.

        ``headers`` and ``litellm`` are merged entry by entry, this deployment's winning.
        """
        return Deployment.model_construct(
            route=self.route or common.route,
            api_key=self.api_key or common.api_key,
            api_base=self.api_base or common.api_base,
            api_version=self.api_version or common.api_version,
            headers=merged_headers(common.headers, self.headers),
            litellm={**common.litellm, **self.litellm},
        )


class Model(Deployment):
    """One model, under the name that agents' code uses."""

    aliases: Names = Field(default=(), description="Further names of this model.")
    deployments: Annotated[tuple[Deployment, ...], Field(strict=False)] = Field(
        default=(), description="Several keys or endpoints of the model, used in turn."
    )
    params: Params = Field(default={}, description="Request parameters of OpenAI's for this model.")
    fallbacks: FallbacksOrList = Field(
        default=Fallbacks(), description="The models to try when this one gives no answer."
    )
    context_window: Tokens | None = Field(
        default=None, description="Tokens of prompt and answer together; else LiteLLM's catalogue."
    )
    max_output_tokens: Tokens | None = Field(
        default=None, description="Tokens of the longest answer; else LiteLLM's catalogue."
    )
    overflow: Annotated[tuple[OverflowRule, ...], Field(strict=False)] = Field(
        default=(), description="A private endpoint's own words for an overflow."
    )
    timeout: Seconds | None = Field(default=None, description=TIMEOUT)
    stream_timeout: Seconds | None = Field(default=None, description=STREAM_TIMEOUT)
    retries: Retries | None = Field(default=None, description=RETRIES)
    on_length: OnLengthWord | None = Field(default=None, description=ON_LENGTH)
    carrier: CarrierWord | None = Field(default=None, description=CARRIER)
    sticky: Flag | None = Field(default=None, description=STICKY)

    def effective_deployments(self) -> tuple[Deployment, ...]:
        """Return at least one deployment, each with what the model gives beside them."""
        return tuple(each.over(self) for each in self.deployments or (Deployment(),))


class Document(Strict):
    """The whole of models.yaml."""

    version: Version = Field(default=1, description="Version of the file's format.")
    defaults: Defaults = Field(
        default=Defaults(), description="What holds for every model that does not say otherwise."
    )
    models: dict[str, Model] = Field(description="The models, by the names that code uses.")


def merged_headers(
    common: Mapping[str, SecretTemplate], own: Mapping[str, SecretTemplate]
) -> dict[str, SecretTemplate]:
    """Return two sets of headers in one; names differ in more than their case."""
    names = {name.lower() for name in own}
    kept = {name: value for name, value in common.items() if name.lower() not in names}
    return {**kept, **own}
