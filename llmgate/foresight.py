"""What a gate has learnt of windows and tokens, and what follows for the next request."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmgate.fit import UNKNOWN, Fit, Size, exactly, fit
from llmgate.plan import Plan, PlannedRung
from llmgate.request import output_asked
from llmgate.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from llmgate.deployment import Deployment
    from llmgate.model import Model
    from llmgate.rungs import Rung
    from llmgate.tokens import TokenEstimator
    from llmgate.transport import Request
    from llmgate.windows import Window


# A vendor that counts this many times fewer tokens than there surely were has cut the prompt;
# tokenizers alone differ by less.
SILENT_CUT = 2


# A conversation comes back down to a model that it fills to this share: one that is trimmed
# to just below a window would else go up and down, and lose the vendor's prompt cache.
EASY_SHARE = 0.75


BYTES_OF_A_CHARACTER = 4
# Around each message a vendor writes its role and marks, in fewer characters than these.
FRAME = 16
# No token of an honest text is this long, so a count below it has lost some of the prompt.
BYTES_OF_A_TOKEN = 96
# Prompts of at most so many bytes are not worth learning from: no window is that small.
FAR_BELOW = 8_000


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
        self, deployment: Deployment, arguments: Mapping[str, Any], limit: int | None = None
    ) -> Size:
        """The tokens of a request's prompt, as this vendor would count them.

        With a ``limit`` it is counted as closely as it takes to tell whether it is within it.
        """
        messages = arguments["messages"]
        guess = self._estimator.estimate(deployment.route, messages, arguments, limit)
        return Size(guess.tokens, guess.low, guess.high)

    def fit(self, deployment: Deployment, request: Request) -> Fit:
        """Whether a request fits; no token is counted where nobody knows the window."""
        window = self.window(deployment)
        if window is None:
            return Fit(None, UNKNOWN)
        output = implied_output(deployment, request)
        room = window.tokens - (output or 0 if window.with_output else 0)
        if most_tokens(request.arguments) <= room:
            return Fit(fits=True, why="the prompt has fewer bytes than its window has tokens")
        return fit(self.size(deployment, request.arguments, room), window, output)

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
        arguments: Mapping[str, Any],
        usage: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """What an attempt says of the tokens that the vendor counted; they are learnt from."""
        if usage is None:
            return {}
        tokens, most = usage["prompt_tokens"], most_tokens(arguments)
        if most <= FAR_BELOW and most < tokens * BYTES_OF_A_TOKEN:
            return {"prompt_tokens": tokens}
        size = self.size(deployment, arguments)
        if tokens * SILENT_CUT < size.low:
            sent = f"the vendor counted {tokens:,} prompt tokens of about {size.tokens:,}"
            return {"prompt_tokens": tokens, "detail": f"{sent}: it may have cut the prompt"}
        messages = arguments["messages"]
        self._estimator.learn(deployment.route, messages, arguments, tokens)
        return {"prompt_tokens": tokens}

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
        deployment = model.deployments[0]
        window = self.window(deployment)
        if window is None:
            return PlannedRung(model.name, deployment.route, None, None, None, UNKNOWN)
        if prompt_tokens is None:
            size = self.size(deployment, arguments, window.tokens)
        else:
            size = exactly(prompt_tokens)
        verdict = fit(size, window, output_asked(arguments))
        return PlannedRung(
            model=model.name,
            route=deployment.route,
            window=window.tokens,
            source=window.source,
            fits=verdict.fits,
            why=verdict.why,
        )


def most_tokens(arguments: Mapping[str, Any]) -> float:
    """Tokens that a prompt of plain texts cannot exceed: its bytes, four a character at most.

    Infinite for a prompt that holds more than texts, which takes a closer look.
    """
    if arguments.get("tools") or arguments.get("response_format"):
        return float("inf")
    characters = 0
    for message in arguments["messages"]:
        content = message.get("content")
        if not isinstance(content, str) or len(message) > len(("role", "content")):
            return float("inf")
        characters += len(content) + FRAME
    return characters * BYTES_OF_A_CHARACTER


def implied_output(deployment: Deployment, request: Request) -> int | None:
    """The output that a request allows: as it says, or as LiteLLM fills it in for Anthropic."""
    asked = output_asked(request.arguments)
    if asked is None and deployment.provider == "anthropic":
        return deployment.max_output_tokens
    return asked
