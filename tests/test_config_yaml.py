"""What YAML means here, and how odd and hostile files end."""

import os
import time

import pytest
import yaml

from llmgate.config import load_file, load_text
from llmgate.config.scalars import resolve
from llmgate.config.source import MAX_BYTES, read_tree
from llmgate.errors import ConfigError

MODEL = "models:\n  w:\n    route: a/b\n"
PATIENCE = 20  # seconds: a hang, not a slow machine


def mistakes(text):
    """Return the mistakes of a text."""
    with pytest.raises(ConfigError) as caught:
        load_text(text)
    return caught.value.mistakes


@pytest.mark.parametrize(
    "word,expected",
    [
        ("2024-10-21", "2024-10-21"),
        ("2024-10-21T10:00:00Z", "2024-10-21T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("yes", "yes"),
        ("Off", "Off"),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("200_000", 200000),
        ("-5", -5),
        ("+7", 7),
        ("0", 0),
        ("0123", "0123"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("1_", "1_"),
        ("1" * 18, int("1" * 18)),
        ("1" * 19, "1" * 19),
        ("1" * 60, "1" * 60),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        (".", "."),
        ("٣", "٣"),
        (".inf", float("inf")),
        ("1e999", float("inf")),
    ],
)
def test_unquoted_word(word, expected):
    """An unquoted word is text unless YAML 1.2 says in plain decimal that it is a number."""
    assert (type(resolve(word)), resolve(word)) == (type(expected), expected)


def test_quoted_words_are_text():
    """Quotes make text of anything."""
    root, _ = read_tree("a: '5'\nb: \"true\"\nc: ''\nd: |\n  1\n")
    assert root.value == {"a": "5", "b": "true", "c": "", "d": "1\n"}


def test_unquoted_api_version_is_text():
    """A date without quotes stays what the user wrote, as Azure wants it."""
    config = load_text(MODEL + "    api_version: 2024-10-21\n")
    assert config.models["w"].api_version.text == "2024-10-21"


def test_merge_keys():
    """Merged keys give way to the mapping's own, and earlier ones win."""
    root, findings = read_tree(
        "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\n"
        "c: {<<: *a, y: 3}\nd: {y: 4, <<: [*b, *a]}\ne: {'<<': 5}\n"
    )
    assert (root.value, findings) == (
        {
            "a": {"x": 1, "y": 1},
            "b": {"y": 2, "z": 2},
            "c": {"y": 3, "x": 1},
            "d": {"y": 4, "z": 2, "x": 1},
            "e": {"<<": 5},
        },
        [],
    )


def test_place_behind_an_alias_is_the_anchor():
    """What an alias brings in stands where it is written out, and can be corrected there."""
    config = load_text(MODEL + "    params: &p {top_p: 1}\n  v: {route: a/b, params: *p}\n")
    assert config.place_of(("models", "v", "params", "top_p")) == (4, 24)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending):
    """Lines are counted the same whatever ends them."""
    text = MODEL.replace("\n", ending) + "    timeout: x" + ending
    (mistake,) = mistakes(text)
    assert (mistake.line, mistake.column) == (4, 14)


def test_column_counts_characters():
    """A column counts characters, not bytes."""
    (mistake,) = mistakes('models: {"éé🙂": {route: a/b, timeout: x}}')
    assert (mistake.line, mistake.column) == (1, 39)


def test_byte_order_mark(tmp_path):
    """A file that begins with a byte order mark is read, and its columns are not shifted."""
    file = tmp_path / "models.yaml"
    file.write_bytes(b"\xef\xbb\xbfmodels: []\n")
    with pytest.raises(ConfigError) as caught:
        load_file(file)
    assert [(each.line, each.column) for each in caught.value.mistakes] == [(1, 9)]


@pytest.mark.parametrize(
    "content,expected",
    [
        (b"models:\n  caf\xe9: {}\n", ":2:6: the file is not UTF-8 from here on; save it as UTF-8"),
        (
            "models: {}".encode("utf-16"),
            ":1:1: the file is not UTF-8 from here on; save it as UTF-8",
        ),
        (b"models: \x00", ":1:9: the character U+0000 is not allowed in YAML; remove it"),
        (b"a: b\nc: \x1b[0m", ":2:4: the character U+001B is not allowed in YAML; remove it"),
    ],
)
def test_bytes_that_are_no_text(tmp_path, content, expected):
    """A file that is no plain text is refused at the first byte that shows it."""
    file = tmp_path / "models.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_file(file)
    assert str(caught.value) == f"{file}{expected}"


def test_large_file_is_refused_unread(tmp_path):
    """A file of 100 MB is refused by its size; this one has no content to read at all."""
    file = tmp_path / "models.yaml"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(ConfigError) as caught:
        load_file(file)
    assert str(caught.value) == (
        f"{file}: is too large: 100,000,000 bytes, where 4,000,000 are allowed. "
        "Is it the right file?"
    )


def test_file_that_is_not_there(tmp_path):
    """A missing file is a mistake like any other."""
    with pytest.raises(ConfigError) as caught:
        load_file(tmp_path / "models.yaml")
    assert str(caught.value) == f"{tmp_path}/models.yaml: cannot be read: No such file or directory"


def test_null_in_the_path():
    """A path that no file can have is a mistake like any other."""
    with pytest.raises(ConfigError) as caught:
        load_file("a\0b")
    assert caught.value.mistakes[0].message == "cannot be read: embedded null byte"


def test_directory(tmp_path):
    """A directory is no file."""
    with pytest.raises(ConfigError) as caught:
        load_file(tmp_path)
    assert caught.value.mistakes[0].message == "is not a regular file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipe(tmp_path):
    """A named pipe that nobody writes to does not hang the reader."""
    os.mkfifo(tmp_path / "models.yaml")
    with pytest.raises(ConfigError) as caught:
        load_file(tmp_path / "models.yaml")
    assert caught.value.mistakes[0].message == "is not a regular file"


def bomb(width, depth):
    """Return a text of which each line stands for ``width`` times the one before it."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, depth)]
    return "\n".join(lines)


HOSTILE = {
    "alias bomb": (bomb(10, 12), "more than 100,000 values"),
    "slow alias bomb": (bomb(2, 40), "more than 100,000 values"),
    "merge bomb": (
        "a0: &a0 {k: 1}\n"
        + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, x: *a{i - 1}}}\n" for i in range(1, 60)),
        "more than 100,000 values",
    ),
    "brackets": ("[" * 3_900_000, "nested more than 40 levels deep"),
    "braces": ("{a: " * 900_000, "nested more than 40 levels deep"),
    "dashes": ("- " * 1_900_000, "nested more than 40 levels deep"),
    "keys of keys": ("? " * 1_900_000, "nested more than 40 levels deep"),
    "long list": ("a: [" + "x," * 1_900_000 + "]", "more than 100,000 values"),
    "too long": ("#" * (MAX_BYTES + 1), "is too large"),
    "open quote": ("a: '" + "x" * 3_900_000, "the quote that opens here"),
    "long key": ("x" * 3_900_000 + ": 1", "a ': ' that YAML does not expect"),
    "empty lines": ("\n" * 3_900_000 + "\tx", "a tab stands where"),
    "many documents": (MODEL + "---\na\n" * 500_000, "a second document"),
    "open variables": (MODEL + "    api_key: " + "${A:-" * 700_000, "this '${' does not start"),
    "long route": ("models: {w: {route: " + "x/" * 1_900_000 + " y}}", "must be provider/model"),
    "digits": ("version: " + "9" * 3_900_000 + "\n" + MODEL, "must be the number 1"),
    "unknown keys": (
        MODEL + "".join(f"    key{i}: 1\n" for i in range(20_000)),
        "unknown key 'key0'",
    ),
}


@pytest.mark.parametrize("text,expected", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text(text, expected):
    """A file made to exhaust the reader is refused in the time that an honest one takes."""
    start = time.monotonic()
    first = mistakes(text)[0].message
    assert (first[: len(expected)], time.monotonic() - start < PATIENCE) == (expected, True)


def test_aliases_of_honest_files():
    """A file may say a thousand times that a model is like another."""
    models = "".join(f"  m{i}:\n    <<: *w\n    timeout: {i + 1}\n" for i in range(1000))
    config = load_text("models:\n  w: &w\n    route: a/b\n    params: {top_p: 1}\n" + models)
    assert config.models["m999"].params == {"top_p": 1}


def test_python_parser_loads_the_same():
    """Without PyYAML's C library the tree is the same, with the same places."""
    text = MODEL + "    params: &p\n      top_p: 0.5 # half\n  v: {<<: {route: c/d}, params: *p}\n"
    assert read_tree(text, yaml.SafeLoader) == read_tree(text, yaml.CSafeLoader)
