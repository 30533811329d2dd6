"""``llmgate chat`` for one question: what goes where, and how it ends."""

import json
import signal
import subprocess
import sys
import time

import pytest
from command_line import COMMAND, TIMEOUT, environment, interruptible, on_terminal, piped

from llmgate.testing import (
    Answer,
    Cut,
    Drop,
    Fail,
    FakeAnswer,
    FakeModel,
    FakeProviders,
    FakeToolCall,
    Hang,
    RateLimit,
    Slow,
)

FILE = """\
defaults: {model: writer, retries: 0}
models:
  writer:
    aliases: [gpt-4]
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    api_base: ${OPENAI_BASE_URL}
    fallbacks: {context_window: [long], any: [keyless, long]}
  long:
    route: anthropic/claude-sonnet-4-5
    api_key: ${ANTHROPIC_API_KEY}
    api_base: ${ANTHROPIC_BASE_URL}
  keyless: {route: gemini/gemini-2.5-pro, api_key: "${NO_SUCH_KEY}"}
  alone:
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    api_base: ${OPENAI_BASE_URL}
  patient:
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    api_base: ${OPENAI_BASE_URL}
    retries: 1
"""


@pytest.fixture
def providers():
    """The vendors, of whom OpenAI's model is easily outgrown."""
    with FakeProviders({"gpt-4o-mini": FakeModel(window=500, max_output_tokens=200)}) as providers:
        yield providers


@pytest.fixture
def chat(providers, tmp_path):
    """Run ``llmgate chat`` in a pipe, beside a file whose models are the vendors'."""
    (tmp_path / "models.yaml").write_text(FILE, encoding="utf-8")

    def run(*arguments, given="", **environ):
        return piped("chat", *arguments, cwd=tmp_path, given=given, **providers.environ() | environ)

    return run


def asked(providers):
    """What the vendors were asked last: the text of the last message."""
    return providers.requests[-1].body["messages"][-1]["content"]


def test_answer_alone_is_on_standard_output(chat):
    """The answer goes to standard output, and nothing to standard error."""
    seen = chat("writer", "Hello")
    assert (seen.out, seen.err, seen.status) == ("You said: Hello\n", "", 0)


@pytest.mark.parametrize(
    "arguments,given,question",
    [
        (("gpt-4", "Why?"), "", "Why?"),
        (("Why is it so?",), "", "Why is it so?"),
        (("writer",), "from a pipe\n", "from a pipe\n"),
        (("writer", "-"), "from a pipe\n", "from a pipe\n"),
        (("-",), "from a pipe", "from a pipe"),
        (("writer", "Sum this up."), "a long text\n", "a long text\n\nSum this up."),
    ],
    ids=["alias", "no model", "no prompt", "dash", "dash alone", "beside a prompt"],
)
def test_question_comes_from_arguments_and_standard_input(
    chat, providers, arguments, given, question
):
    """A model may be left out, and standard input is the prompt or its context."""
    seen = chat(*arguments, given=given)
    assert (seen.err, asked(providers)) == ("", question)


def test_options_reach_the_vendor(chat, providers):
    """Instructions and parameters are those of a call; a value is JSON, else text."""
    given = ("--system", "Be brief.", "--max-tokens", "20", "--temperature", "0.5")
    chat("writer", "Hi", *given, "-p", "user=12", "-p", 'stop=["x"]')
    body = providers.requests[-1].body
    names = ("max_tokens", "temperature", "user", "stop")
    assert (body["messages"][0], [body.get(name) for name in names]) == (
        {"role": "system", "content": "Be brief."},
        [20, 0.5, "12", ["x"]],
    )


