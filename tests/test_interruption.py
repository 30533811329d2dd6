"""An interruption passes without the frames in which keys are held."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from llmgate.keys.interruption import Untraced


def carry(error):
    """Be interrupted while a key is at hand."""
    try:
        int("sk-very-secret-key")
    except ValueError:
        raise error  # noqa: B904  (what was handled stands behind it)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, asyncio.CancelledError, SystemExit])
def test_interruption_shows_no_key(kind):
    """It stays the same exception, and neither its frames nor what stands behind it has a key."""
    error = kind("stop")
    with pytest.raises(kind) as caught, Untraced():
        carry(error)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert (caught.value is error, [frame.name for frame in told.stack if "carry" in frame.name],
            error.__context__, error.__cause__) == (True, [], None, None)  # fmt: skip


def test_failure_keeps_its_traceback():
    """A fault is reported with all its frames."""
    with pytest.raises(RuntimeError) as caught, Untraced():
        carry(RuntimeError())
    assert caught.traceback[-1].name == "carry"
