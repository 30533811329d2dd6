"""``llmgate models``: the table of a file's models, and their ladders."""

import json
from pathlib import Path

import pytest
from command_line import on_terminal, piped

CONTRACT = Path(__file__).parent / "data" / "contract.yaml"

SHOWN = """\
MODEL        ROUTE                               WINDOW  FROM       $ IN  $ OUT
writer       openai/gpt-4o-mini                 128,000  catalogue  0.15   0.60
(default)
gpt-4
gpt-4-turbo
writer-long  anthropic/claude-sonnet-4-5        200,000  file       3.00  15.00
writer-huge  gemini/gemini-2.5-pro (2 times)  1,048,576  catalogue  1.25  10.00
writer-b     azure/gpt-4o-mini                  128,000  catalogue  0.15   0.60

writer  128,000
├── context_window
│   ├── writer-long  200,000
│   └── writer-huge  1,048,576
├── rate_limit: writer-b
└── any: writer-b
"""


def test_pipe_and_terminal_show_the_same():
    """The table and the ladders are the same in a pipe and on a terminal of 80 columns."""
    seen, screen = piped("models", "-f", CONTRACT), on_terminal("models", "-f", CONTRACT)
    assert (seen.out, f"{screen.text}\n", seen.err, seen.status, screen.status) == (
        SHOWN,
        SHOWN,
        "",
        0,
        0,
    )


def test_colours_are_the_terminals_alone():
    """A terminal has colours, unless NO_COLOR asks for none."""
    coloured = on_terminal("models", "-f", CONTRACT)
    plain = on_terminal("models", "-f", CONTRACT, NO_COLOR="1")
    assert ("\x1b[36mwriter" in coloured.raw, "\x1b" in plain.raw, plain.text) == (
        True,
        False,
        coloured.text,
    )


def test_json_has_the_figures():
    """As JSON a model has all its names and figures; prices are in US dollars a token."""
    entries = json.loads(piped("models", "--json", "-f", CONTRACT).out)
    assert entries[0] == {
        "name": "writer",
        "default": True,
        "aliases": ["gpt-4", "gpt-4-turbo"],
        "routes": ["openai/gpt-4o-mini"],
        "window": 128000,
        "source": "catalogue",
        "max_output_tokens": 16384,
        "input_price": 1.5e-07,
        "output_price": 6e-07,
        "fallbacks": {
            "context_window": ["writer-long", "writer-huge"],
            "rate_limit": ["writer-b"],
            "any": ["writer-b"],
        },
    }


UNKNOWN = """\
models:
  a-model-whose-name-is-longer-than-any-column-should-be-and-then-some:
    route: hosted_vllm/an-organisation-of-ours/a-model-of-ours-that-has-a-very-long-name-indeed
    aliases: [b]
    fallbacks: {context_window: [c], quota: []}
  c:
    route: ${NOT_SET_ANYWHERE}
"""


@pytest.fixture
def unknown(tmp_path):
    """A file with long names, and of whose models nobody knows anything."""
    file = tmp_path / "models.yaml"
    file.write_text(UNKNOWN, encoding="utf-8")
    return tmp_path


def test_long_names_fit_a_terminal(unknown):
    """Long names are folded to 80 columns; what nobody knows is said to be unknown."""
    screen = on_terminal("models", cwd=unknown)
    words = ("unknown", "quota: nobody", "${NOT_SET_ANYWHERE}")
    assert (max(map(len, screen.lines)) <= 80, [word in screen.text for word in words]) == (
        True,
        [True, True, True],
    )


def test_long_names_stay_whole_in_a_pipe(unknown):
    """In a pipe nothing is folded or cut, so that tools find each name."""
    lines = piped("models", cwd=unknown).out.splitlines()
    assert [len(line.split()) for line in lines[:2]] == [8, 3]


def test_wrong_file_tells_its_mistakes(tmp_path):
    """A file with mistakes is refused with all of them, on standard error."""
    file = tmp_path / "models.yaml"
    file.write_text("models:\n  w: {rout: a/b, timout: 1}\n", encoding="utf-8")
    seen = piped("models", cwd=tmp_path)
    assert (seen.out, seen.err.splitlines(), seen.status) == (
        "",
        [
            "Error: 2 mistakes in the file",
            "models.yaml:2:7: models.w.rout: unknown key 'rout'; did you mean 'route'?",
            "models.yaml:2:18: models.w.timout: unknown key 'timout'; did you mean 'timeout'?",
        ],
        1,
    )
