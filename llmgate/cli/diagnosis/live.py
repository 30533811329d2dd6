"""One tiny request to each deployment, all side by side, and what came of each."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmgate.api_error import ApiError, stand_alone
from llmgate.cli.advice import ADVICE, story_of
from llmgate.config import Fallbacks
from llmgate.gate import Gate
from llmgate.policy.trace import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.attempt import Attempt
    from llmgate.cli.diagnosis.examining import Examined
    from llmgate.config import Config

PROMPT = "Reply with the word OK."
# Some vendors take no lower limit.
MAX_TOKENS = 16
SIDE_BY_SIDE = 8


@dataclass(frozen=True, slots=True)
class Result:
    """What one request came to.

    ``seconds`` until the answer, its tokens, and its ``cost`` in US dollars; each None where
    nobody knows. Of a failure ``reason`` is the cause, ``story`` says what happened, and
    ``advice`` what to do next.
    """

    name: str
    seconds: float
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    reason: str | None = None
    story: str = ""
    advice: str = ""

    @property
    def answered(self) -> bool:
        """Whether an answer came."""
        return self.reason is None


def alone(config: Config, each: Examined, seconds: float) -> Config:
    """Return a configuration in which there is one deployment, and no second try or way.

    Without the model's ``params`` too: they are for answers, of which this wants none. The
    whole call, with the fetching of a key, may take twice so many ``seconds``.
    """
    model = config.models[each.model]
    kept = {
        "aliases": (),
        "deployments": model.deployments[each.deployment : each.deployment + 1],
        "fallbacks": Fallbacks(),
        "params": {},
        "retries": 0,
        "on_length": "return",
    }
    defaults = config.defaults.model_copy(
        update={"model": each.model, "deadline": 2 * seconds, "params": {}}
    )
    models = {each.model: model.model_copy(update=kept)}
    return replace(config, models=models, defaults=defaults)


async def ask_all(
    config: Config, deployments: list[Examined], seconds: float, done: Callable[[], object]
) -> list[Result]:
    """Ask every deployment, a few at a time; ``done`` is told of each that has ended."""
    stand_alone()
    free = asyncio.Semaphore(SIDE_BY_SIDE)
    async with AsyncExitStack() as gates:

        async def in_turn(each: Examined) -> Result:
            async with free:
                gate = Gate(alone(config, each, seconds))
                # Not at once: LiteLLM's clients are those of all gates of the loop.
                gates.push_async_callback(gate.aclose)
                result = await ask(gate, each.name, seconds)
            done()
            return result

        return list(await asyncio.gather(*map(in_turn, deployments)))


async def ask(gate: Gate, name: str, seconds: float) -> Result:
    """Ask the only deployment of a gate."""
    try:
        reply = await gate.acompletion(prompt=PROMPT, max_tokens=MAX_TOKENS, timeout=seconds)
    except ApiError as error:
        return failure(name, error)
    return answer(name, reply.attempts[-1])


def answer(name: str, attempt: Attempt) -> Result:
    """Return the figures of an answer."""
    return Result(
        name=name,
        seconds=attempt.elapsed,
        prompt_tokens=attempt.prompt_tokens,
        completion_tokens=attempt.completion_tokens,
        cost=attempt.cost,
    )


def failure(name: str, error: ApiError) -> Result:
    """Return what a failure came to, in plain words."""
    attempt = replace(error.attempts[-1], model=name, deployment=0)
    return Result(
        name=name,
        seconds=attempt.elapsed,
        reason=error.reason,
        story=one_line(story_of(attempt)),
        advice="Set it, or take the model out."
        if attempt.outcome == "skipped"
        else ADVICE[error.reason],
    )
