"""Who carries a request: as models.yaml wants it, or as it suits."""

import sys
import types

import openai
import pytest

import llmgate
from llmgate.carriers.choice import ChosenCarrier
from llmgate.keys.secret import Secret
from llmgate.transport import Endpoint

OPENAI = {
    "route": "openai/gpt-4o-mini",
    "api_base": "${OPENAI_BASE_URL}",
    "api_key": "${OPENAI_API_KEY}",
}
OUTSIDE = "is not in the table of vendors with OpenAI's wire"
HELLO = [{"role": "user", "content": "hello"}]


def chosen(route, arguments=None, **endpoint):
    """Who carries, and why."""
    choice = ChosenCarrier().carrier_for(Endpoint(route, **endpoint), arguments or {})
    return choice.carrier, choice.why


@pytest.mark.parametrize("carrier", ["auto", "litellm", "direct"])
def test_the_file_says_who_carries(make_gate, ask, carrier):
    """Of a model whose vendor speaks OpenAI's wire, either way gives the same answer."""
    gate = make_gate({"writer": {**OPENAI, "carrier": carrier}})
    reply = ask(gate, prompt="hello")
    expected = "litellm" if carrier == "litellm" else "direct"
    assert (reply.text, reply.attempts[0].carrier) == ("You said: hello", expected)


def test_the_defaults_say_it_for_every_model(make_gate):
    """And a model may say otherwise."""
    models = {"one": OPENAI, "other": {**OPENAI, "carrier": "direct"}}
    gate = make_gate(models, file={"defaults": {"carrier": "litellm"}})
    carriers = [gate.completion(model=name, prompt="x").attempts[0].carrier for name in models]
    assert carriers == ["litellm", "direct"]


def test_a_route_that_only_litellm_carries_cannot_be_direct():
    """The file is refused, whoever says it, with every place of it."""
    models = {
        "one": {"route": "anthropic/claude-sonnet-4-5"},
        "two": {"deployments": [{"route": "openai/x"}, {"route": "gemini/x"}]},
        "three": {"route": "gemini/x", "carrier": "auto"},
    }
    with pytest.raises(llmgate.ConfigError) as caught:
        llmgate.Gate.from_dict({"defaults": {"carrier": "direct"}, "models": models})
    assert [mistake.path for mistake in caught.value.mistakes] == [
        "models.one.route",
        "models.two.deployments[1].route",
    ]


def test_what_direct_does_not_cover_is_an_error_before_anything_is_sent(make_gate, ask, providers):
    """It says what to do."""
    gate = make_gate({"writer": {**OPENAI, "carrier": "direct"}})
    with pytest.raises(openai.BadRequestError, match=r"metadata.*write `carrier: auto`"):
        ask(gate, prompt="hello", metadata={"a": "b"})
    assert providers.requests == ()


@pytest.mark.parametrize(
    "route, arguments, why",
    [
        ("anthropic/claude-sonnet-4-5", {}, "not in the table"),
        ("openai/gpt-4o", {"metadata": {}}, "metadata"),
        ("openai/responses/gpt-4o", {}, "Responses"),
        ("openai/o3-pro", {}, "Responses"),
        ("openai/gpt-5.4", {"tools": [{"type": "function"}]}, "Responses"),
        ("openai/gpt-5", {"reasoning_effort": "none"}, "reasoning_effort"),
        ("openai/o1-mini", {"messages": [{"role": "system", "content": "x"}]}, "system"),
        ("deepseek/deepseek-chat", {"reasoning_effort": "low"}, "reasoning_effort"),
        ("groq/x", {"response_format": {"type": "json_object"}}, "response_format"),
        ("xai/grok-4", {"messages": [{"role": "user", "content": "x", "name": "y"}]}, "names"),
        ("sambanova/x", {"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "texts"),
        ("openai/x", {"messages": [{"role": "user", "content": [{"type": "file"}]}]}, "'file'"),
    ],
)
def test_what_litellm_says_otherwise_is_left_to_it(route, arguments, why):
    """And the reason is told."""
    carrier, said = chosen(route, arguments)
    assert carrier == "litellm"
    assert why in said


@pytest.mark.parametrize("extra", ["ssl_verify", "azure_scope", "tags"])
def test_a_keyword_of_litellm_s_is_for_litellm(extra):
    """Whatever it means."""
    carrier, why = chosen("azure/x", {"messages": HELLO}, extra={extra: Secret("x")})
    assert (carrier, why) == ("litellm", f"{extra}: for LiteLLM alone")


def test_a_variable_that_changes_every_request_is_heeded(monkeypatch):
    """The direct carrier does not know what it would mean."""
    monkeypatch.setenv("SSL_VERIFY", "false")
    assert chosen("openai/x") == ("litellm", "SSL_VERIFY is set in the environment")


@pytest.mark.parametrize(
    "name, value, carrier",
    [
        ("success_callback", ["langfuse"], "litellm"),
        ("callbacks", [lambda: None], "litellm"),
        ("input_callback", ["cache"], "direct"),
        ("api_base", "https://proxy.example", "litellm"),
        ("cache", None, "direct"),
    ],
)
def test_callbacks_of_litellm_s_go_on_hearing(monkeypatch, name, value, carrier):
    """Who has set LiteLLM up to do something gets it done; what it adds itself is nothing."""
    monkeypatch.setitem(sys.modules, "litellm", types.SimpleNamespace(**{name: value}))
    assert chosen("openai/x")[0] == carrier


def test_a_plan_tells_who_would_carry(make_gate):
    """And why, without sending anything."""
    gate = make_gate(
        {
            "writer": {**OPENAI, "fallbacks": {"context_window": ["long"]}},
            "long": {"route": "anthropic/claude-sonnet-4-5", "api_key": "${MISSING}"},
        }
    )
    rungs = gate.explain(model="writer", prompt="hello").rungs
    assert [(rung.carrier, rung.carriage) for rung in rungs] == [
        ("direct", "sent directly, since the vendor speaks OpenAI's wire"),
        (
            "litellm",
            f"sent through LiteLLM, since anthropic {OUTSIDE}",
        ),
    ]


def test_a_rung_that_was_skipped_names_its_carrier(make_gate):
    """A missing variable is no reason to know nothing."""
    models = {
        "writer": {**OPENAI, "api_key": "${MISSING}", "fallbacks": ["other"]},
        "other": OPENAI,
    }
    reply = make_gate(models).completion(model="writer", prompt="hello")
    assert [(each.outcome, each.carrier) for each in reply.attempts] == [
        ("skipped", "direct"),
        ("answered", "direct"),
    ]
