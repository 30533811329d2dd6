"""What a gate has learnt of windows and tokens, and what follows for the next request."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmgate.calls.request import merged, output_asked
from llmgate.keys.credentials import MissingCredentialError
from llmgate.plan import Plan, PlannedRung
from llmgate.sizing.bounds import most_tokens
from llmgate.sizing.fit import UNKNOWN, Fit, Size, exactly, fit
from llmgate.sizing.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from llmgate.models.deployment import Deployment
    from llmgate.models.model import Model
    from llmgate.policy.rungs import Rung
    from llmgate.policy.sending import Sending
    from llmgate.sizing.windows import Window
    from llmgate.tokens import TokenEstimator
    from llmgate.tokens.conversations import Conversation
    from llmgate.transport import Request


# A conversation comes back down to a model that it fills to this share: one that is trimmed
# to just below a window would else go up and down, and lose the vendor's prompt cache.
EASY_SHARE = 0.75


# No token of an honest text is this long, so a count below it has lost some of the prompt.
BYTES_OF_A_TOKEN = 96
# Prompts of at most so many bytes are not worth learning from: no window is that small.
FAR_BELOW = 2_000

BY_BYTES = Fit(fits=True, why="the prompt has fewer bytes than its window has tokens")
NOBODY_KNOWS = Fit(None, UNKNOWN)


class Foresight:
    """The memory of one gate; safe to share by threads. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._windows = Windows(clock)

    @cached_property
    def _estimator(self) -> TokenEstimator:
        from llmgate.tokens import TokenEstimator  # noqa: PLC0415  (only long prompts need it)

        return TokenEstimator()

    def window(self, deployment: Deployment) -> Window | None:
        """The window of a deployment, None if nobody knows it."""
        return self._windows.of(deployment)

    def size(
        self,
        deployment: Deployment,
        arguments: Mapping[str, Any],
        limit: int | None = None,
        prompt: Conversation | None = None,
    ) -> Size:
        """The tokens of a request's prompt, as this vendor would count them.

        With a ``limit`` it is counted as closely as it takes to tell whether it is within it.
        ``prompt`` are its messages, if they were recalled before.
        """
        messages = arguments["messages"] if prompt is None else prompt
        guess = self._estimator.estimate(deployment.route, messages, arguments, limit)
        return Size(guess.tokens, guess.low, guess.high)

    def fit(self, deployment: Deployment, request: Request) -> Fit:
        """Whether a request fits; no token is counted where nobody knows the window."""
        window = self.window(deployment)
        if window is None:
            return NOBODY_KNOWS
        arguments = request.arguments
        output = implied_output(deployment, arguments)
        room = window.tokens - (output or 0 if window.with_output else 0)
        if most_tokens(arguments, room) <= room:
            return BY_BYTES
        prompt = self._estimator.recall(arguments["messages"])
        verdict = fit(self.size(deployment, arguments, room, prompt), window, output)
        return replace(verdict, prompt=prompt)

    def fits_easily(self, deployment: Deployment, arguments: Mapping[str, Any]) -> bool:
        """Whether a request would fit so well that a conversation may come back down."""
        window = self.window(deployment)
        if window is None:
            return False
        need = self.size(deployment, arguments).high + (output_asked(arguments) or 0)
        return need <= window.tokens * EASY_SHARE

    def learn_window(self, deployment: Deployment, tokens: int) -> None:
        """The vendor stated its window in a refusal."""
        self._windows.learn(deployment, tokens)

    def wider(self, one: Rung | None, other: Rung) -> Rung:
        """The rung with the wider window."""
        if one is None:
            return other
        first, second = self.window(one.deployment), self.window(other.deployment)
        return other if first and second and second.tokens > first.tokens else one

    def heard(
        self,
        deployment: Deployment,
        sending: Sending,
        usage: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """What an attempt says of the tokens that the vendor counted; they are learnt from.

        What `fit` recalled of the prompt stands in the sending: no message is compared twice.
        """
        if usage is None:
            return {}
        arguments = sending.request.arguments
        tokens, most = usage["prompt_tokens"], most_tokens(arguments, FAR_BELOW)
        if most <= FAR_BELOW and most < tokens * BYTES_OF_A_TOKEN:
            return {"prompt_tokens": tokens}
        messages = sending.prompt or arguments["messages"]
        size = self._estimator.learn(deployment.route, messages, arguments, tokens)
        if not size.was_cut_to(tokens):
            return {"prompt_tokens": tokens}
        sent = f"the vendor counted {tokens:,} prompt tokens of about {size.tokens:,}"
        return {"prompt_tokens": tokens, "detail": f"{sent}: it may have cut the prompt"}

    def plan(
        self, models: Iterable[Model], arguments: Mapping[str, Any], prompt_tokens: int | None
    ) -> Plan:
        """The rungs of a call, each with its verdict; ``prompt_tokens`` None is estimated."""
        models = list(models)
        first = models[0].deployments[0]
        tokens = self.size(first, arguments).tokens if prompt_tokens is None else prompt_tokens
        return Plan(
            prompt_tokens=tokens,
            rungs=tuple(self._planned(model, arguments, prompt_tokens) for model in models),
        )

    def _planned(
        self, model: Model, arguments: Mapping[str, Any], prompt_tokens: int | None
    ) -> PlannedRung:
        deployment, window = model.deployments[0], self.window(model.deployments[0])
        if window is None:
            return PlannedRung(model.name, deployment.route, None, None, None, UNKNOWN)
        output = planned_output(model, arguments)
        if prompt_tokens is None:
            size = self.size(deployment, arguments, window.tokens)
        else:
            size = exactly(prompt_tokens)
        verdict = fit(size, window, output)
        return PlannedRung(
            model=model.name,
            route=deployment.route,
            window=window.tokens,
            source=window.source,
            fits=verdict.fits,
            why=verdict.why,
            prompt_tokens=verdict.tokens,
        )


def implied_output(deployment: Deployment, arguments: Mapping[str, Any]) -> int | None:
    """The output that a request allows: as it says, or as LiteLLM fills it in for Anthropic."""
    asked = output_asked(arguments)
    if asked is None and deployment.provider == "anthropic":
        return deployment.max_output_tokens
    return asked


def planned_output(model: Model, arguments: Mapping[str, Any]) -> int | None:
    """The output that a call of a model would allow, with its defaults and below its cap."""
    deployment = model.deployments[0]
    try:
        params = model.params()
    except MissingCredentialError:
        params = {}
    asked = implied_output(deployment, merged(params, arguments))
    cap = deployment.max_output_tokens
    return asked if asked is None or cap is None else min(asked, cap)
