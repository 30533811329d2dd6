"""What belongs to one model never reaches another: seen on the wire."""

import traceback

import pytest
from conftest import VENDORS

import llmgate

SECRETS = ("sk-callers-own-key", "Bearer-of-the-caller", "sk-openai-wrong", "x-secret-value")


@pytest.fixture(params=["auto", "litellm"])
def carrier(request):
    """Whichever carrier suits, and LiteLLM for all."""
    return request.param


def seen_by(providers, vendor):
    """Everything that one vendor received, as text."""
    return " ".join(
        f"{request.path} {request.query} {request.headers} {request.body}"
        for request in providers.requests
        if request.vendor == vendor
    )


@pytest.fixture
def gate(make_gate, providers):
    """A gate whose rungs each have a key and a header of their own."""
    first = {
        **VENDORS["openai"],
        "headers": {"x-team": "first-team"},
        "litellm": {"organization": "org-first"},
        "fallbacks": ["long", "huge"],
    }
    return make_gate(
        {
            "writer": first,
            "long": {**VENDORS["anthropic"], "headers": {"x-team": "second-team"}},
            "huge": VENDORS["gemini"],
        }
    )


def test_a_caller_s_credentials_stay_with_the_model_asked_for(gate, ask, providers):
    """A key and headers of one call reach its vendor, and no other one of the ladder."""
    ask(
        gate,
        model="writer",
        prompt="word " * 1_000,
        api_key=providers.key("openai"),
        extra_headers={"x-caller": "x-secret-value"},
        extra_body={"service_tier": "flex-only-here"},
    )
    assert "x-secret-value" in seen_by(providers, "openai")
    assert "flex-only-here" in seen_by(providers, "openai")
    others = seen_by(providers, "anthropic") + seen_by(providers, "gemini")
    assert "x-secret-value" not in others
    assert "flex-only-here" not in others
    assert providers.key("openai") not in others


def test_a_model_s_headers_and_keys_stay_with_it(gate, ask, providers):
    """Nothing of the first rung travels up the ladder, and nothing of a later one down."""
    ask(gate, model="writer", prompt="word " * 5_000)
    assert "first-team" in seen_by(providers, "openai")
    assert "org-first" in seen_by(providers, "openai")
    assert "first-team" not in seen_by(providers, "anthropic")
    assert "second-team" in seen_by(providers, "anthropic")
    for vendor in ("openai", "anthropic", "gemini"):
        others = {"openai", "anthropic", "gemini"} - {vendor}
        assert [
            other for other in others if providers.key(other) in seen_by(providers, vendor)
        ] == []


def test_no_internal_name_is_sent(gate, ask_plain, providers):
    """The vendor hears its own model's name, and no keyword of the gate's."""
    ask_plain(gate, model="writer", prompt="x", conversation="mine", timeout=5)
    body = providers.requests[-1].body
    assert body["model"] == "gpt-4o-mini"
    assert {"conversation", "timeout", "_skip_mcp_handler", "drop_params"} & body.keys() == set()


def test_the_caller_s_objects_are_not_modified(gate, ask):
    """Messages, tools and options are as they were, whatever LiteLLM does to them."""
    import copy  # noqa: PLC0415

    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    call = {
        "messages": [
            {"role": "system", "content": [{"type": "text", "text": "word " * 1_000}]},
            {"role": "user", "content": "x"},
        ],
        "tools": [tool],
        "stop": ["END"],
        "extra_headers": {"x-a": "b"},
    }
    before = copy.deepcopy(call)
    ask(gate, model="writer", **call)
    assert call == before


def failed_call(gate, ask):
    """The error of a call in which the vendor quotes the wrong key."""
    with pytest.raises(llmgate.ApiError) as caught:
        ask(
            gate,
            model="writer",
            prompt="x",
            api_key="sk-callers-own-key",
            extra_headers={"authorization-too": "Bearer-of-the-caller"},
        )
    return caught.value


def test_no_secret_is_in_an_error(make_gate, ask, caplog):
    """Not in its text, repr, attempts, pickle, log, nor in a traceback with locals."""
    import pickle  # noqa: PLC0415

    gate = make_gate({"writer": {**VENDORS["openai"], "headers": {"x-h": "x-secret-value"}}})
    error = failed_call(gate, ask)
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    # The test's own frames hold the secrets; those of the library may not.
    frames = [frame for frame in shown.stack if "llmgate" in frame.filename]
    texts = [
        str(error),
        repr(error),
        repr(error.attempts),
        repr(vars(error)),
        str(pickle.dumps(error)),
        caplog.text,
        *(str(frame.locals) for frame in frames if "/tests/" not in frame.filename),
    ]
    assert [secret for secret in SECRETS for text in texts if secret in text] == []
    assert error.__cause__ is None
    assert error.__context__ is None


def test_no_secret_is_in_the_gate_s_repr(make_gate):
    """A gate and its parts can be printed."""
    gate = make_gate({"writer": {**VENDORS["openai"], "api_key": "sk-openai-wrong"}})
    model = gate._means.registry.model("writer")  # noqa: SLF001
    shown = f"{gate!r} {model!r} {model.deployments[0].endpoint()!r} {vars(gate)!r}"
    assert "sk-openai-wrong" not in shown


def test_an_api_error_pickles_as_what_it_is(make_gate, ask_plain):
    """A worker process may hand it on: LiteLLM's own errors cannot be unpickled."""
    import pickle  # noqa: PLC0415

    import litellm  # noqa: PLC0415

    error = failed_call(make_gate({"writer": VENDORS["openai"]}), ask_plain)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert isinstance(copy, litellm.AuthenticationError)
    assert (str(copy), copy.attempts, copy.status_code) == (
        str(error),
        error.attempts,
        error.status_code,
    )
