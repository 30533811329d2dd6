"""Keys from files and commands are fetched once, renewed in time, and never shown."""

from __future__ import annotations

import base64
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz, json_values

from llmgate.credentials import (
    RENEW_BEFORE,
    FetchedKey,
    MissingCredentialError,
    expiry_of,
    key_from_command,
    key_from_file,
)

NEVER = float("inf")
SECRET = "sk-very-secret-key"


def token(claims):
    """Return a JSON Web Token with these claims, unsigned."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.signature"


class Source:
    """What a key is fetched from: one text after the other, and how often."""

    def __init__(self, *texts):
        self.texts = list(texts)
        self.fetched = 0

    def __call__(self):
        """Fetch the next text."""
        self.fetched += 1
        return self.texts.pop(0)


def test_key_is_fetched_once():
    """A key that does not expire is fetched at its first use, and kept."""
    source = Source(SECRET)
    key = FetchedKey(source)
    assert (key.fresh(), [key.get().reveal() for _ in range(3)], source.fetched) == (
        None,
        [SECRET] * 3,
        1,
    )


def test_key_does_not_show():
    """Neither the holder of a key nor what it holds shows it."""
    key = FetchedKey(Source(SECRET))
    key.get()
    assert SECRET not in f"{key} {key!r} {key.fresh()}"


@pytest.mark.parametrize(
    "now, fetched",
    [(0.0, 1), (1000 - RENEW_BEFORE - 1, 1), (1000 - RENEW_BEFORE, 2), (1000.0, 2), (2000.0, 2)],
)
def test_token_is_renewed_shortly_before_it_expires(now, fetched):
    """A JSON Web Token is used until a minute before its end, and then fetched anew."""
    source = Source(token({"exp": 1000}), token({"exp": 9000}))
    times = iter([0.0, now])
    key = FetchedKey(source, clock=lambda: next(times))
    key.get()
    key.get()
    assert source.fetched == fetched


def test_key_is_fetched_anew_where_its_source_changed():
    """A key whose version is another is fetched again."""
    source, version = Source("old", "new"), [1]
    key = FetchedKey(source, version=lambda: version[0])
    keys = [key.get().reveal(), key.get().reveal()]
    version[0] = 2
    assert [*keys, key.get().reveal()] == ["old", "old", "new"]


def test_waiting_callers_share_one_fetch():
    """However many threads need a key at once, it is fetched once."""
    entered, release = threading.Event(), threading.Event()
    count = []

    def fetch():
        count.append(1)
        entered.set()
        release.wait(10)
        return SECRET

    key = FetchedKey(fetch)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(key.get)
        entered.wait(10)
        others = [threads.submit(key.get) for _ in range(7)]
        release.set()
        keys = {each.result(10).reveal() for each in (first, *others)}
    assert (keys, len(count)) == ({SECRET}, 1)


def test_failed_fetch_is_tried_again():
    """A fetch that failed leaves nothing behind: the next call fetches."""
    outcomes = [MissingCredentialError("not yet"), SECRET]

    def fetch():
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    key = FetchedKey(fetch)
    with pytest.raises(MissingCredentialError, match="not yet"):
        key.get()
    assert key.get().reveal() == SECRET


def test_key_from_a_file(tmp_path):
    """A file's text is the key, without the blanks round it."""
    file = tmp_path / "key"
    file.write_text(f" {SECRET}\n", "utf-8")
    assert key_from_file(str(file)).get().reveal() == SECRET


def test_changed_file_is_read_again(tmp_path):
    """A key that another program renews in its file is taken from there at the next call."""
    file = tmp_path / "key"
    file.write_text("old", "utf-8")
    key = key_from_file(str(file))
    before = key.get().reveal()
    file.write_text("new", "utf-8")
    os.utime(file, ns=(1, 1))
    assert (before, key.get().reveal()) == ("old", "new")


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "cannot be read: FileNotFoundError"),
        (b"\xff\xfe", "cannot be read: UnicodeDecodeError"),
        (b" \n", "is empty"),
    ],
)
def test_missing_key_file(tmp_path, content, said):
    """A file without a key in it is named, and its content is not."""
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MissingCredentialError) as caught:
        key_from_file(str(file)).get()
    assert str(caught.value) == f"the key file {file} {said}"


@pytest.mark.parametrize("path", ["a\0b", "~no-such-user-of-llmgate/key"])
def test_impossible_key_file(path):
    """A path that no file can have is a missing credential like any other."""
    with pytest.raises(MissingCredentialError, match="cannot be read"):
        key_from_file(path).get()


def command(code):
    """Return the words of a command that runs some Python."""
    return [sys.executable, "-c", code]


def test_key_from_a_command():
    """What a command prints is the key, without the line break."""
    assert key_from_command(command(f"print('{SECRET}')")).get().reveal() == SECRET


def test_command_reads_nothing():
    """A command that would ask the user for something is told at once that nobody answers."""
    key = key_from_command(command("import sys; print(len(sys.stdin.read()) + 123456)"))
    assert key.get().reveal() == "123456"


@pytest.mark.parametrize(
    "argv, said",
    [
        (["no-such-command-of-llmgate", SECRET],
         "the key command no-such-command-of-llmgate failed: FileNotFoundError"),
        (command(f"raise SystemExit('{SECRET}')"),
         f"the key command {sys.executable} failed: CalledProcessError"),
        (command("import sys; sys.stdout.buffer.write(bytes([255]))"),
         f"the key command {sys.executable} failed: UnicodeDecodeError"),
        (command("print(' ')"), f"the key command {sys.executable} printed nothing"),
        (["a\0b"], "the key command a\0b failed: ValueError"),
    ],
)  # fmt: skip
def test_failing_command(argv, said):
    """A command that gives no key is named by its first word; the others may hold a secret."""
    with pytest.raises(MissingCredentialError) as caught:
        key_from_command(argv).get()
    assert (str(caught.value), SECRET in str(caught.value)) == (said, False)


@pytest.mark.parametrize(
    "text, expiry",
    [
        (token({"exp": 1000}), 1000.0),
        (token({"exp": "1000.5"}), 1000.5),
        (token({"sub": "me"}), NEVER),
        (token([]), NEVER),
        (token({"exp": None}), NEVER),
        (token({"exp": float("nan")}), NEVER),
        (token({"exp": 10**400}), NEVER),
        ("a.b.c", NEVER),
        ("a.é.c", NEVER),
        ("sk-plain-key", NEVER),
        ("", NEVER),
        ("e30.W1tb.x", NEVER),
    ],
)
def test_expiry_of_a_token(text, expiry):
    """A token's ``exp`` is when it ends; what has none lasts."""
    assert expiry_of(text) == expiry


@fuzz
@given(st.text() | json_values.map(token))
def test_any_token_lasts_until_some_time(text):
    """Whatever the key is, it has a time to compare with a clock."""
    expiry = expiry_of(text)
    assert expiry == expiry + 0 or expiry == NEVER
