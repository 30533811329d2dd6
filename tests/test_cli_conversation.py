"""``llmgate chat`` as a conversation in a terminal of 80 columns."""

import pytest
from command_line import TIMEOUT, shown, spawned

from llmgate.testing import Answer, Cut, Fail, FakeProviders, Hang, Slow

FILE = """\
defaults: {model: writer, retries: 0}
models:
  writer:
    aliases: [gpt-4]
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    api_base: ${OPENAI_BASE_URL}
  long:
    route: anthropic/claude-sonnet-4-5
    api_key: ${ANTHROPIC_API_KEY}
    api_base: ${ANTHROPIC_BASE_URL}
"""

CTRL_C, CTRL_D, TAB = "\x03", "\x04", "\t"
LONG = "word " * 100


@pytest.fixture
def providers():
    """The vendors."""
    with FakeProviders() as providers:
        yield providers


class Talk:
    """A person at a terminal, who types and reads."""

    def __init__(self, child):
        self.child = child
        self.seen = ""

    def sees(self, text):
        """Wait until a text is there."""
        self.child.expect_exact(text)
        self.seen += self.child.before + self.child.after

    def types(self, text):
        """Type a line."""
        self.child.send(text + "\r")

    def ask(self, question, answer):
        """Ask a question, and wait for the end of its answer and the next prompt."""
        self.types(question)
        self.sees(answer)
        self.sees("> ")

    def leaves(self, keys=CTRL_D):
        """Leave; returns the exit status."""
        self.child.send(keys)
        self.seen += self.child.read()
        self.child.close()
        return self.child.exitstatus

    @property
    def lines(self):
        """What the terminal shows."""
        return shown(self.seen)


@pytest.fixture
def talk(providers, tmp_path):
    """Begin a conversation without colours; it is ended with the test."""
    (tmp_path / "models.yaml").write_text(FILE, encoding="utf-8")
    begun = []

    def begin(*arguments):
        environ = providers.environ() | {"NO_COLOR": "1", "TERM": "dumb"}
        child = spawned("chat", *arguments, cwd=tmp_path, **environ)
        # As the terminals of persons do: readline is as silent as the terminal that it finds.
        child.setecho(state=True)
        begun.append(Talk(child))
        begun[-1].sees("> ")
        return begun[-1]

    yield begin
    for each in begun:
        each.child.close(force=True)


def said(request):
    """The messages of a request: who speaks, and what."""
    return [(message["role"], text_of(message["content"])) for message in request.body["messages"]]


def text_of(content):
    """The text of a message, which Anthropic has in parts."""
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def test_conversation_goes_on_with_another_vendor(talk, providers):
    """A conversation keeps its history, also when another model goes on with it."""
    it = talk()
    it.ask("One", "You said: One")
    it.types("/model long")
    it.sees("long> ")
    it.ask("Two", "You said: Two")
    status = it.leaves()
    assert (providers.requests[-1].vendor, said(providers.requests[-1]), status) == (
        "anthropic",
        [("user", "One"), ("assistant", "You said: One"), ("user", "Two")],
        0,
    )


def test_conversation_looks_like_one(talk):
    """The terminal shows prompts, questions, answers and nothing else, line by line."""
    it = talk("gpt-4")
    it.ask("Hello", "You said: Hello")
    it.leaves()
    assert it.lines == (
        "Ask away. /help lists the commands, Ctrl-C ends an answer, Ctrl-D leaves.",
        "writer> Hello",
        "You said: Hello",
        "writer>",
    )


def test_ctrl_c_ends_the_answer_alone(talk, providers):
    """Ctrl-C ends an answer; what had come stays in the history, marked, and the talk goes on."""
    providers.script("openai", Slow(between=0.5))
    it = talk()
    it.types(LONG)
    it.sees("You said:")
    it.child.send(CTRL_C)
    it.sees("Stopped. What has come is remembered; /retry asks again.")
    it.sees("> ")
    providers.wait_for(lambda request: request.closed_early, TIMEOUT)
    it.ask("And now?", "You said: And now?")
    kept = said(providers.requests[-1])
    assert ([role for role, _ in kept], kept[1][1].partition("\n\n")[2], it.leaves()) == (
        ["user", "assistant", "user"],
        "[The user stopped this answer here.]",
        0,
    )


