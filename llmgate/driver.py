"""What the policy says, done: the only code of a call that waits, once sync, once awaited."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from llmgate.keys.credentials import FetchedKey, KeyTimeoutError, MissingCredentialError
from llmgate.keys.interruption import Untraced
from llmgate.policy.patience import LEAST
from llmgate.policy.steps import Primed, Unsent
from llmgate.transport import AsyncChunkSource, CarrierError, ChunkSource, Failure

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeAlias

    from llmgate.answer.assembler import Assembler
    from llmgate.keys.secret import Secret
    from llmgate.policy.means import Means
    from llmgate.policy.steps import Outcome, Result, Send
    from llmgate.transport import Transport

    Steps: TypeAlias = Generator[Send, Outcome, Result]

UNTRACED = Untraced()


def run(steps: Steps, means: Means) -> Result:
    """Do each step until the policy has a result."""
    try:
        step = next(steps)
        while True:
            if step.after:
                means.timing.sleep(step.after)
            with UNTRACED:
                outcome = attempt(step, means.transport)
            step = steps.send(outcome)
    except StopIteration as done:
        result: Result = done.value
        return result
    finally:
        steps.close()


async def arun(steps: Steps, means: Means) -> Result:
    """Same as `run`, but awaited."""
    try:
        step = next(steps)
        while True:
            if step.after:
                await means.timing.asleep(step.after)
            with UNTRACED:
                outcome = await aattempt(step, means.transport)
            step = steps.send(outcome)
    except StopIteration as done:
        result: Result = done.value
        return result
    finally:
        steps.close()


def attempt(step: Send, transport: Transport) -> Outcome:
    """Send one request; a failure is an outcome like any other."""
    try:
        step = with_key(step)
        if step.assembler is None:
            return transport.send(step.request)
        return prime(transport.stream(step.request), step.assembler, monotonic() + step.limit)
    except CarrierError as error:
        return error.failure
    except MissingCredentialError as error:
        return unsent(error)


async def aattempt(step: Send, transport: Transport) -> Outcome:
    """Same as `attempt`, but awaited."""
    try:
        return await in_time(await awith_key(step), transport)
    except CarrierError as error:
        return error.failure
    except MissingCredentialError as error:
        return unsent(error)


async def in_time(step: Send, transport: Transport) -> Outcome:
    """Send one request, and wait no longer than its limit; who cancels us is not late."""
    timeout = asyncio.timeout(step.limit)
    try:
        async with timeout:
            if step.assembler is None:
                return await transport.asend(step.request)
            return await aprime(await transport.astream(step.request), step.assembler)
    except TimeoutError:
        if not timeout.expired():
            raise
        return late(step.limit)


def late(limit: float) -> Failure:
    """The failure of an attempt that took too long."""
    return Failure("Timeout", f"there was no answer within {limit:.3g} s")


def unsent(error: MissingCredentialError) -> Unsent:
    """Why a request was not sent."""
    kind = "Timeout" if isinstance(error, KeyTimeoutError) else "AuthenticationError"
    return Unsent(Failure(kind, str(error)))


def with_key(step: Send) -> Send:
    """The step with its key fetched, in the time that the attempt has."""
    key, begun = step.request.endpoint.api_key, monotonic()
    if not isinstance(key, FetchedKey):
        return step
    return keyed(step, key.get(step.request.timeout), monotonic() - begun)


async def awith_key(step: Send) -> Send:
    """Same as `with_key`, but awaited."""
    key, begun = step.request.endpoint.api_key, monotonic()
    if not isinstance(key, FetchedKey):
        return step
    return keyed(step, await key.aget(step.request.timeout), monotonic() - begun)


def keyed(step: Send, key: Secret, took: float) -> Send:
    """The step with this key, and with what its fetch has left of the seconds."""
    limit = max(step.limit - took, LEAST)
    endpoint = replace(step.request.endpoint, api_key=key)
    timeout = min(step.request.timeout, limit)
    return replace(
        step, request=replace(step.request, endpoint=endpoint, timeout=timeout), limit=limit
    )


def prime(source: ChunkSource, assembler: Assembler, until: float) -> Primed:
    """Read a stream until there is something to hand on.

    Until then nothing has reached the caller, so a refusal that comes after the opening
    chunks can still be answered by another rung. ``until`` is on the monotonic clock: a
    vendor may send chunk after chunk with nothing in them.
    """
    begun = monotonic()
    chunks = []
    try:
        for raw in source:
            if (chunk := assembler.feed(raw)) is not None:
                chunks.append(chunk)
            if assembler.has_output:
                return Primed(source, assembler, chunks, ended=False)
            if monotonic() > until:
                raise CarrierError(late(until - begun))  # noqa: TRY301  (closed as all others)
    except BaseException:
        source.close()
        raise
    source.close()
    return Primed(source, assembler, chunks, ended=True)


async def aprime(source: AsyncChunkSource, assembler: Assembler) -> Primed:
    """Same as `prime`, but awaited."""
    chunks = []
    try:
        async for raw in source:
            if (chunk := assembler.feed(raw)) is not None:
                chunks.append(chunk)
            if assembler.has_output:
                return Primed(source, assembler, chunks, ended=False)
    except BaseException:
        await source.aclose()
        raise
    await source.aclose()
    return Primed(source, assembler, chunks, ended=True)
