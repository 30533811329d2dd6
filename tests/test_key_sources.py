"""Keys come from files and commands, and what is wrong with one is told without showing it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from llmgate.keys.credentials import MissingCredentialError
from llmgate.keys.key_sources import key_from_command, key_from_file

SECRET = "sk-very-secret-key"


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
        (f"export KEY={SECRET}\n# a comment\n".encode(), "holds more than a key"),
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
         f"the key command {sys.executable} failed with exit status 1"),
        (command("import sys; sys.stdout.buffer.write(bytes([255]))"),
         f"the key command {sys.executable} failed: UnicodeDecodeError"),
        (command("print(' ')"), f"the key command {sys.executable} printed nothing"),
        (command(f"print('{SECRET}\\nand more')"),
         f"the key command {sys.executable} printed more than a key"),
        (command(f"print('{SECRET}é')"),
         f"the key command {sys.executable} printed more than a key"),
        (["a\0b"], "the key command a\0b failed: ValueError"),
    ],
)  # fmt: skip
def test_failing_command(argv, said):
    """A command that gives no key is named by its first word; the others may hold a secret."""
    with pytest.raises(MissingCredentialError) as caught:
        key_from_command(argv).get()
    assert (str(caught.value), SECRET in str(caught.value)) == (said, False)


def test_nothing_of_a_failed_command_is_kept():
    """No exception beneath the error has what the command printed."""
    with pytest.raises(MissingCredentialError) as caught:
        key_from_command(command(f"print('{SECRET}'); raise SystemExit(3)")).get()
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def is_running(pid):
    """Whether a process is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
def test_hanging_command_is_ended(tmp_path):
    """A command that does not end in time is ended, and with it what it has started."""
    file = tmp_path / "pid"
    shell = f"sleep 100 & echo $! > {file}.part; mv {file}.part {file}; wait"
    with pytest.raises(MissingCredentialError, match=r"the key command sh did not end within 1 s"):
        key_from_command(["sh", "-c", shell], timeout=1.0).get()
    pid, patience = int(file.read_text("utf-8")), time.monotonic() + 10
    while is_running(pid) and time.monotonic() < patience:
        time.sleep(0.01)
    assert is_running(pid) is False


def test_command_has_no_terminal():
    """A command that would ask at the terminal finds none."""
    code = "try: open('/dev/tty')\nexcept OSError: print('no-terminal')"
    assert key_from_command(command(code)).get().reveal() == "no-terminal"


def test_replaced_file_of_the_same_age_is_read_again(tmp_path):
    """A file that another one took the place of is read, whatever time it bears."""
    file, other = tmp_path / "key", tmp_path / "other"
    for path, text in ((file, "old"), (other, "new")):
        path.write_text(text, "utf-8")
        os.utime(path, ns=(1, 1))
    key = key_from_file(str(file))
    before = key.get().reveal()
    other.replace(file)
    assert (before, key.get().reveal()) == ("old", "new")
