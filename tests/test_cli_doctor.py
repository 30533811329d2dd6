"""``llmgate doctor``: what each model would use, and whether it answers."""

import json
import subprocess
import sys

import pytest
from command_line import on_terminal, piped

from llmgate.testing import Fail, FakeModel, FakeProviders, Hang, RateLimit

SECRET = "sk-never-to-be-seen"

FILE = """\
defaults: {model: writer}
models:
  writer:
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    api_base: ${OPENAI_BASE_URL:-https://api.openai.com/v1}
    fallbacks: [long]
  long:
    route: anthropic/claude-sonnet-4-5
    api_base: http://user:sk-never-to-be-seen@127.0.0.1:9/v1?key=sk-never-to-be-seen
    headers: {x-auth-token: sk-never-to-be-seen, x-team: "${TEAM:-}"}
    deployments:
      - {api_key: {file: key.txt}}
      - {api_key: {command: [no-such-program, sk-never-to-be-seen]}}
      - {api_key: sk-never-to-be-seen}
  minted: {route: openai/glm-4, api_key: {mint: zhipu, from: "${ID}.${SECRET}"}}
  litellm-s: {route: groq/llama-3.3-70b-versatile}
  local: {route: hosted_vllm/mine, api_base: "http://127.0.0.1:9/v1"}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with a file in which credentials come from everywhere."""
    (tmp_path / "models.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "key.txt").write_text(SECRET, encoding="utf-8")
    return tmp_path


def found(folder, **environ):
    """What the doctor says of each deployment, as JSON has it."""
    seen = piped("doctor", "--json", cwd=folder, **environ)
    assert SECRET not in seen.out + seen.err
    return {
        (each["model"], each["deployment"]): each for each in json.loads(seen.out)["deployments"]
    }


def key(each):
    """The first credential of a deployment: where it comes from, and whether it is there."""
    first = each["credentials"][0]
    return first["origin"], first["where"], first["there"]


def test_origin_of_each_key_is_told(folder):
    """Of each key it is told where it comes from and whether it is there, never what it is."""
    environ = {"OPENAI_API_KEY": SECRET, "ID": "an-id", "SECRET": SECRET, "GROQ_API_KEY": SECRET}
    assert {name: key(each) for name, each in found(folder, **environ).items()} == {
        ("writer", 0): ("environment", "OPENAI_API_KEY", True),
        ("long", 0): ("file", "key.txt", True),
        ("long", 1): ("command", "no-such-program", False),
        ("long", 2): ("models.yaml", "", True),
        ("minted", 0): ("mint", "zhipu, from ID, SECRET", True),
        ("litellm-s", 0): ("environment", "GROQ_API_KEY", True),
        ("local", 0): ("none", "", None),
    }


def test_what_is_missing_is_wrong(folder):
    """A missing variable, file or program is wrong, and each is named."""
    (folder / "key.txt").unlink()
    wrong = {name: each["wrong"] for name, each in found(folder, OPENAI_API_KEY="").items()}
    assert wrong == {
        ("writer", 0): ["the environment does not set OPENAI_API_KEY"],
        ("long", 0): ["the key file key.txt cannot be read: FileNotFoundError"],
        ("long", 1): ["there is no program no-such-program"],
        ("long", 2): [],
        ("minted", 0): ["the environment does not set ID, SECRET"],
        ("litellm-s", 0): ["write `api_key` in models.yaml, or set GROQ_API_KEY"],
        ("local", 0): [],
    }


def test_address_and_who_set_it_are_told(folder):
    """The base URL is shown without credentials, and with who has set it."""
    environ = {"OPENAI_BASE_URL": f"https://u:{SECRET}@proxy.test/v1", "GROQ_API_BASE": "http://g/"}
    addresses = {
        name: tuple(each["address"].values())
        for (name, _), each in found(folder, **environ).items()
    }
    assert addresses == {
        "writer": ("https://proxy.test/v1", "OPENAI_BASE_URL"),
        "long": ("http://127.0.0.1:9/v1", "models.yaml"),
        "minted": ("https://proxy.test/v1", "OPENAI_BASE_URL, which LiteLLM looks up"),
        "litellm-s": ("http://g/", "GROQ_API_BASE, which LiteLLM looks up"),
        "local": ("http://127.0.0.1:9/v1", "models.yaml"),
    }


def test_other_credentials_are_told(folder):
    """Headers that hold a variable or a secret are credentials as well."""
    others = found(folder, OPENAI_API_KEY="x")["long", 0]["credentials"][1:]
    assert [(each["keyword"], each["origin"], each["there"]) for each in others] == [
        ("headers.x-auth-token", "models.yaml", True),
        ("headers.x-team", "none", None),
    ]


SHOWN = """\
✓ writer  openai/gpt-4o-mini
  api_key   OPENAI_API_KEY: set
  base URL  https://api.openai.com/v1, set by models.yaml
"""


def test_person_and_pipe_are_shown_the_same(folder):
    """A terminal of 80 columns and a pipe show it, the status is 1, and no secret is shown."""
    seen = piped("doctor", cwd=folder, OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="")
    screen = on_terminal("doctor", cwd=folder, OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="")
    everything = seen.out + seen.err + screen.raw
    assert (SHOWN in seen.out, SHOWN in screen.text, SECRET in everything) == (True, True, False)
    assert (seen.err, seen.status, screen.status) == ("3 things wrong\n", 1, 1)


def test_colours_are_the_terminals_alone(folder):
    """A terminal has colours, unless NO_COLOR asks for none."""
    coloured = on_terminal("doctor", cwd=folder)
    plain = on_terminal("doctor", cwd=folder, NO_COLOR="1")
    assert ("\x1b[3" in coloured.raw, "\x1b" in plain.raw) == (True, False)


def test_file_and_why_it_is_this_one_are_told(folder):
    """The file that is read is named, and why it is that one."""
    ways = {
        "the nearest from the working directory upwards": piped("doctor", "--json", cwd=folder),
        "named by --file": piped("doctor", "--json", "-f", "models.yaml", cwd=folder),
        "named by LLMGATE_CONFIG": piped(
            "doctor", "--json", cwd=folder, LLMGATE_CONFIG="models.yaml"
        ),
    }
    assert {why: json.loads(seen.out)["why"] for why, seen in ways.items()} == {
        why: why for why in ways
    }


def test_wrong_file_is_told_with_the_packages(tmp_path):
    """A file with mistakes is wrong, and the packages are looked at all the same."""
    (tmp_path / "models.yaml").write_text("models:\n  w: {rout: a/b}\n", encoding="utf-8")
    seen = piped("doctor", cwd=tmp_path)
    assert ("litellm" in seen.out, "models.w.rout: unknown key" in seen.err, seen.status) == (
        True,
        True,
        1,
    )


def test_doctor_is_light(folder):
    """Without --live neither LiteLLM nor the openai package is imported."""
    code = (
        "import sys\n"
        "from llmgate.cli.app import run\n"
        "status = run(['doctor', '--json'])\n"
        "print(status, sorted({'litellm', 'openai'} & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, check=True, text=True
    )
    assert run.stderr == "1 []\n"


LIVE = """\
defaults: {model: writer, retries: 3, params: {n: 2}}
models:
  writer:
    route: openai/gpt-4o-mini
    api_base: ${OPENAI_BASE_URL}
    fallbacks: [other]
    deployments:
      - {api_key: "${OPENAI_API_KEY}"}
      - {api_key: sk-never-to-be-seen}
  other:
    route: anthropic/claude-sonnet-4-5
    api_key: ${ANTHROPIC_API_KEY}
    api_base: ${ANTHROPIC_BASE_URL}
  unset: {route: gemini/gemini-2.5-pro, api_key: "${NO_SUCH_KEY}"}
"""


@pytest.fixture
def providers():
    """The vendors."""
    with FakeProviders({"gpt-4o-mini": FakeModel()}) as providers:
        yield providers


@pytest.fixture
def live(providers, tmp_path):
    """Ask every deployment of a file whose second key is wrong."""
    (tmp_path / "models.yaml").write_text(LIVE, encoding="utf-8")

    def run(*arguments, way=piped):
        return way("doctor", "--live", *arguments, cwd=tmp_path, **providers.environ())

    return run


def test_each_deployment_is_asked_alone(live, providers):
    """Each key is asked once; no fallback, second try or other key answers in its place."""
    providers.always("anthropic", RateLimit())
    seen = live("--json")
    rows = {each["name"]: each["reason"] for each in json.loads(seen.out)["live"]}
    assert (rows, len(providers.requests), SECRET in seen.out, seen.status) == (
        {"writer": None, "writer[1]": "auth", "other": "rate_limit", "unset": "auth"},
        3,
        False,
        1,
    )


def test_answers_are_a_table(live):
    """A row each says who answered, in how many seconds, with how many tokens, at what cost."""
    seen = live()
    table = seen.out.partition("MODEL")[2].splitlines()[1:4]
    rows = [line.split() for line in table]
    assert ([row[:3] for row in rows], len(rows[0]), len(rows[1])) == (
        [["writer", "✓", "answered"], ["writer[1]", "✗", "auth"], ["other", "✓", "answered"]],
        6,
        4,
    )


def test_failures_say_what_to_do(live):
    """Below the table each failure has its cause in plain words, and what to do next."""
    seen = live()
    assert (
        "writer[1]: the key was refused (HTTP 401): " in seen.out,
        "unset is skipped: the environment does not set NO_SUCH_KEY\n" in seen.out,
        seen.err,
    ) == (True, True, "1 thing wrong; 2 of 4 answered\n")


def test_vendor_that_hangs_has_its_time(live, providers):
    """A request without an answer ends after --timeout, and the others are not kept waiting."""
    providers.always("anthropic", Hang())
    rows = json.loads(live("--json", "--timeout", "10").out)["live"]
    assert {each["name"]: each["reason"] for each in rows} == {
        "writer": None,
        "writer[1]": "auth",
        "other": "timeout",
        "unset": "auth",
    }


def test_terminal_has_a_bar(live, providers):
    """At a terminal a bar shows how many have ended; it is gone at the end."""
    providers.always("openai", Fail(500))
    screen = live(way=on_terminal)
    assert ("Asking" in screen.raw, "Asking" in screen.text, screen.status) == (True, False, 1)
