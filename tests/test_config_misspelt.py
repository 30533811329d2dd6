"""Every key and every name of a good file, misspelt one at a time, is found at its place."""

from pathlib import Path

import pytest
from wrong_files import DATA

from llmgate.config import json_schema
from llmgate.config.source import read_tree
from llmgate.config.tree import walk
from llmgate.review import review_bytes

EVERY_KEY = DATA / "every-key.yaml"
FILES = [Path(__file__).parent.parent / "models.yaml", DATA / "contract.yaml", EVERY_KEY]

# Below these the words are the user's own, so none of them can be wrong.
FREE = {"headers", "extra_body"}
TARGETS = {"context_window", "output_length", "rate_limit", "quota", "timeout", "unavailable"}
TARGETS |= {"auth", "not_found", "content_policy", "any", "fallbacks"}


def misspelt(word):
    """A word with two of its letters changed about, or one left out where they are equal."""
    middle = len(word) // 2
    first, second = word[middle - 1], word[middle]
    changed = word[: middle - 1] + second + first + word[middle + 1 :]
    return changed if changed != word else word[:middle] + word[middle + 1 :]


def keys(root):
    """Each key that is no name: its path, its place, and the word."""
    for path, node in walk(root):
        if path not in ((), ("models",)) and FREE.intersection(path):
            continue
        if path != ("models",):
            yield from (((*path, key), place, key) for key, place in node.key_places.items())


def is_name(path):
    """Say whether a text at a path is a model's name where it is used, or one of few choices."""
    if path[-1] in ("on_length", "carrier") or path == ("defaults", "model"):
        return True
    return isinstance(path[-1], int) and not TARGETS.isdisjoint(path)


def names(root):
    """Each name of a model, a choice or a provider where it is used: path, place, the word."""
    for path, node in walk(root):
        if not isinstance(node.value, str) or FREE.intersection(path):
            continue
        if is_name(path):
            yield path, node.place, node.value
        elif path[-1] == "route":
            yield path, node.place, node.value.partition("/")[0]


def spoilt(text, place, word):
    """The text with one word of it misspelt."""
    lines = text.splitlines(keepends=True)
    line, column = place
    start = lines[line - 1].index(word, column - 1)
    lines[line - 1] = (
        lines[line - 1][:start] + misspelt(word) + lines[line - 1][start + len(word) :]
    )
    return "".join(lines)


def cases(find):
    """Each word of the files, as a case of a test that is called by its file and path."""
    for file in FILES:
        text = file.read_text("utf-8")
        root, _ = read_tree(text)
        for path, place, word in find(root):
            name = f"{find.__name__}:{file.stem}:{'.'.join(map(str, path))}"
            yield pytest.param(spoilt(text, place, word), place, word, id=name)


def told_at(text, place):
    """What a review says of the place."""
    review = review_bytes(text.encode(), {})
    found = [*review.mistakes, *review.warnings]
    return [each.message for each in found if (each.line, each.column) == place]


@pytest.mark.parametrize("text,place,word", [*cases(keys), *cases(names)])
def test_misspelt_word_is_found(text, place, word):
    """A misspelt key or name is told at its line and column, with the word that was meant."""
    assert [f"did you mean {word!r}?" in message for message in told_at(text, place)] == [True]


def definitions():
    """Each name or alias that is referred to: the text in which it is misspelt, and from where."""
    text = EVERY_KEY.read_text("utf-8")
    root, _ = read_tree(text)
    used = {}
    for path, place, word in names(root):
        if path[-1] not in ("route", "on_length", "carrier"):
            used.setdefault(word, []).append(place)
    models = root.children["models"]
    for name, model in models.children.items():
        places = {name: models.key_places[name]}
        aliases = model.children.get("aliases")
        places |= {each.value: each.place for each in aliases.children.values()} if aliases else {}
        for word in (each for each in places if each in used):
            yield pytest.param(spoilt(text, places[word], word), used[word], word, id=word)


@pytest.mark.parametrize("text,places,word", [*definitions()])
def test_misspelt_definition_is_found_where_it_is_used(text, places, word):
    """A model or alias that is defined misspelt is told wherever it is used by its right name."""
    hints = [told_at(text, place) for place in places]
    near = f"unknown model {word!r}; did you mean"
    assert [[near in message for message in found] for found in hints] == [[True]] * len(places)


def test_the_file_has_every_key():
    """The file that is spoilt uses each key that the schema knows, in each record that has it."""
    root, _ = read_tree(EVERY_KEY.read_text("utf-8"))
    used = {key for path, _, key in keys(root)}
    records = [*json_schema()["$defs"].values(), json_schema()]
    known = {key for record in records for key in record.get("properties", {})}
    assert known - used == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_files_are_good(file):
    """Before they are spoilt, the files have neither a mistake nor a warning."""
    review = review_bytes(file.read_bytes(), {})
    assert (review.mistakes, review.warnings) == ((), ())