@pytest.mark.parametrize("model,vendor", [("writer", "openai"), ("long", "anthropic")])
def test_ctrl_c_before_the_answer_forgets_the_question(talk, providers, model, vendor):
    """Where nothing had come, the question is not in the history; /retry asks it again."""
    providers.script(vendor, Hang())
    it = talk(model)
    it.types("Hello")
    providers.wait_for(lambda request: request.vendor == vendor, TIMEOUT)
    it.child.send(CTRL_C)
    it.sees("Stopped. The question is forgotten; /retry asks again.")
    it.sees("> ")
    providers.wait_for(lambda request: request.closed_early, TIMEOUT)
    it.ask("/retry", "You said: Hello")
    assert (said(providers.requests[-1]), it.leaves()) == ([("user", "Hello")], 0)


def test_retry_takes_the_last_answer_back(talk, providers):
    """/retry asks the last question anew, without the answer that it had."""
    it = talk()
    it.ask("One", "You said: One")
    it.ask("Two", "You said: Two")
    it.ask("/retry", "You said: Two")
    it.leaves()
    assert said(providers.requests[-1]) == said(providers.requests[-2])


def test_error_ends_the_turn_alone(talk, providers):
    """A failure is told with what to do next, and its question is not in the history."""
    providers.script("openai", Fail(401))
    it = talk()
    it.ask("One", "Error: no answer. Check the key: `llmgate doctor` says where it comes from.")
    it.ask("Two", "You said: Two")
    assert (said(providers.requests[-1]), it.leaves()) == ([("user", "Two")], 0)


def test_broken_answer_is_remembered_as_such(talk, providers):
    """What came of an answer that its vendor broke off stays in the history, marked."""
    providers.script("openai", Cut(after=1))
    it = talk()
    it.ask("One", "What has come is remembered; /retry asks again.")
    it.ask("Two", "You said: Two")
    it.leaves()
    assert said(providers.requests[-1])[1][1].endswith("\n\n[The answer broke off here.]")


def test_ctrl_c_at_the_prompt_clears_the_line(talk, providers):
    """Ctrl-C at the prompt gives up what is typed, and a second one leaves."""
    it = talk()
    it.child.send("never mind")
    it.sees("never mind")
    it.child.send(CTRL_C)
    it.sees("(Ctrl-C again, or Ctrl-D, leaves.)")
    it.sees("> ")
    it.ask("Hello", "You said: Hello")
    it.child.send(CTRL_C)
    it.sees("leaves.)")
    it.sees("> ")
    assert (it.leaves(CTRL_C), said(providers.requests[-1])) == (130, [("user", "Hello")])


def test_names_are_completed(talk):
    """The tabulator completes commands, and behind /model the names of the models."""
    it = talk()
    it.child.send("/mo" + TAB + " lo" + TAB)
    it.sees("/model long")
    it.types("")
    it.sees("long> ")
    assert it.leaves() == 0


def test_commands_explain_themselves(talk):
    """/help lists the commands, /model the models, and a misspelt one gets a hint."""
    it = talk()
    it.ask("/help", "/quit")
    it.ask("/model", "  gpt-4")
    it.ask("/modle", "Error: there is no /modle; did you mean /model?")
    it.ask("/model lnog", "Error: no model is called 'lnog'; did you mean 'long'?")
    it.types("/quit")
    it.seen += it.child.read()
    it.child.close()
    assert ("* writer" in it.lines, it.child.exitstatus) == (True, 0)


def test_clear_begins_anew_with_the_instructions(talk, providers):
    """/clear forgets what was said, and keeps what --system says; a path is no command."""
    it = talk("--system", "Be brief.")
    it.ask("One", "You said: One")
    it.ask("/clear", "A new conversation.")
    it.ask("/etc/hosts is what?", "You said: /etc/hosts is what?")
    it.leaves()
    assert said(providers.requests[-1]) == [
        ("system", "Be brief."),
        ("user", "/etc/hosts is what?"),
    ]


def test_empty_answers_are_no_trouble(talk, providers):
    """An answer without a final line end, and one with it, leave the prompt on its own line."""
    providers.script("openai", Answer("with an end\n"), Answer("without"))
    it = talk()
    it.ask("One", "with an end")
    it.ask("Two", "without")
    it.leaves()
    assert it.lines[1:] == (
        "writer> One",
        "with an end",
        "writer> Two",
        "without",
        "writer>",
    )
