"""For every ordered pair of vendors: what is one's reaches the other in no way of calling."""

from __future__ import annotations

import itertools

import pytest
from conftest import VENDORS

import llmgate
from llmgate.testing import Fail, FakeModel, FakeProviders, Quota, RateLimit, Refuse

CAUSES = {
    "rate_limit": RateLimit(),
    "quota": Quota(),
    "unavailable": Fail(503),
    "auth": Fail(401),
    "not_found": Fail(404),
}
CALLERS = {
    "extra_headers": {"x-caller": "callers-header"},
    "extra_body": {"metadata": {"who": "callers-body"}},
    "extra_query": {"who": "callers-query"},
}
MARKS = ("callers-header", "callers-body", "callers-query", "callers-base")
PAIRS = list(itertools.permutations(VENDORS, 2))


@pytest.fixture(scope="module")
def vendors():
    """Vendors who take two keys each: the file's and the caller's."""
    keys = {name: (f"sk-file-{name}", f"sk-caller-{name}", f"sk-other-{name}") for name in VENDORS}
    with FakeProviders(default=FakeModel(10_000, 800), keys=keys) as vendors:
        yield vendors


def model(vendors, name, **fields):
    """A model of the file with a key and a header of its own."""
    return {
        **VENDORS[name],
        "api_key": f"sk-file-{name}",
        "headers": {"x-team": f"team-of-{name}"},
        **fields,
    }


def gate_of(vendors, first, second):
    """A gate whose first model falls back to the second at once."""
    models = {
        "asked": model(vendors, first, fallbacks=["other"]),
        "other": model(vendors, second),
    }
    config = {"models": models, "defaults": {"retries": 0}}
    return llmgate.Gate.from_dict(config, environ=vendors.environ())


def seen_by(vendors, vendor, since):
    """Everything that a vendor received, as text."""
    return " ".join(
        f"{request.path} {request.query} {request.headers} {request.body}"
        for request in vendors.requests[since:]
        if request.vendor == vendor
    )


def leaked(text, marks):
    """Return the marks that stand in a text."""
    return [mark for mark in marks if mark in text]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nothing_of_one_model_reaches_the_other(ask, vendors, pair):
    """Whatever made the first fail: keys, headers and addresses stay where they belong."""
    first, second = pair
    for fault in CAUSES.values():
        since = len(vendors.requests)
        gate = gate_of(vendors, first, second)
        vendors.script(first, fault)
        reply = ask(gate, model="asked", prompt="x")
        there, here = seen_by(vendors, second, since), seen_by(vendors, first, since)
        assert (reply.model_name, leaked(there, (f"sk-file-{first}", f"team-of-{first}"))) == (
            "other",
            [],
        )
        assert leaked(here, (f"sk-file-{second}", f"team-of-{second}")) == []


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_what_the_caller_gave_reaches_the_model_asked_for_alone(ask, vendors, pair):
    """A key, an address, headers, a body and a query of one call are for its vendor only."""
    first, second = pair
    gate, since = gate_of(vendors, first, second), len(vendors.requests)
    vendors.script(first, Fail(503))
    base = vendors.url(first)
    reply = ask(
        gate, model="asked", prompt="x", api_key=f"sk-caller-{first}", api_base=base, **CALLERS
    )
    there, here = seen_by(vendors, second, since), seen_by(vendors, first, since)
    marks = (f"sk-caller-{first}", *MARKS)
    assert (reply.model_name, leaked(there, marks)) == ("other", [])
    given = [f"sk-caller-{first}", "callers-header"]
    assert leaked(here, given) == given


@pytest.mark.parametrize("vendor", VENDORS)
def test_deployments_have_keys_of_their_own(ask, vendors, vendor):
    """The second deployment gets its own key and header, and nothing of the first."""
    kept = {"route", "api_base", "api_version"} & VENDORS[vendor].keys()
    place = {name: VENDORS[vendor][name] for name in kept}
    deployments = [{**place, "api_key": f"sk-{whose}-{vendor}"} for whose in ("file", "other")]
    asked = {"deployments": deployments, "max_output_tokens": 800}
    config = {"models": {"asked": asked}, "defaults": {"retries": 0}}
    gate, since = llmgate.Gate.from_dict(config, environ=vendors.environ()), len(vendors.requests)
    vendors.script(vendor, RateLimit())
    reply = ask(gate, model="asked", prompt="x")
    first, second = (str(request.headers) for request in vendors.requests[since:])
    keys = [leaked(text, (f"sk-file-{vendor}", f"sk-other-{vendor}")) for text in (first, second)]
    assert ([len(each) for each in keys], keys[0] != keys[1]) == ([1, 1], True)
    assert len(reply.attempts) == 2


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_an_overflow_takes_nothing_along(ask_plain, vendors, pair):
    """Climbing the ladder is no different from falling back."""
    first, second = pair
    gate, since = gate_of(vendors, first, second), len(vendors.requests)
    said = {"error": {"message": "This model's maximum context length is 10 tokens."}}
    vendors.script(first, Refuse(400, said))
    ask_plain(gate, model="asked", prompt="x", **CALLERS)
    there = seen_by(vendors, second, since)
    assert leaked(there, (*MARKS, f"sk-file-{first}", f"team-of-{first}")) == []
