"""The direct carrier beside LiteLLM: the same request arrives, and the same comes back."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from itertools import product

import pytest
from carrying import PLAIN, STREAMED, WAYS
from differences import DIFFERENCES, OPENAI
from differential import ROUTES, Bench, Case
from differential_answers import ANSWERS, REFUSALS
from differential_requests import CONVERSATIONS, KEYWORDS, PLACES, REQUESTS
from differential_streams import STREAMS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from loopback import Loopback

from llmgate.vendors.openai_wire import PROVIDERS

# LiteLLM puts answers into models that they do not fit, and pydantic warns of that.
pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")

USUAL = REQUESTS["nothing more"]
STREAMED_USUAL = {**USUAL, "stream_options": {"include_usage": True}}

# Minutes, for a release of LiteLLM: ``make differential``.
EVERYTHING = bool(os.environ.get("DIFFERENTIAL"))
IN_FULL = {OPENAI, "azure/gpt-4o-mini"}
SHARE = 4


@pytest.fixture(scope="module")
def bench():
    """Both carriers and their vendor, shared by the tests of a process."""
    with Loopback() as vendor, asyncio.Runner() as runner:
        bench = Bench(vendor, runner)
        yield bench
        bench.close()


def cases(route):
    """Everything that is tried at a route, each case with the ways in which it is tried.

    What is most used is tried in full. Of the others each tries each request in one way, and
    one route of each provider some of the answers: together they try them all.
    """
    if EVERYTHING or route in IN_FULL:
        yield from in_full(route)
        return
    turn = ROUTES.index(route)
    yield from in_turn(requests(route), WAYS, turn)
    if route in FIRST.values():
        yield from in_turn(answers(route)[turn % SHARE :: SHARE], PLAIN, turn)
        yield from in_turn(streams(route)[turn % SHARE :: SHARE], STREAMED, turn)


def in_full(route):
    """Each case in each way."""
    yield from product(requests(route), WAYS)
    yield from product(places(route), WAYS)
    yield from product(answers(route), PLAIN)
    yield from product(streams(route), STREAMED)


def in_turn(some, ways, turn):
    """Each case in one way, another one each time."""
    return [(case, ways[(turn + at) % len(ways)]) for at, case in enumerate(some)]


def requests(route):
    """What is asked."""
    return [Case(route, f"request: {name}", asked) for name, asked in REQUESTS.items()]


def answers(route):
    """The whole answers, and the refusals."""
    return [
        Case(route, f"answer: {name}", USUAL, delivery)
        for name, delivery in (ANSWERS | REFUSALS).items()
    ]


def streams(route):
    """The streams, and the refusals of one."""
    return [
        Case(route, f"stream: {name}", STREAMED_USUAL, delivery)
        for name, delivery in (STREAMS | REFUSALS).items()
    ]


def places(route):
    """The addresses and credentials of a route's provider."""
    return [
        Case(at, f"place: {name}", USUAL, endpoint=endpoint)
        for name, (at, endpoint) in PLACES.items()
        if at.partition("/")[0] == route.partition("/")[0]
    ]


# Vendors' answers are read alike for all models of a provider.
FIRST = {route.partition("/")[0]: route for route in reversed(ROUTES)}


def unexplained(found):
    """The mismatches that the table does not know."""
    return [str(one) for one in found if not any(known.covers(one) for known in DIFFERENCES)]


def test_every_provider_is_tried():
    """No provider of the direct carrier's table is missing here."""
    assert PROVIDERS.keys() - FIRST.keys() == set()


@pytest.mark.parametrize("route", [route for route in ROUTES if route.split("/")[0] in PROVIDERS])
def test_carriers_are_alike(bench, route):
    """What arrives and what comes back is the same, but for the differences of the table."""
    found = [one for case, way in cases(route) for one in bench.compared(case, way)]
    assert unexplained(found) == []


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.why)
def test_difference_is_still_there(bench, difference):
    """Each entry of the table is needed: its example shows it."""
    route, name = difference.example
    found = [
        one
        for case, way in in_full(route)
        if case.name == name
        for one in bench.compared(case, way)
    ]
    assert any(difference.covers(one) for one in found)


def explained_by_any(one, names):
    """Whether the table knows a mismatch of a request that is several of the corpus in one."""
    cases = [replace(one, case=f"request: {name}") for name in names]
    return any(known.covers(case) for known in DIFFERENCES for case in cases)


@settings(
    max_examples=2_000 if EVERYTHING else 40, derandomize=not EVERYTHING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(
    route=st.sampled_from(ROUTES),
    names=st.lists(st.sampled_from(sorted(KEYWORDS)), min_size=2, max_size=4, unique=True),
    conversation=st.sampled_from(sorted(CONVERSATIONS)),
    way=st.sampled_from(WAYS),
)
def test_requests_of_many_keywords_are_alike(bench, route, names, conversation, way):
    """Keywords that stand together change nothing of what each of them is alone."""
    names = [*names, conversation]
    asked = {}
    for name in names:
        asked |= REQUESTS[name]
    assume(not {"functions", "tools"} <= asked.keys())
    found = bench.compared(Case(route, "request: many of these", asked), way)
    assert [str(one) for one in found if not explained_by_any(one, names)] == []
