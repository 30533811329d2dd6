"""Many callers at once: nobody gets another one's answer."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
import pytest
from vendor_wire import VENDORS, request, text_in

from llmgate.testing import FakeProviders

THREADS = 64
TASKS = 500


@pytest.fixture
def vendors():
    """A server with nothing special about it."""
    with FakeProviders() as vendors:
        yield vendors


def question(number):
    """A question that no other call asks, and its vendor."""
    return VENDORS[number % len(VENDORS)], f"question {number}"


def test_threads_get_their_own_answers(vendors):
    """A thousand questions from many threads have a thousand answers, each the right one."""
    numbers = range(16 * THREADS)

    with httpx.Client(limits=httpx.Limits(max_connections=THREADS)) as client:

        def ask(number):
            vendor, text = question(number)
            return text_in(vendor, client.request(**request(vendors, vendor, text)).json())

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(ask, numbers))
    assert answers == [f"You said: question {number}" for number in numbers]


async def test_tasks_get_their_own_answers(vendors):
    """So have hundreds of questions that are all asked at the same moment."""
    # httpx needs seconds to hand out hundreds of connections.
    connector = aiohttp.TCPConnector(limit=TASKS)
    async with aiohttp.ClientSession(connector=connector) as client:

        async def ask(number):
            vendor, text = question(number)
            sent = request(vendors, vendor, text)
            sent.pop("timeout")
            async with client.request(**sent) as answer:
                return text_in(vendor, await answer.json())

        answers = await asyncio.gather(*map(ask, range(TASKS)))
    assert answers == [f"You said: question {number}" for number in range(TASKS)]


def test_every_request_is_recorded_once(vendors):
    """The journal numbers the requests as they come, and leaves none out."""
    with httpx.Client() as client:

        def ask(number):
            client.request(**request(vendors, "openai", str(number)))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(200)))
    seen = vendors.requests
    assert [asked.number for asked in seen] == list(range(200))
    assert {asked.text for asked in seen} == {str(number) for number in range(200)}
