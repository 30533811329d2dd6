"""The causes of real providers' errors."""

import pytest
from provider_errors import entries, errors, expected_reason, failure_of_entry

from llmgate.causes.cause import cause_of

CERTAIN = [entry for entry in errors() if not entry.get("ambiguous")]
OVERFLOWS = [entry for entry in CERTAIN if entry["class"] == "overflow"]
OTHERS = [entry for entry in CERTAIN if entry["class"] == "not_overflow"]
LABELLED = [entry for entry in CERTAIN if expected_reason(entry)]


def name(entry):
    """What a test of an entry is called."""
    return entry["id"]


def test_ids_are_unique():
    """Every entry has an id of its own."""
    ids = [entry["id"] for entry in entries()]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("entry", OVERFLOWS, ids=name)
def test_overflow_is_recognised(entry):
    """An overflow is known as one, whoever says it and however."""
    assert cause_of(failure_of_entry(entry)).reason == "context_window"


@pytest.mark.parametrize("entry", OTHERS, ids=name)
def test_no_false_alarm(entry):
    """What is no overflow is not taken for one."""
    assert cause_of(failure_of_entry(entry)).reason != "context_window"


def test_reasons_are_told_apart():
    """Every other reason is known as well."""
    wrong = {
        entry["id"]
        for entry in LABELLED
        if cause_of(failure_of_entry(entry)).reason != expected_reason(entry)
    }
    assert wrong == set()


@pytest.mark.parametrize("entry", OVERFLOWS, ids=name)
def test_stated_numbers_make_an_overflow(entry):
    """The prompt and the output that are stated exceed the window that is stated."""
    cause = cause_of(failure_of_entry(entry))
    needed = (cause.prompt_tokens or 0) + (cause.requested_tokens or 1)
    assert cause.prompt_tokens is None or cause.window is None or needed > cause.window