@pytest.mark.parametrize(
    "arguments,words",
    [
        (("wrter", "Hi"), "no model is called 'wrter'; did you mean 'writer'?"),
        (("Hello", "Hi"), "no model is called 'Hello'; there are writer, long, keyless, alone"),
        (("writer", "Hi", "-p", "temprature=1"), "did you mean 'temperature'?"),
        (("writer", "Hi", "-p", "top_p=much"), "top_p is a number, not str 'much'"),
        (("writer", "Hi", "-p", "api_key=sk-secret"), "'api_key' belongs into models.yaml"),
        (("writer", "Hi", "-p", "model=long"), "'model' is not for -p"),
        (("writer", "Hi", "-p", "top_p"), "-p takes name=value, as in -p top_p=0.9"),
        (("writer",), "there is no prompt"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(chat, providers, arguments, words):
    """What a call would refuse is a usage error, in the call's own words."""
    seen = chat(*arguments)
    assert (seen.status, words in seen.err, "sk-secret" in seen.err, providers.requests) == (
        2,
        True,
        False,
        (),
    )


def test_fallback_is_told_beside_the_answer(chat, providers):
    """A failure, a skipped rung and who answers are a line each on standard error."""
    providers.always("openai", Fail(500))
    seen = chat("writer", "Hello")
    lines = seen.err.splitlines()
    assert (seen.out, [line.partition(": ")[0] for line in lines], lines[1:], seen.status) == (
        "You said: Hello\n",
        ["writer", "keyless is skipped", "long answers."],
        ["keyless is skipped: the environment does not set NO_SUCH_KEY", "long answers."],
        0,
    )


def test_overflow_is_told_beside_the_answer(chat):
    """A prompt that outgrows its model is answered by the next rung, and that is said."""
    seen = chat("writer", "word " * 2_000, "--max-tokens", "10")
    assert (seen.status, seen.err.splitlines()[-1]) == (0, "long answers.")


def test_wait_is_told_as_it_begins(chat, providers):
    """A wait that a vendor asks for is told, with its seconds."""
    providers.script("openai", RateLimit(retry_after=0.6))
    seen = chat("patient", "Hello")
    assert (seen.out, "Waiting 0.6 s before the next try." in seen.err) == (
        "You said: Hello\n",
        True,
    )


def test_dropped_parameters_are_told(chat):
    """What the vendor's model does not take is told, for the answer may differ by it."""
    seen = chat("long", "Hello", "-p", "seed=1")
    assert (seen.err, seen.status) == ("long: dropped seed: anthropic does not take it\n", 0)


def test_refused_key_says_what_to_do(chat):
    """A failure is told in plain words with what to do next, and no traceback."""
    seen = chat("alone", "Hello", OPENAI_API_KEY="sk-wrong-wrong-wrong")
    first, last = seen.err.splitlines()
    assert (seen.out, first[:38], last, "sk-wrong-wrong" in seen.err, seen.status) == (
        "",
        "alone: the key was refused (HTTP 401):",
        "Error: no answer. Check the key: `llmgate doctor` says where it comes from.",
        False,
        1,
    )


def test_broken_stream_is_an_error_after_what_had_come(chat, providers):
    """Where the vendor breaks off, the text so far stays on standard output."""
    providers.always("openai", Cut(after=1))
    seen = chat("alone", "Hello to everybody")
    assert (seen.out, seen.err.splitlines()[-1], seen.status) == (
        "You said: Hello \n",
        "Error: the answer broke off: what has come is not the whole. Ask again.",
        1,
    )


def test_json_is_the_reply_with_its_attempts(chat):
    """As JSON the answer is OpenAI's dict, and under a key of our own how it came about."""
    reply = json.loads(chat("writer", "Hello", "--json").out)
    ours = reply.pop("llmgate")
    assert (
        reply["choices"][0]["message"]["content"],
        reply["object"],
        ours["model"],
        [attempt["outcome"] for attempt in ours["attempts"]],
    ) == ("You said: Hello", "chat.completion", "writer", ["answered"])


def test_streamed_json_is_a_line_a_chunk(chat):
    """As a stream of JSON the answer is its chunks, and the attempts come at last."""
    lines = [
        json.loads(line) for line in chat("writer", "Hi", "--json", "--stream").out.split("\n")[:-1]
    ]
    assert ({line["object"] for line in lines[:-1]}, lines[-1]["object"], lines[-1]["model"]) == (
        {"chat.completion.chunk"},
        "llmgate.trace",
        "writer",
    )


@pytest.mark.parametrize("stream", ["--stream", "--no-stream"])
def test_failure_as_json_has_its_cause(chat, providers, stream):
    """A failure is JSON as well, with the cause and the attempts, and status 1."""
    providers.always("openai", Drop())
    seen = chat("alone", "Hi", "--json", stream)
    error = json.loads(seen.out)["error"]
    assert (error["reason"], len(error["attempts"]), seen.status) == ("unavailable", 1, 1)


def test_answer_may_come_at_once(chat):
    """Without a stream the answer is the same."""
    assert chat("writer", "Hello", "--no-stream").out == "You said: Hello\n"


def test_tool_call_is_told(chat, providers):
    """An answer that calls a tool has no text; standard error says what it has."""
    call = FakeToolCall(name="look_up", arguments={"word": "x"})
    providers.always("openai", Answer(FakeAnswer(text="", tool_calls=(call,))))
    tool = {"type": "function", "function": {"name": "look_up", "parameters": {}}}
    seen = chat("alone", "Hi", "-p", f"tools={json.dumps([tool])}")
    assert (seen.out, seen.err) == ("", "It calls the tool look_up; --json shows how.\n")


def test_nothing_of_an_answer_controls_the_terminal(chat, providers, tmp_path):
    """A terminal is shown no control characters of an answer; a pipe gets it as it is."""
    providers.always("openai", Answer("a\x1b[2Jb\x07"))
    screen = on_terminal("chat", "alone", "Hi", cwd=tmp_path, **providers.environ())
    assert (chat("alone", "Hi").out, screen.lines) == ("a\x1b[2Jb\x07\n", ("a\ufffd[2Jb\ufffd",))


def test_colours_are_the_terminals_alone(chat, providers, tmp_path):
    """What is told beside an answer is coloured on a terminal, unless NO_COLOR asks for none."""
    providers.always("openai", Fail(500))
    environ = providers.environ()
    coloured = on_terminal("chat", "writer", "Hi", cwd=tmp_path, **environ)
    plain = on_terminal("chat", "writer", "Hi", cwd=tmp_path, NO_COLOR="1", **environ)
    assert ("\x1b[33m" in coloured.raw, "\x1b" in plain.raw, plain.lines[-1]) == (
        True,
        False,
        "You said: Hi",
    )


def started(tmp_path, providers, *arguments):
    """Start a chat whose output can be read, and left, while it is at work."""
    return subprocess.Popen(
        [*COMMAND, "chat", *arguments],
        preexec_fn=interruptible,  # noqa: PLW1509  (it takes no lock)
        cwd=tmp_path,
        env=environment(**providers.environ()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_failure_is_told_without_litellm(chat, providers, tmp_path):
    """What a directly asked vendor refuses is told at once: LiteLLM takes seconds to import."""
    providers.always("openai", Fail(401))
    code = (
        "import sys\n"
        "from llmgate.cli.app import run\n"
        "status = run(['chat', 'alone', 'Hello'])\n"
        "print(status, sorted({'litellm', 'openai'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(**providers.environ()),
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stdout == "1 []\n"


def test_closed_pipe_hangs_up(chat, providers, tmp_path):
    """A reader that has gone ends the chat without a word, and the vendor's connection."""
    providers.always("openai", Slow(between=0.5))
    with started(tmp_path, providers, "alone", "word " * 100) as run:
        run.stdout.read(8)
        run.stdout.close()
        told = run.stderr.read()
    providers.wait_for(lambda request: request.closed_early, TIMEOUT)
    assert (told, run.returncode) == (b"", 141)


@pytest.mark.parametrize("fault", [Slow(between=0.5), Hang()], ids=["answering", "silent"])
def test_ctrl_c_ends_one_question(chat, providers, tmp_path, fault):
    """Ctrl-C ends a chat of one question at once, with a shell's status and no traceback."""
    providers.always("openai", fault)
    with started(tmp_path, providers, "alone", "word " * 100) as run:
        providers.wait_for(lambda request: request.vendor == "openai", TIMEOUT)
        time.sleep(0.3)
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
        run.stdout.close()
    providers.wait_for(lambda request: request.closed_early, TIMEOUT)
    assert (told, run.returncode) == (b"\n", 130)
