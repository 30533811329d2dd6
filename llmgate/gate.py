"""`Gate`: one models.yaml, and the four ways to ask it."""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from llmgate.api_error import api_error
from llmgate.call import checked_call
from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.conversations import Conversations
from llmgate.driver import arun, run
from llmgate.foresight import Foresight
from llmgate.ladder import Ladder, Means
from llmgate.steps import Failed, Streaming
from llmgate.stream import AsyncStream, Stream

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
    ``transport`` who carries requests, ``clock`` a source of seconds.
    """

    def __init__(
        self,
        config: Config,
        *,
        environ: Mapping[str, str] | None = None,
        transport: Transport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        from llmgate.registry import Registry  # noqa: PLC0415  (see `from_yaml`)

        self._means = Means(
            registry=Registry(config, os.environ if environ is None else environ),
            transport=transport or LiteLLMCarrier(),
            foresight=Foresight(clock),
            conversations=Conversations(),
            clock=clock,
        )
        self._callbacks: list[Callable[[Attempt], object]] = []

    @classmethod
    def from_yaml(cls, path: str | Path, **options: Any) -> Self:
        """The gate of a models.yaml. Raises `ConfigError` with every mistake in the file."""
        # Reading a configuration takes Pydantic and YAML, most of what the package imports.
        from llmgate.config import load_file  # noqa: PLC0415

        return cls(load_file(path), **options)

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
        result = run(self._ladder(arguments).climb(), self._means.transport)
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
        result = await arun(self._ladder(arguments).climb(), self._means.transport)
        if isinstance(result, Streaming):
            return AsyncStream(result)
        return answer_or_raise(result)

    def _ladder(self, arguments: dict[str, Any]) -> Ladder:
        call = checked_call(arguments)
        return Ladder(call, self._means, self._hear)

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
        checked = checked_call({"model": model, **call})
        asked = self._means.registry.model(model)
        arguments = {**checked.options, "messages": checked.messages}
        names = [asked.name, *asked.ladder("context_window")]
        models = (self._means.registry.model(name) for name in names)
        return self._means.foresight.plan(models, arguments, prompt_tokens)

    def on_attempt(self, callback: Callable[[Attempt], object]) -> None:
        """Have each attempt of every call told to ``callback``, as it ends."""
        self._callbacks.append(callback)

    def model_name(self, name: str | None = None) -> str:
        """The internal name behind a name or alias; the default model's for None."""
        return self._means.registry.model(name).name

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
