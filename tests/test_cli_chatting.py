"""What ``llmgate chat`` makes of lines, parameters and answers, without a terminal."""

import click
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.answer.completion import Completion
from llmgate.cli.advice import ADVICE, WORDS, story_of
from llmgate.cli.chatting.commands import COMMANDS, completions, parsed, unknown
from llmgate.cli.chatting.conversation import STOPPED, Conversation
from llmgate.cli.chatting.parameters import parameter, parameters
from llmgate.cli.output import printable
from llmgate.config import REASONS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def reply(text):
    """An answer with this text."""
    message = {"role": "assistant", "content": text, "refusal": None}
    return Completion({"choices": [{"index": 0, "message": message}], "usage": None})


@pytest.mark.parametrize(
    "line,expected",
    [
        ("/model writer", ("/model", "writer")),
        ("  /model   writer  ", ("/model", "writer")),
        ("/model", ("/model", "")),
        ("/", ("/", "")),
        ("/etc/hosts is what?", None),
        ("What is /model?", None),
        ("1/2", None),
    ],
)
def test_line_is_a_command_or_a_question(line, expected):
    """A word behind a slash begins a command, a path does not."""
    assert parsed(line) == expected


@given(st.text().filter(lambda line: not line.lstrip().startswith("/")))
def test_whatever_has_no_slash_ahead_is_a_question(line):
    """No text is taken for a command that does not begin with a slash."""
    assert parsed(line) is None


def test_completions_are_commands_and_then_names():
    """Commands are completed, and behind /model the names; questions are left alone."""
    names = ["writer", "writer-long"]
    assert (
        completions("/mo", names),
        completions("/model writer-", names),
        completions("wri", names),
        completions("", names),
    ) == (["/model"], ["/model writer-long"], [], [])


@pytest.mark.parametrize("command", COMMANDS)
def test_misspelt_command_names_the_nearest(command):
    """A command with a letter too many is answered by the one that was meant."""
    assert unknown(f"{command}x") == f"there is no {command}x; did you mean {command}?"


@given(JSON)
def test_value_of_a_parameter_is_json(value):
    """What is valid JSON is that value, for a keyword of any kind."""
    assert parameter(f"metadata_of_ours={orjson.dumps(value).decode()}") == (
        "metadata_of_ours",
        value,
    )


@pytest.mark.parametrize(
    "pair,value",
    [("user=12", "12"), ("stop=end", "end"), ("seed=12", 12), ("stop=[1", "[1")],
)
def test_value_of_a_parameter_is_of_its_kind(pair, value):
    """A keyword that wants a text gets it, also where it looks like a number."""
    assert parameters([pair]) == {pair.partition("=")[0]: value}


@pytest.mark.parametrize("pair", ["headers={}", "messages=[]", "=1", "seed=a", "sed=1"])
def test_wrong_parameter_is_wrong_usage(pair):
    """What a call would refuse, and what models.yaml has to say, is wrong usage."""
    with pytest.raises(click.UsageError):
        parameters([pair])


def test_history_has_answered_questions_alone():
    """A question without an answer is not in the history; one that was stopped is marked."""
    talk = Conversation("writer", system="Be brief.")
    talk.asking("One")
    lost = talk.ended_early(None, STOPPED)
    talk.asking("Two")
    kept = talk.ended_early(reply("Half an"), STOPPED)
    said = [message["content"] for message in talk.asking("Three")]
    assert (lost, kept, said) == (
        False,
        True,
        ["Be brief.", "Two", f"Half an\n\n{STOPPED}", "Three"],
    )


def test_last_question_is_taken_back_once():
    """The last question is taken back with its answer, and there is none to take back then."""
    talk = Conversation("writer")
    talk.asking("One")
    talk.answered(reply("1"))
    talk.asking("Two")
    talk.answered(reply("2"))
    before = len(talk.messages)
    assert (before, talk.again(), len(talk.messages), talk.again()) == (4, "Two", 2, None)


def test_cleared_conversation_is_another_one():
    """After /clear the history is empty, and the gate is told another name for it."""
    talk = Conversation("writer")
    talk.asking("One")
    talk.answered(reply("1"))
    name = talk.name
    talk.clear()
    assert (talk.messages, talk.name == name, talk.again()) == ([], False, None)


def test_every_cause_has_words_and_advice():
    """Whatever the cause of a failure, there are plain words for it, and a next step."""
    assert (set(WORDS), set(ADVICE)) == (set(REASONS), set(REASONS))


@given(st.text())
def test_nothing_printable_controls_a_terminal(text):
    """Of any text nothing is left that a terminal would obey, and every line is."""
    shown = printable(text)
    assert [c for c in shown if c not in "\t\n" and not c.isprintable() and ord(c) < 160] == []
    assert shown.count("\n") == text.count("\n")


def test_story_is_one_line(attempt):
    """An attempt's story names the model and its deployment, the cause, the status, the words."""
    assert story_of(attempt) == "writer[1]: its rate limit is reached (HTTP 429): slow down"


@pytest.fixture
def attempt():
    """An attempt that met a rate limit."""
    from llmgate import Attempt  # noqa: PLC0415

    return Attempt(
        "writer", 1, "openai/x", "failed", reason="rate_limit", status=429, detail="slow down"
    )
