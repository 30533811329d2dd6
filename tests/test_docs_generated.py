"""What the pages show of the code is what the code says; `make docs` renews it."""

import importlib.util
import re
from html import unescape

import pytest
from pages import PAGES, ROOT

from llmgate.cli.app import COMMANDS, PROGRAM

spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


@pytest.mark.parametrize("path", generate.PAGES, ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path):
    """The tables of keys and the help texts are those of the code."""
    text = path.read_text(encoding="utf-8")
    assert generate.page(text) == text


def test_every_record_and_command_has_its_part():
    """No record of the file and no command is left out of the pages."""
    parts = [
        name
        for path in generate.PAGES
        for _, name, _ in generate.PART.findall(path.read_text(encoding="utf-8"))
    ]
    assert sorted(parts) == sorted([*generate.RECORDS, PROGRAM, *COMMANDS, "faults"])


def test_every_record_of_the_schema_is_on_the_page():
    """The page of models.yaml has a table for each record that the schema knows."""
    records = {
        name for name, each in generate.json_schema()["$defs"].items() if "properties" in each
    }
    assert records == set(filter(None, generate.RECORDS.values()))


def letters(text):
    """The text without its blanks."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def pictured():
    """What the commands of the pictures show today."""
    return {name: text.plain for name, text in generate.pictures().items()}


@pytest.mark.parametrize("name", generate.SHOWN)
def test_pictures_show_what_the_commands_do(pictured, name):
    """A picture holds the command's own output, word for word."""
    drawn = (generate.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    texts = re.findall(r'<text class="[\w-]+-r\d+"[^>]*>(.*?)</text>', drawn)
    shown = letters(unescape("".join(texts)))
    assert shown == letters(pictured[name])


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    """Each file of the repository that a page links to or shows is there."""
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.path.read_text(encoding="utf-8"))
    files = [link for link in links if "://" not in link]
    assert [link for link in files if not (page.path.parent / link).exists()] == []
