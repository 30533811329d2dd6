"""The functions without a gate of their own, as XAgent-like agents call them."""

import asyncio

import litellm
import openai
import pytest
import yaml
from conftest import VENDORS

import llmgate
from llmgate.testing import Answer, FakeAnswer

WORDS = "word " * 100


@pytest.fixture
def file(tmp_path, providers):
    """A models.yaml with the vendors' addresses and keys written out."""
    ladder = {"context_window": ["writer-long"]}
    text = yaml.safe_dump(
        {
            "defaults": {"model": "writer"},
            "models": {
                "writer": {**VENDORS["openai"], "aliases": ["gpt-4"], "fallbacks": ladder},
                "writer-long": VENDORS["anthropic"],
            },
        }
    )
    for name, value in providers.environ().items():
        text = text.replace(f"${{{name}}}", value)
    path = tmp_path / "models.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_default_gate(monkeypatch):
    """Every test looks for a file anew, and leaves no gate behind."""
    monkeypatch.delenv("LLMGATE_CONFIG", raising=False)
    llmgate.configure(None)
    yield
    llmgate.configure(None)


def request(**call):
    """Sync and plain."""
    return llmgate.chatcompletion_request(**call)


def arequest(**call):
    """Async and plain."""
    return asyncio.run(llmgate.achatcompletion_request(**call))


@pytest.fixture(params=[request, arequest], ids=["sync", "async"])
def ask_default(request):
    """Both ways of calling."""
    return request.param


def test_a_call_without_a_model_takes_the_default(file, ask_default):
    """``model`` may be left out."""
    llmgate.configure(file)
    assert ask_default(prompt="x").model_name == "writer"


def test_an_alias_stands_for_its_model(file, ask_default):
    """Agents that say ``gpt-4`` need no edit."""
    llmgate.configure(str(file))
    assert ask_default(model="gpt-4", prompt="x").model_name == "writer"
    assert llmgate.get_model_name("gpt-4") == "writer"
    assert llmgate.get_model_name() == "writer"


def test_a_gate_can_be_the_default_one(file, ask_default):
    """``configure`` takes a gate as well."""
    llmgate.configure(llmgate.Gate.from_yaml(file))
    assert ask_default(prompt="x").text == "You said: x"


def test_the_environment_names_the_file(file, monkeypatch):
    """``LLMGATE_CONFIG`` comes first."""
    monkeypatch.setenv("LLMGATE_CONFIG", str(file))
    assert llmgate.get_model_name() == "writer"


def test_the_nearest_file_upwards_is_found(file, monkeypatch):
    """A folder below the file's is enough."""
    below = file.parent / "agents" / "one"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert llmgate.get_model_name() == "writer"


def test_without_any_file_the_error_says_what_to_do(tmp_path, monkeypatch):
    """Three ways out are named."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(llmgate.GateError, match=r"write one, set LLMGATE_CONFIG .* or call"):
        llmgate.get_model_name()


def test_the_timeout_is_sixty_seconds(file, scripted_transport):
    """Unless the caller says otherwise, under either name."""
    llmgate.configure(llmgate.Gate.from_yaml(file, transport=scripted_transport))
    scripted_transport.script("a", "b", "c")
    request(prompt="x")
    request(prompt="x", request_timeout=5)
    request(prompt="x", timeout=7)
    assert [sent.timeout for sent in scripted_transport.requests] == [60.0, 5.0, 7.0]


def test_an_overflow_climbs(file, ask_default):
    """The next model of the ladder answers."""
    llmgate.configure(file)
    assert ask_default(prompt=WORDS * 10).model_name == "writer-long"


def test_a_cut_answer_climbs_and_at_the_top_raises(file, ask_default, providers):
    """``finish_reason: length`` is no answer."""
    llmgate.configure(file)
    providers.script("openai", Answer(FakeAnswer("half", stop="length")))
    assert ask_default(prompt="x").model_name == "writer-long"
    providers.script("openai", Answer(FakeAnswer("half", stop="length")))
    providers.script("anthropic", Answer(FakeAnswer("half again", stop="max_tokens")))
    with pytest.raises(llmgate.ContextWindowExceededError) as caught:
        ask_default(prompt="x")
    assert caught.value.reply.text == "half again"


def test_without_a_larger_model_the_overflow_is_a_bad_request(file, ask_default):
    """As OpenAI's own error is."""
    llmgate.configure(file)
    with pytest.raises(openai.BadRequestError):
        ask_default(model="writer-long", prompt=WORDS * 100)


def test_a_stream_is_asked_for_as_everywhere(file):
    """``stream=True`` gives chunks."""
    llmgate.configure(file)
    with request(prompt="x", stream=True) as chunks:
        assert list(chunks)[-1]["choices"][0]["finish_reason"] == "stop"


def test_a_wrong_key_is_nowhere_in_the_frames(file):
    """The functions' own frames hold no credential either."""
    llmgate.configure(file)
    with pytest.raises(litellm.AuthenticationError) as caught:
        request(prompt="x", api_key="sk-callers-own-key")
    frames = []
    trace = caught.tb
    while trace:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    shown = [str(frame.f_locals) for frame in frames if "/llmgate/" in frame.f_code.co_filename]
    assert [text for text in shown if "sk-callers-own-key" in text] == []
