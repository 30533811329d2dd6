"""Fixtures of the tests that call the direct carrier itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from direct_calls import asend, astream, send, stream

from llmgate.carriers.direct import DirectCarrier

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def direct() -> Iterator[DirectCarrier]:
    """A carrier whose connections are closed with the test."""
    carrier = DirectCarrier()
    yield carrier
    carrier.close()


@pytest.fixture(params=[send, asend], ids=["sync", "async"])
def plainly(request: pytest.FixtureRequest) -> Any:
    """Each of the two ways without a stream."""
    return request.param


@pytest.fixture(params=[stream, astream], ids=["sync stream", "async stream"])
def in_chunks(request: pytest.FixtureRequest) -> Any:
    """Each of the two ways with a stream."""
    return request.param


@pytest.fixture(params=[send, asend, stream, astream])
def each_way(request: pytest.FixtureRequest) -> Any:
    """Each of the four ways."""
    return request.param
