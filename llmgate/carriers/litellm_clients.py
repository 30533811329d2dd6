"""LiteLLM's cached HTTP clients, closed with the event loop that they belong to.

LiteLLM keeps a client for every event loop it ever met, and with it the sockets. Python
closes a loop's async generators when ``asyncio.run`` ends, while the loop still runs, so a
generator that was begun on the loop is told in time.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

from llmgate.carriers.litellm_process import litellm_module, litellm_part

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


HTTP_HANDLER = "llms.custom_httpx.http_handler"
AIOHTTP_ROUTES = "main"
LOGGING_WORKER = "litellm_core_utils.logging_worker"
# Seconds that a loop's end waits for LiteLLM's callbacks.
LOGGING_TIMEOUT = 2.0


class OwnLoopClient:
    """Stands for the HTTP client that LiteLLM shares among all event loops.

    A connection belongs to the loop that opened it: shared, it outlives its loop, and is
    torn down under the calls of another one. This hands out one for each loop instead.
    """

    def __getattr__(self, name: str) -> Any:
        client = litellm_part(HTTP_HANDLER).get_async_httpx_client(llm_provider="llmgate")
        return getattr(client, name)


def timed_client(seconds: float, *, like: Any) -> Any:
    """A client of LiteLLM's with a time-out, of the sync or the async kind as another one is.

    LiteLLM keeps one for each time-out and, if async, each event loop. Odd time-outs are
    rounded up, so that these stay few.
    """
    handlers = litellm_part(HTTP_HANDLER)
    params = {"timeout": rounded_up(seconds)}
    if isinstance(like, handlers.HTTPHandler):
        return handlers._get_httpx_client(params=params)  # noqa: SLF001  (it has no other name)
    return handlers.get_async_httpx_client(llm_provider="llmgate", params=params)


def rounded_up(seconds: float) -> float:
    """Seconds, rounded up to two significant digits."""
    unit = 10.0 ** (math.floor(math.log10(seconds)) - 1)
    return math.ceil(seconds / unit) * unit


# LiteLLM has one set of clients for each event loop, however many gates there are: the last
# of them to leave closes it.
_guards: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncGenerator[None]] = WeakKeyDictionary()
_users: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakSet[LoopClients]] = WeakKeyDictionary()


class LoopClients:
    """One gate's part in the clients of each event loop on which it made a call."""

    async def guard(self) -> None:
        """See to it that the running loop's clients are closed when it ends."""
        loop = asyncio.get_running_loop()
        _users.setdefault(loop, WeakSet()).add(self)
        if loop not in _guards:
            litellm = litellm_module()
            if not isinstance(litellm.module_level_aclient, OwnLoopClient):
                litellm.module_level_aclient = OwnLoopClient()
            guard = _guards[loop] = close_at_the_end(loop)
            await anext(guard)

    async def close(self) -> None:
        """Leave the running loop's clients, and close them if no other gate uses them."""
        loop = asyncio.get_running_loop()
        users = _users.get(loop)
        if users is None or self not in users:
            return
        users.discard(self)
        if not users and (guard := _guards.pop(loop, None)) is not None:
            await guard.aclose()


async def close_at_the_end(loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None]:
    """A generator whose closing closes the loop's clients."""
    try:
        yield
    finally:
        await close_clients(loop)


async def close_clients(loop: asyncio.AbstractEventLoop) -> None:
    """Close every client that LiteLLM has cached for a loop, and forget it."""
    await end_logging(loop)
    cache = litellm_module().in_memory_llm_clients_cache
    for key in [key for key in list(cache.cache_dict) if str(key).endswith(f"-{id(loop)}")]:
        client = cache.cache_dict.pop(key, None)
        cache.ttl_dict.pop(key, None)
        await close_client(client)
    await close_session(loop)


async def close_session(loop: asyncio.AbstractEventLoop) -> None:
    """Close the session of the routes that aiohttp carries, if it is of this loop.

    LiteLLM has one for the process: open, it keeps its loop's sockets, and fails in another.
    """
    handler = litellm_part(AIOHTTP_ROUTES).base_llm_aiohttp_handler
    session = handler.client_session
    if getattr(session, "_loop", None) is loop:
        handler.client_session = None
        await session.close()


async def end_logging(loop: asyncio.AbstractEventLoop) -> None:
    """Let LiteLLM's background logging finish on its loop; else it haunts the next one.

    The worker is one for the process, and another thread's loop may take it over meanwhile:
    only this loop's tasks are ended here, where its own ``stop`` would end those of both.
    """
    worker = litellm_part(LOGGING_WORKER).GLOBAL_LOGGING_WORKER
    if getattr(worker, "_bound_loop", None) is not loop:
        return
    with suppress(TimeoutError):
        await asyncio.wait_for(worker.clear_queue(), LOGGING_TIMEOUT)
    names = ("_worker_task", "_timeout_summary_task")
    tasks = [*worker._running_tasks, *(getattr(worker, name, None) for name in names)]  # noqa: SLF001  (it has no other name)
    ours = [task for task in tasks if task is not None and task.get_loop() is loop]
    for task in ours:
        task.cancel()
    await asyncio.gather(*ours, return_exceptions=True)


async def close_client(client: Any) -> None:
    """Close an SDK client or LiteLLM's wrapper of an httpx one."""
    inner = getattr(client, "client", None)
    for part in (client, inner):
        close = getattr(part, "aclose", None) or getattr(part, "close", None)
        if callable(close):
            result = close()
            if asyncio.iscoroutine(result):
                await result
            return
