"""The HTTP server: a thread with an event loop of its own. Nothing here knows a vendor."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from llmgate.testing.deliveries import refusal
from llmgate.testing.faults import Refuse
from llmgate.testing.service import Exchange
from llmgate.testing.wires.wire import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.testing.deliveries import Delivery

BACKLOG = 4_096  # connections that wait to be accepted
IDLE = 3_600.0  # seconds: a client never meets a connection that is just being closed
LONGEST_HEADER = 1_048_576  # bytes: a token may be long
LETTING_IN = 4  # turns of the loop, from a connection that is accepted to one that is known
GRACE = 0.1  # seconds for a handler that was cancelled; there is nothing to wait for


class Listener:
    """Serves on a free port of the loopback until it is stopped.

    ``receive`` answers a request, and ``hung_up`` is told the number of a request whose client
    left before the answer was whole. What they raise is kept in ``errors``.
    """

    def __init__(
        self, receive: Callable[[Message], Exchange], hung_up: Callable[[int], None]
    ) -> None:
        self.receive = receive
        self.hung_up = hung_up
        self.errors: list[Exception] = []
        self.port: Future[int] = Future()
        self.thread = threading.Thread(target=self.run, name="llmgate-fake-providers", daemon=True)
        self.loop: asyncio.AbstractEventLoop
        self.stopping: asyncio.Event

    def start(self) -> int:
        """Begin to serve, and say on which port."""
        self.thread.start()
        return self.port.result()

    def stop(self) -> None:
        """End every connection and the thread."""
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join()

    def run(self) -> None:
        """The thread's whole life."""
        try:
            asyncio.run(self.main())
        except BaseException as error:
            if self.port.done():
                raise
            self.port.set_exception(error)

    async def main(self) -> None:
        """Serve until told to stop."""
        self.loop, self.stopping = asyncio.get_running_loop(), asyncio.Event()
        server = web.Server(
            self.handle,
            handler_cancellation=True,
            access_log=None,
            keepalive_timeout=IDLE,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
        )
        listening = await self.loop.create_server(server, "127.0.0.1", 0, backlog=BACKLOG)
        try:
            self.port.set_result(listening.sockets[0].getsockname()[1])
            await self.stopping.wait()
        finally:
            await let_nobody_in(listening)
            listening.close()
            abort(server)
            await server.shutdown(GRACE)

    async def handle(self, incoming: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        exchange = self.exchange(await received(incoming))
        sending = Sending(incoming, exchange.delivery)
        try:
            await sending.send()
        except (asyncio.CancelledError, ConnectionError) as error:
            early = not sending.over and not self.stopping.is_set()
            if early and exchange.number is not None:
                self.hung_up(exchange.number)
            if isinstance(error, asyncio.CancelledError):
                raise
        return sending.response

    def exchange(self, message: Message) -> Exchange:
        """The answer; what goes wrong in a caller's own function is kept for the caller."""
        try:
            return self.receive(message)
        except Exception as error:  # noqa: BLE001 - raised again when the server stops
            self.errors.append(error)
            return Exchange(refusal(Refuse(500, f"the fake provider itself failed: {error!r}")))


async def let_nobody_in(listening: asyncio.Server) -> None:
    """Accept no more connections, and wait for those that are being accepted to be known.

    One that a closed ``asyncio.Server`` has still accepted belongs to nobody: its client waits.
    """
    loop = listening.get_loop()
    with suppress(NotImplementedError):  # a loop of Windows that has no readers
        for socket in listening.sockets:
            loop.remove_reader(socket)
    for _ in range(LETTING_IN):
        await asyncio.sleep(0)


def abort(server: web.Server) -> None:
    """End every connection at once, whatever is still to be sent; that cancels its handler."""
    for connection in server.connections:
        if connection.transport is not None:
            connection.transport.abort()


async def received(incoming: web.BaseRequest) -> Message:
    """The request, once its body is there, however large."""
    data = await incoming.content.read()
    headers = {name.lower(): value for name, value in incoming.headers.items()}
    query = dict(incoming.query)
    try:
        return Message(incoming.path, query, headers, json.loads(data))
    except ValueError as error:
        return Message(incoming.path, query, headers, None, str(error))


class Sending:
    """One delivery under way. ``over`` is True as soon as the server is done with it."""

    def __init__(self, incoming: web.BaseRequest, delivery: Delivery) -> None:
        self.incoming = incoming
        self.delivery = delivery
        self.over = False
        self.response = web.StreamResponse(
            status=delivery.status or 200, headers=dict(delivery.headers)
        )

    async def send(self) -> None:
        """Send what there is to send, and end in the delivery's manner."""
        delivery = self.delivery
        if delivery.delay:
            await asyncio.sleep(delivery.delay)
        if delivery.status is not None:
            await self.write()
        if delivery.ending == "hold":
            await hold(delivery.hold)
        self.over = True
        if delivery.ending != "finish":
            await self.hang_up()

    async def write(self) -> None:
        """Write the head and the parts, each on its own."""
        if self.delivery.length is None:
            self.response.enable_chunked_encoding()
        else:
            self.response.content_length = self.delivery.length
        await self.response.prepare(self.incoming)
        for number, part in enumerate(self.delivery.parts):
            # Even without a pause the loop gets a turn, so that a hang-up is noticed.
            if number:
                await asyncio.sleep(self.delivery.between)
            await self.response.write(part)

    async def hang_up(self) -> None:
        """Close the connection; its end cancels this very task."""
        if self.incoming.transport is not None:
            self.incoming.transport.close()
        await hold(None)


async def hold(seconds: float | None) -> None:
    """Do nothing for so long; None is until the connection ends, which cancels the handler."""
    if seconds is None:
        await asyncio.get_running_loop().create_future()
    else:
        await asyncio.sleep(seconds)
