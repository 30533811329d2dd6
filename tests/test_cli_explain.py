"""``llmgate explain``: the rungs of a call, drawn against their windows."""

import json
import signal

import pytest
from command_line import interrupted, on_terminal, piped, spawned

from llmgate.cli.bars import percentage

MODELS = """\
defaults: {model: writer}
models:
  writer:
    aliases: [gpt-4]
    route: openai/gpt-4o-mini
    fallbacks: {context_window: [long, huge, odd]}
  long: {route: anthropic/claude-sonnet-4-5, context_window: 200000, api_key: "${LONG_KEY}"}
  huge: {route: gemini/gemini-2.5-pro}
  odd: {route: hosted_vllm/ours}
"""
SHOWN = """\
150,000 prompt tokens and 40,000 tokens of output
✗ writer  openai/gpt-4o-mini, direct
  ████████████████████████████████████████  148 % of 128,000, catalogue
  150,000 tokens exceed its window of 128,000
✓ long  anthropic/claude-sonnet-4-5, litellm
  ██████████████████████████████▒▒▒▒▒▒▒▒░░  95 % of 200,000, file
  150,000 tokens and 40,000 of output fit its window of 200,000
✓ huge  gemini/gemini-2.5-pro, litellm
  ██████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  14 % of 1,048,576, catalogue
  150,000 tokens fit its window of 1,048,576
? odd  hosted_vllm/ours, direct
  nobody knows its window
long would answer.
"""
ASKED = ("explain", "writer", "--tokens", "150000", "--max-tokens", "40000")


@pytest.fixture
def folder(tmp_path):
    """A folder with a ladder of four rungs."""
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    return tmp_path


def test_pipe_and_terminal_show_the_same(folder):
    """Bars and verdicts are the same in a pipe and on a terminal of 80 columns."""
    seen = piped(*ASKED, cwd=folder, LONG_KEY="k")
    screen = on_terminal(*ASKED, cwd=folder, LONG_KEY="k")
    assert (seen.out, f"{screen.text}\n", seen.status) == (SHOWN, SHOWN, 0)


def test_terminal_has_colours(folder):
    """On a terminal what fits is green and what does not is red; NO_COLOR turns that off."""
    coloured = on_terminal(*ASKED, cwd=folder).raw
    plain = on_terminal(*ASKED, cwd=folder, NO_COLOR="1").raw
    assert ("\x1b[31m✗ writer" in coloured, "\x1b[1;32m✓ long" in coloured, "\x1b" in plain) == (
        True,
        True,
        False,
    )


def test_terminal_without_blocks_gets_letters(folder):
    """Where the encoding has no blocks, letters draw the bars, and nothing fails."""
    seen = piped(*ASKED, cwd=folder, PYTHONIOENCODING="latin-1")
    assert ("  " + 30 * "#" + 8 * "=" + ".." in seen.out, seen.out.isascii(), seen.status) == (
        True,
        True,
        0,
    )


def test_json_has_the_plan(folder):
    """As JSON there are the plan's rungs, who would answer, and what is missing."""
    seen = piped(*ASKED, "--json", cwd=folder)
    plan = json.loads(seen.out)
    assert (plan["prompt_tokens"], plan["answers"], plan["missing"], plan["rungs"][1]) == (
        150_000,
        "long",
        {"long": "the environment does not set LONG_KEY"},
        {
            "model": "long",
            "route": "anthropic/claude-sonnet-4-5",
            "window": 200_000,
            "source": "file",
            "fits": True,
            "why": "150,000 tokens and 40,000 of output fit its window of 200,000",
            "prompt_tokens": 150_000,
            "carrier": "litellm",
            "carried": "anthropic is not in the table of vendors with OpenAI's wire",
        },
    )


def test_missing_key_is_told(folder):
    """A model that a call would skip for want of its key is told, with who answers instead."""
    lines = piped(*ASKED, cwd=folder).out.splitlines()
    assert (lines[7], lines[-1]) == (
        "  now skipped: the environment does not set LONG_KEY",
        "long would answer if it had its key; as it is, huge would.",
    )


