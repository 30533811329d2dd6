"""A cancelled task and an interrupted thread stop at once, and leave nothing behind."""

import asyncio
import signal
import threading
from functools import partial

import pytest
from conftest import VENDORS
from failures import busy

import llmgate
from llmgate.testing import Hang, ScriptedTransport, Silence
from llmgate.timing import Timing

# Where a request may be when its caller gives up: before any event, and after the opening ones.
PLACES = {"before the answer": Hang(), "after the opening chunk": Silence(0)}

BUSY = busy(60)


@pytest.fixture(params=PLACES.values(), ids=PLACES.keys())
def place(request):
    """Each place at which a vendor falls silent."""
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "streamed"])
def stream(request):
    """Whether the call is streamed."""
    return request.param


@pytest.fixture
def gate(make_gate):
    """A gate that would retry, and knows a fallback, for each of the vendors."""
    models = {name: {**kind, "fallbacks": ["other"]} for name, kind in VENDORS.items()}
    models["other"] = VENDORS["openai"]
    return make_gate(models, file={"defaults": {"retries": 2}})


def left_early(request):
    """Whether the client has hung up."""
    return request.closed_early


async def cancelled(call, arrived):
    """Cancel a call when it has arrived; the tasks that are there afterwards."""
    before = asyncio.all_tasks()
    task = asyncio.ensure_future(call)
    await arrived()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return asyncio.all_tasks() - before


async def test_a_cancelled_task_stops_at_once(gate, providers, vendor, place, stream):
    """It is not retried, hangs up, and leaves no task."""
    providers.script(vendor, place)

    async def arrived():
        await asyncio.to_thread(providers.wait_for, lambda _: True)
        await asyncio.sleep(0.1)

    call = gate.acompletion(model=vendor, prompt="x", stream=stream)
    left = await cancelled(call, arrived)
    await asyncio.to_thread(providers.wait_for, left_early)
    assert len(providers.requests) == 1
    assert [task for task in left if "LoggingWorker" not in repr(task)] == []
    await gate.aclose()


async def test_a_task_cancelled_in_the_middle_of_a_stream_hangs_up(gate, providers, vendor):
    """The vendor's connection is closed, and the stream has what had come."""
    providers.script(vendor, Silence(1))
    stream = await gate.acompletion(model=vendor, prompt="a b c", stream=True)
    await anext(stream)

    async def read():
        async for _ in stream:
            pass

    await cancelled(read(), lambda: asyncio.sleep(0.1))
    await asyncio.to_thread(providers.wait_for, left_early)
    assert stream.reply.text
    await gate.aclose()


async def test_a_task_cancelled_in_a_wait_ends_there():
    """A pause between two attempts is no place to be stuck in."""
    waiting = asyncio.Event()

    async def asleep(_seconds):
        waiting.set()
        await asyncio.Event().wait()

    transport = ScriptedTransport(BUSY)
    gate = llmgate.Gate.from_dict(
        {"models": {"a": {"route": "openai/a", "api_key": "k"}}},
        transport=transport,
        timing=Timing(asleep=asleep),
    )
    await cancelled(gate.acompletion(prompt="x"), waiting.wait)
    assert len(transport.requests) == 1


@pytest.fixture
def interrupt(providers):
    """Interrupt this thread, as Ctrl-C would, once the vendor has the request."""

    def interrupted(*_):
        raise KeyboardInterrupt

    def watch(number):
        providers.wait_for(lambda request: request.number >= number)
        pause.wait(0.1)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)

    pause, before = threading.Event(), signal.signal(signal.SIGUSR1, interrupted)
    watcher = threading.Thread(target=watch, args=(0,))
    watcher.start()
    yield
    watcher.join()
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.usefixtures("interrupt")
def test_an_interrupted_thread_stops_at_once(gate, providers, vendor, place, stream):
    """It is not retried, and it hangs up."""
    providers.script(vendor, place)
    with pytest.raises(KeyboardInterrupt):
        gate.completion(model=vendor, prompt="x", stream=stream)
    providers.wait_for(left_early)
    assert len(providers.requests) == 1


@pytest.mark.usefixtures("interrupt")
def test_a_thread_interrupted_in_the_middle_of_a_stream_hangs_up(gate, providers, vendor):
    """The stream has what had come."""
    providers.script(vendor, Silence(1))
    stream = gate.completion(model=vendor, prompt="a b c", stream=True)
    with pytest.raises(KeyboardInterrupt):
        list(stream)
    providers.wait_for(left_early)
    assert stream.reply.text


async def dribble(left, reader, writer):
    """Answer with a body that comes byte by byte, until the client has ``left``."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{")
    try:
        while not writer.transport.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)
    except ConnectionError:
        pass
    finally:
        writer.close()
        left.set()


async def test_an_attempt_that_dribbles_is_ended_by_its_timeout(make_gate):
    """Seconds for one attempt are seconds, however many bytes come in them."""
    left = asyncio.Event()
    async with await asyncio.start_server(partial(dribble, left), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        base = f"http://127.0.0.1:{port}/v1"
        gate = make_gate({"writer": {**VENDORS["openai"], "api_base": base}})
        with pytest.raises(llmgate.ApiError) as caught:
            await gate.acompletion(prompt="x", timeout=0.5)
        assert caught.value.reason == "timeout"
        await gate.aclose()
        await left.wait()
