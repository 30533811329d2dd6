"""`Gate`: one models.yaml, and the four ways to ask it."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from llmgate.api_error import api_error
from llmgate.calls.call import checked_call
from llmgate.carriers.choice import ChosenCarrier
from llmgate.driver import arun, run
from llmgate.errors import GateError, InvalidCallError
from llmgate.policy.conversations import Conversations
from llmgate.policy.ladder import Ladder
from llmgate.policy.means import Means
from llmgate.policy.rests import Rests
from llmgate.policy.steps import Failed, Streaming
from llmgate.reloading import Reloader
from llmgate.sizing.foresight import Foresight
from llmgate.stream import AsyncStream, Stream
from llmgate.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from llmgate.answer.completion import Completion
    from llmgate.attempt import Attempt
    from llmgate.config import Config
    from llmgate.plan import Plan
    from llmgate.transport import Transport

logger = logging.getLogger("llmgate")


class Gate:
    """Internal model names to vendors; safe to share by many threads and tasks.

    ``environ`` is where ``${NAME}`` is looked up (the process's environment by default),
    ``transport`` who carries requests, ``timing`` the clock, the sleep and the chance.
    """

    def __init__(
        self,
        config: Config,
        *,
        environ: Mapping[str, str] | None = None,
        transport: Transport | None = None,
        timing: Timing = Timing(),  # noqa: B008  (frozen)
    ) -> None:
        from llmgate.models.registry import Registry  # noqa: PLC0415  (see `from_yaml`)

        self._environ = os.environ if environ is None else environ
        self._reloader: Reloader | None = None
        self._means = Means(
            registry=Registry(config, self._environ),
            transport=transport or ChosenCarrier(),
            foresight=Foresight(timing.clock),
            conversations=Conversations(),
            rests=Rests(timing.clock),
            timing=timing,
        )
        self._callbacks: list[Callable[[Attempt], object]] = []

    @classmethod
    def from_yaml(cls, path: str | Path, *, watch: bool = False, **options: Any) -> Self:
        """The gate of a models.yaml. Raises `ConfigError` with every mistake in the file.

        With ``watch`` a file that has changed replaces the old one between calls, at most a
        second later, and whole or not at all: one with mistakes is logged as a warning, and
        what it said before stays in force.
        """
        # Reading a configuration takes Pydantic and YAML, most of what the package imports.
        from llmgate.config import load_file  # noqa: PLC0415

        config = load_file(path)
        gate = cls(config, **options)
        gate._reloader = Reloader(path, gate._take, gate._means.timing.clock, watch=watch)
        gate._reloader.started_with(config)
        return gate

    @classmethod
    def from_dict(cls, config: Mapping[str, Any], **options: Any) -> Self:
        """The gate of a dict with the same schema as models.yaml."""
        from llmgate.config import load_dict  # noqa: PLC0415  (see `from_yaml`)

        return cls(load_dict(config), **options)

    @overload
    def completion(self, *, stream: Literal[False] = False, **arguments: Any) -> Completion: ...
    @overload
    def completion(self, *, stream: Literal[True], **arguments: Any) -> Stream: ...
    @overload
    def completion(self, *, stream: bool, **arguments: Any) -> Completion | Stream: ...
    def completion(self, **arguments: Any) -> Completion | Stream:
        """Ask a model by its internal name; every keyword of OpenAI's chat completions.

        ``prompt`` is short for one user message, ``timeout`` is seconds for one attempt,
        ``conversation`` names a growing conversation. Raises `InvalidCallError` and
        `UnknownModelError` before anything is sent, and else an `ApiError` that is an
        instance of LiteLLM's class for it.
        """
        means = self._current()
        result = run(self._ladder(arguments, means).climb(), means)
        if isinstance(result, Streaming):
            return Stream(result)
        return answer_or_raise(result)

    @overload
    async def acompletion(
        self, *, stream: Literal[False] = False, **arguments: Any
    ) -> Completion: ...
    @overload
    async def acompletion(self, *, stream: Literal[True], **arguments: Any) -> AsyncStream: ...
    @overload
    async def acompletion(self, *, stream: bool, **arguments: Any) -> Completion | AsyncStream: ...
    async def acompletion(self, **arguments: Any) -> Completion | AsyncStream:
        """Same as `completion`, but awaited."""
        if self._reloader is not None and self._reloader.due():
            await asyncio.to_thread(self._reloader.renew)
        means = self._means
        result = await arun(self._ladder(arguments, means).climb(), means)
        if isinstance(result, Streaming):
            return AsyncStream(result)
        return answer_or_raise(result)

    def _ladder(self, arguments: dict[str, Any], means: Means) -> Ladder:
        return Ladder(checked_call(arguments), means, self._hear)

    def _current(self) -> Means:
        """What a call begins with and keeps to its end, whatever the file says by then."""
        if self._reloader is not None and self._reloader.due():
            self._reloader.renew()
        return self._means

    def _take(self, config: Config) -> None:
        """Go on with another configuration, and with all that was learnt under the old one."""
        from llmgate.models.registry import Registry  # noqa: PLC0415  (see `from_yaml`)

        self._means = replace(self._means, registry=Registry(config, self._environ))

    def reload(self) -> None:
        """Read the file again, now; calls under way end on what they began with.

        Raises `ConfigError` for a file with mistakes, and then the old one stays in force;
        `GateError` for a gate that was made from data.
        """
        if self._reloader is None:
            message = "this gate was made from data: there is no file to read again"
            raise GateError(message)
        self._reloader.reload()

    def _hear(self, attempt: Attempt) -> None:
        for callback in self._callbacks:
            try:
                callback(attempt)
            except Exception:  # a callback's trouble is not the call's
                logger.exception("a callback of on_attempt raised")

    def explain(
        self, *, model: str | None = None, prompt_tokens: int | None = None, **call: Any
    ) -> Plan:
        """Which rungs a call would have, and which would hold it; nothing is sent.

        The prompt is given as ``messages`` or ``prompt``, with ``tools`` if any, or as a
        number of ``prompt_tokens``; ``max_tokens`` is the output that is asked for.
        """
        if prompt_tokens is not None:
            call = {"prompt": "", **call}
        checked, means = checked_call({"model": model, **call}), self._current()
        asked = means.registry.model(model)
        arguments = {**checked.options, "messages": checked.messages}
        names = [asked.name, *asked.ladder("context_window")]
        models = [means.registry.model(name) for name in names]
        plan = means.foresight.plan(models, arguments, prompt_tokens)
        outlines = [model.deployments[0].outline() for model in models]
        choices = [means.transport.carrier_for(each, arguments) for each in outlines]
        return plan.carried_by(choices)

    def on_attempt(self, callback: Callable[[Attempt], object]) -> None:
        """Have each attempt of every call told to ``callback``, as it ends.

        It is called by whichever thread or task made the call, and by the garbage collector
        for a stream that was dropped. Raises `InvalidCallError` for a coroutine function.
        """
        if iscoroutinefunction(callback):
            message = f"on_attempt takes a function that need not be awaited, not {callback!r}"
            raise InvalidCallError(message)
        self._callbacks.append(callback)

    def model_name(self, name: str | None = None) -> str:
        """The internal name behind a name or alias; the default model's for None."""
        return self._current().registry.model(name).name

    def close(self) -> None:
        """Give back what the gate holds; it can be used again."""
        self._means.transport.close()

    async def aclose(self) -> None:
        """Same as `close`, and for what the running event loop holds."""
        await self._means.transport.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


def answer_or_raise(result: Completion | Failed) -> Completion:
    """The answer, or the failure as an exception."""
    if isinstance(result, Failed):
        raise api_error(result)
    return result
