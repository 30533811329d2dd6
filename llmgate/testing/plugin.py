"""The pytest plugin: `fake_providers` and `scripted_transport` as fixtures.

Loaded into every run of pytest where llmgate is installed, so it imports what a fixture
needs when the fixture is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.testing.scripted import ScriptedTransport
    from llmgate.testing.server import FakeProviders


@pytest.fixture
def fake_providers() -> Iterator[FakeProviders]:
    """The vendors on loopback, fresh for each test."""
    from llmgate.testing.server import FakeProviders  # noqa: PLC0415

    with FakeProviders() as providers:
        yield providers


@pytest.fixture
def scripted_transport() -> ScriptedTransport:
    """A carrier's double with an empty script."""
    from llmgate.testing.scripted import ScriptedTransport  # noqa: PLC0415

    return ScriptedTransport()
