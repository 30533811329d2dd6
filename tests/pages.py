"""The pages of the documentation, and the examples in them.

In a page, ``python`` blocks are one program and ``text`` blocks what it prints; ``yaml`` blocks
with ``models:`` in them are models.yaml; in ``console`` blocks each ``$ llmgate …`` is run, also
behind ``$ echo … |``, and the lines below it are what a terminal shows. A yaml block whose first
line is a comment with a file's name stands in the examples' folder as that file, beside this
repository's models.yaml.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"# ([\w.-]+\.yaml)\n")


@dataclass(frozen=True)
class Block:
    """A fenced block: its text, and the line of the page on which it begins."""

    page: str
    line: int
    text: str

    def __str__(self):
        return f"{self.page}:{self.line}"

    @property
    def file(self):
        """The name of the file that it is; None where it is no file of the examples."""
        named = NAMED.match(self.text)
        return named[1] if named else None


@dataclass(frozen=True)
class Page:
    """One page."""

    path: Path

    def __str__(self):
        return self.path.name

    def blocks(self, language):
        """The fenced blocks of a language."""
        text = self.path.read_text(encoding="utf-8")
        fences = re.finditer(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        return [
            Block(str(self), text.count("\n", 0, fence.start(1)) + 1, fence[1]) for fence in fences
        ]

    def program(self):
        """The Python blocks as one program, each line where it stands in the page."""
        lines = {
            block.line + at: line
            for block in self.blocks("python")
            for at, line in enumerate(block.text.splitlines())
        }
        return "\n".join(lines.get(at, "") for at in range(1, max(lines, default=0) + 1))

    def output(self):
        """What the program prints, as the page shows it."""
        return "".join(block.text for block in self.blocks("text"))

    def sessions(self):
        """Each command line of a page that calls llmgate, with what a terminal shows below it."""
        return [
            Block(each.page, each.line + at, command)
            for each in self.blocks("console")
            for at, command in commands(each.text)
            if re.match(r"\$ (echo .* \| )?llmgate ", command)
        ]

    def lay_out(self, folder):
        """Put the files of the page's examples into a folder."""
        shutil.copy(ROOT / "models.yaml", folder)
        for block in self.blocks("yaml"):
            if block.file:
                (folder / block.file).write_text(block.text, encoding="utf-8")


def commands(text):
    """The command lines of a console block, each with its output, and where each begins."""
    found = re.finditer(r"^\$ .*\n(?:(?!\$ ).*\n)*", text, re.MULTILINE)
    return [(text.count("\n", 0, each.start()), each[0]) for each in found]


PAGES = [Page(ROOT / "README.md"), *map(Page, sorted((ROOT / "docs").glob("*.md")))]
