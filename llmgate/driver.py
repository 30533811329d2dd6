"""What the policy says, done: the only code of a call that waits, once sync, once awaited."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from llmgate.credentials import FetchedKey, MissingCredentialError
from llmgate.steps import Primed
from llmgate.transport import AsyncChunkSource, CarrierError, ChunkSource, Failure

if TYPE_CHECKING:
    from collections.abc import Generator

    from llmgate.answer.assembler import Assembler
    from llmgate.ladder import Outcome, Result
    from llmgate.steps import Send
    from llmgate.transport import Request, Transport


def run(steps: Generator[Send, Outcome, Result], transport: Transport) -> Result:
    """Do each step until the policy has a result."""
    try:
        step = next(steps)
        while True:
            step = steps.send(attempt(step, transport))
    except StopIteration as done:
        result: Result = done.value
        return result


async def arun(steps: Generator[Send, Outcome, Result], transport: Transport) -> Result:
    """Same as `run`, but awaited."""
    try:
        step = next(steps)
        while True:
            step = steps.send(await aattempt(step, transport))
    except StopIteration as done:
        result: Result = done.value
        return result


def attempt(step: Send, transport: Transport) -> Outcome:
    """Send one request; a failure is an outcome like any other."""
    try:
        request = with_key(step.request)
        if step.assembler is None:
            return transport.send(request)
        return prime(transport.stream(request), step.assembler)
    except (CarrierError, MissingCredentialError) as error:
        return failure_in(error)


async def aattempt(step: Send, transport: Transport) -> Outcome:
    """Same as `attempt`, but awaited."""
    try:
        request = await awith_key(step.request)
        if step.assembler is None:
            return await transport.asend(request)
        return await aprime(await transport.astream(request), step.assembler)
    except (CarrierError, MissingCredentialError) as error:
        return failure_in(error)


def failure_in(error: CarrierError | MissingCredentialError) -> Failure:
    """The failure that an error of the carrier's or of a credential's stands for."""
    if isinstance(error, CarrierError):
        return error.failure
    return Failure("AuthenticationError", str(error))


def with_key(request: Request) -> Request:
    """The request with its key fetched."""
    key = request.endpoint.api_key
    if not isinstance(key, FetchedKey):
        return request
    return replace(request, endpoint=replace(request.endpoint, api_key=key.get()))


async def awith_key(request: Request) -> Request:
    """Same as `with_key`; a command or file that is slow holds up nobody else."""
    key = request.endpoint.api_key
    if not isinstance(key, FetchedKey):
        return request
    fetched = key.fresh() or await asyncio.to_thread(key.get)
    return replace(request, endpoint=replace(request.endpoint, api_key=fetched))


def prime(source: ChunkSource, assembler: Assembler) -> Primed:
    """Read a stream until there is something to hand on.

    Until then nothing has reached the caller, so a refusal that comes after the opening
    chunks can still be answered by another rung.
    """
    chunks = []
    try:
        for raw in source:
            if (chunk := assembler.feed(raw)) is not None:
                chunks.append(chunk)
            if assembler.has_output:
                return Primed(source, assembler, chunks, ended=False)
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
