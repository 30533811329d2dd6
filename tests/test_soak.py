"""An hour of trouble in a minute: every call ends as it should, and nothing is left behind."""

import logging

import pytest
from soak import soak

THREADS, TASKS, CALLS = 8, 40, 1_200

# Threads that make LiteLLM's first call for an endpoint at the same time each make a client of
# it; LiteLLM keeps one and lets the others, with their sockets, to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:.*unclosed.*socket")


def test_every_call_ends_in_its_own_answer_or_a_typed_error(caplog):
    """Counts add up, no answer is another's, and threads and descriptors do not grow."""
    caplog.set_level(logging.CRITICAL, logger="llmgate")
    counts, before, after = soak(CALLS, THREADS, TASKS)
    assert (counts.calls, counts.wrong, counts.late) == (CALLS, [], 0)
    assert counts.heard == counts.attempts
    assert counts.answers > CALLS / 2
    assert after.threads <= before.threads
    assert after.descriptors <= before.descriptors + THREADS * 4
