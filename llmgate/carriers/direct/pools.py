"""One set of pools for all sync callers of a process, and one for each event loop.

Carriers share them and are counted: what the last carrier gives back is closed. A loop's
pools are closed when the loop ends, by an async generator that ``asyncio.run`` closes while
the loop still runs. A forked child begins with none, and never touches its parent's.
"""

from __future__ import annotations

import asyncio
import os
import threading
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakSet

import httpcore

from llmgate.carriers.direct.connections import Pools
from llmgate.carriers.direct.lean import AsyncLeanPool, LeanPool

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

SYNC_KINDS = (LeanPool, httpcore.HTTPProxy, httpcore.SOCKSProxy)
ASYNC_KINDS = (AsyncLeanPool, httpcore.AsyncHTTPProxy, httpcore.AsyncSOCKSProxy)


SyncPool = LeanPool | httpcore.ConnectionPool
AsyncPool = AsyncLeanPool | httpcore.AsyncConnectionPool


class SyncPools(Pools[SyncPool]):
    """The pools of all sync callers."""

    def __init__(self) -> None:
        super().__init__(SYNC_KINDS)
        self.users: WeakSet[object] = WeakSet()

    def close(self) -> None:
        """Close every connection."""
        for pool in self.drain():
            pool.close()


class LoopPools(Pools[AsyncPool]):
    """The pools of one event loop; ``forget`` is called once they are closed."""

    def __init__(self, forget: Callable[[], object]) -> None:
        super().__init__(ASYNC_KINDS)
        self._forget = forget
        self.users: WeakSet[object] = WeakSet()
        self._guard = self._close_at_the_end()

    async def watch(self) -> None:
        """See to it that the connections are closed when the running loop ends."""
        await anext(self._guard)

    async def _close_at_the_end(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._forget()
            for pool in self.drain():
                await pool.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._guard.aclose()


class Shared:
    """All the pools of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sync = SyncPools()
        self.loops: dict[asyncio.AbstractEventLoop, LoopPools] = {}

    def for_threads(self, user: object) -> SyncPools:
        """The pools of sync callers, used by one more carrier."""
        if user not in self.sync.users:
            with self.lock:
                self.sync.users.add(user)
        return self.sync

    async def for_loop(self, user: object) -> LoopPools:
        """The pools of the running loop, used by one more carrier."""
        loop = asyncio.get_running_loop()
        pools = self.loops.get(loop)
        if pools is None:
            # A loop whose pools are in the table would not be collected: they know it.
            pools = self.loops[loop] = LoopPools(partial(self.loops.pop, loop, None))
            await pools.watch()
        if user not in pools.users:
            pools.users.add(user)
        return pools

    def give_back(self, user: object) -> None:
        """A carrier needs the sync pools no more; after the last one they are closed."""
        with self.lock:
            self.sync.users.discard(user)
            unused, self.sync = (None, self.sync) if self.sync.users else (self.sync, SyncPools())
        if unused is not None:
            unused.close()

    async def agive_back(self, user: object) -> None:
        """Same as `give_back`, for the pools of the running loop."""
        loop = asyncio.get_running_loop()
        pools = self.loops.get(loop)
        if pools is None:
            return
        pools.users.discard(user)
        if not pools.users:
            await pools.aclose()


_shared = Shared()
# A child's view of its parent's pools, kept from being closed as it is collected.
_inherited: list[Shared] = []


def shared() -> Shared:
    """The pools of this process."""
    return _shared


def begin_anew() -> None:
    """In a forked child: leave the parent's connections to the parent."""
    global _shared  # noqa: PLW0603  (one for a process is what it is)
    _inherited.append(_shared)
    _shared = Shared()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=begin_anew)
