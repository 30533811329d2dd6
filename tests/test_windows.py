"""How much a model holds, and who says so."""

import pytest

import llmgate.sizing.windows
from llmgate.config import load_dict
from llmgate.models.registry import Registry
from llmgate.sizing.windows import REMEMBERED_FOR, Window, Windows


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self):
        """Tell the time."""
        return self.now


def deployment(**model):
    """The only deployment of a model."""
    config = load_dict({"models": {"m": {"route": "openai/gpt-4o-mini", **model}}})
    return Registry(config, {}).model("m").deployments[0]


def test_the_catalogue_knows_most_models():
    """Without a word from file or vendor, LiteLLM's catalogue counts."""
    assert Windows().of(deployment()) == Window(128_000, "catalogue", with_output=True)


def test_the_file_comes_before_the_catalogue():
    """What the user wrote is known better."""
    assert Windows().of(deployment(context_window=9_000)).source == "file"


def test_the_vendor_s_word_comes_before_the_file():
    """A refusal states what is true now."""
    windows, place = Windows(), deployment(context_window=9_000)
    windows.learn(place, 4_096)
    assert windows.of(place) == Window(4_096, "vendor", with_output=True)


def test_a_statement_holds_for_its_endpoint_alone():
    """The same route at another base URL may be another server."""
    windows = Windows()
    windows.learn(deployment(api_base="http://one.test"), 4_096)
    assert windows.of(deployment(api_base="http://two.test")).source == "catalogue"


def test_a_statement_expires():
    """A server may be started anew with a wider window."""
    clock = Clock()
    windows, place = Windows(clock), deployment()
    windows.learn(place, 4_096)
    clock.now = REMEMBERED_FOR
    assert windows.of(place).source == "catalogue"


def test_a_route_that_nobody_knows_has_no_window():
    """A private model's window is None until somebody states it."""
    assert Windows().of(deployment(route="hosted_vllm/mine")) is None


def test_gemini_counts_the_prompt_alone():
    """Its output has a limit of its own."""
    assert Windows().of(deployment(route="gemini/gemini-2.5-pro")).with_output is False


def test_memory_is_bounded(monkeypatch):
    """The oldest statement gives way."""
    monkeypatch.setattr(llmgate.sizing.windows, "MOST_REMEMBERED", 2)
    windows = Windows()
    places = [deployment(api_base=f"http://{name}.test") for name in ("a", "b", "c")]
    for place in places:
        windows.learn(place, 4_096)
    assert [windows.of(place).source for place in places] == ["catalogue", "vendor", "vendor"]


@pytest.mark.parametrize("route", ["openai/nobody-knows-this", "made-up/model"])
def test_unknown_routes_are_no_error(route):
    """The catalogue has no entry, and that is all."""
    assert Windows().of(deployment(route=route)) is None
