"""Wrong and doubtful files, and what is said of each: the pages in tests/data."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def cases(page):
    """The files of a page, and the lines that are said of each, by their names."""
    found = {}
    for case in (DATA / page).read_text("utf-8").split("#### ")[1:]:
        text, _, expected = case.partition(">>>>\n")
        name, _, text = text.partition("\n")
        assert name not in found
        found[name] = text, expected.strip().splitlines()
    return found


MISTAKES = cases("mistakes.txt")
WARNINGS = cases("warnings.txt")
