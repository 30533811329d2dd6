"""Real answers of providers over the direct carrier: its verdict is the classifier's own."""

import pytest
from provider_errors import errors, expected_reason, failure_of_entry
from replay import DELIVERIES, PLAIN, STREAMED, outcome, replaying, request_for, ways_of

from llmgate.carriers.direct import DirectCarrier
from llmgate.causes.cause import cause_of

ERRORS = errors()


def overflows(failure):
    """Whether a failure is an overflow; None if there is no failure."""
    return None if failure is None else cause_of(failure).reason == "context_window"


def verdicts(entries, way):
    """What the direct carrier leaves of each entry."""
    call = (PLAIN | STREAMED)[way]
    carrier = DirectCarrier()
    with replaying(entries) as server:
        found = {}
        for number, entry in enumerate(entries):
            request = request_for("openai/any", server.base(number), stream=way in STREAMED)
            found[entry["id"]] = overflows(outcome(call, carrier, request))
    carrier.close()
    return found


@pytest.mark.parametrize("way", [*PLAIN, *STREAMED])
def test_a_verdict_is_that_of_the_failure_itself(way):
    """Nothing of what a vendor says is lost on the way."""
    entries = [entry for entry in ERRORS if way in ways_of(entry)]
    told = {entry["id"]: overflows(failure_of_entry(entry)) for entry in entries}
    found = verdicts(entries, way)
    assert {name: told[name] for name in told if told[name] != found[name]} == {}


@pytest.mark.parametrize("way", STREAMED)
@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_refusal_in_a_stream_is_heard(way, delivery):
    """As its first event, after the role, or as a bare body."""
    entries = [
        entry | {"delivery": delivery}
        for entry in ERRORS
        if entry["stream_event"]
        and not entry.get("ambiguous")
        and way in ways_of(entry)
        and expected_reason(entry)
    ]
    wanted = {entry["id"]: expected_reason(entry) == "context_window" for entry in entries}
    assert verdicts(entries, way) == wanted