def test_ladder_that_holds_nothing(folder):
    """Where no rung can hold the prompt, that is said, and the exit status is 1."""
    seen = piped("explain", "huge", "--tokens", "2000000", cwd=folder)
    assert (seen.out.splitlines()[-1], seen.status) == ("No model of the ladder can hold it.", 1)


MESSAGES = [{"role": "user", "content": "word " * 2_000}]


@pytest.mark.parametrize(
    "given",
    [
        "word " * 2_000,
        json.dumps(MESSAGES),
        json.dumps({"model": "gpt-4", "stream": True, "messages": MESSAGES}),
    ],
    ids=["text", "messages", "request"],
)
def test_prompt_is_read(folder, given):
    """Text, messages and a request's body are counted alike, from a file and from a pipe."""
    (folder / "prompt").write_text(given, encoding="utf-8")
    from_file = piped("explain", "gpt-4", "prompt", cwd=folder)
    from_pipe = piped("explain", "gpt-4", cwd=folder, given=given)
    tokens = int(from_file.out.split()[0].replace(",", ""))
    assert (from_pipe.out, 1_700 < tokens < 2_300) == (from_file.out, True)


def test_request_keeps_its_output(folder):
    """What a request's body asks for in output counts as --max-tokens does."""
    given = json.dumps({"messages": MESSAGES, "max_completion_tokens": 7})
    assert (
        piped("explain", cwd=folder, given=given)
        .out.splitlines()[0]
        .endswith("and 7 tokens of output")
    )


@pytest.mark.parametrize("given", ["[1, 2]", "{}", '"text"', "12", "[]", "null", "[not json"])
def test_json_that_is_no_conversation_is_text(folder, given):
    """JSON that holds no messages is a text as any other."""
    assert piped("explain", cwd=folder, given=given).status == 0


@pytest.mark.parametrize(
    "arguments,told",
    [
        (["writr", "--tokens", "1"], "no model is called 'writr'; did you mean 'writer'?"),
        (["writer", "prompt.txt"], "'prompt.txt' does not exist"),
        (["writer", "."], "is a directory"),
        (["writer", "models.yaml", "--tokens", "1"], "give either --tokens or a prompt, not both"),
        (["writer", "--tokens", "many"], "'many' is not a valid integer"),
        (["writer", "--tokens", "1", "--max-tokens", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage(folder, arguments, told):
    """Wrong usage is told on standard error, with exit status 2."""
    seen = piped("explain", *arguments, cwd=folder)
    assert (seen.out, told in " ".join(seen.err.split()), seen.status) == ("", True, 2)


def test_messages_that_no_call_takes(folder):
    """Messages that a call would refuse are refused in the same words, with exit status 1."""
    seen = piped("explain", cwd=folder, given='[{"role": "nobody", "content": "a"}]')
    assert (seen.err.startswith("Error: "), "Traceback" in seen.err, seen.status) == (
        True,
        False,
        1,
    )


def test_bytes_that_are_no_text(folder):
    """A prompt that is no text at all is told in a sentence."""
    (folder / "prompt").write_bytes(b"\xff\xfe\x00")
    seen = piped("explain", "writer", "prompt", cwd=folder)
    assert (seen.err.splitlines()[-1], seen.status) == (
        "Error: the prompt is neither text in UTF-8 nor JSON",
        2,
    )


@pytest.mark.parametrize(
    "share,words",
    [
        (0, "0 %"),
        (0.0001, "under 1 %"),
        (0.5, "50 %"),
        (1, "100 %"),
        (1.001, "over 100 %"),
        (12.3, "1230 %"),
    ],
)
def test_share_of_a_window(share, words):
    """A little of a window is not nothing, and a little too much is not a hundred per cent."""
    assert percentage(share) == words


def test_ctrl_c_while_it_reads(folder):
    """At a terminal the prompt is asked for, and Ctrl-C ends that without a traceback."""
    child = spawned("explain", "writer", cwd=folder)
    child.expect("end with Ctrl-D")
    rest = interrupted(child)
    assert (child.exitstatus, "Traceback" in rest) == (128 + signal.SIGINT, False)
