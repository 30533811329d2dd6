"""Writes what the pages show of the code: the keys of models.yaml, help texts, pictures.

`make docs` runs it; a test holds the committed pages against it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import click
import pexpect
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from llmgate.cli.app import PROGRAM, commands
from llmgate.config.json_patterns import REFERENCE
from llmgate.config.json_schema import json_schema
from llmgate.testing.faults import Fault

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "models.schema.json"
PICTURES = ROOT / "docs" / "img"
PAGES = [ROOT / "docs" / f"{name}.md" for name in ("configuration", "command-line", "testing")]
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 80
# A picture that loads a font from elsewhere tells that somebody looks at it.
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)

# The schema's records by the names under which the page has them.
RECORDS = {
    "file": None,
    "defaults": "Defaults",
    "model": "Model",
    "deployment": "Deployment",
    "fallbacks": "Fallbacks",
    "overflow": "OverflowRule",
    "command": "CommandSource",
    "keyfile": "FileSource",
    "mint": "MintSource",
}

PLAIN = {"boolean": "true or false", "object": "mapping", "string": "text"}

WRONG = """\
models:
  writer:
    route: openai/gpt-4o-mini
    api_key: ${OPENAI_API_KEY}
    fallbacks: {context_window: [writer-lnog, writer-huge]}
  writer-long:
    rout: anthropic/claude-sonnet-4-5
    api_key: sk-ant-1234
  writer-huge:
    route: gemni/gemini-2.5-pro
"""
SHOWN = {
    "check": "check models.yaml",
    "models": "models",
    "explain": "explain writer --tokens 150000 --max-tokens 8000",
}


def page(text: str) -> str:
    """A page with its generated parts renewed."""
    return PART.sub(lambda part: f"{part[1]}{generated(part[2])}{part[3]}", text)


def generated(name: str) -> str:
    """One generated part: the keys of a record, the faults of the kit, or a command's help."""
    if name == "faults":
        return faults()
    return keys(RECORDS[name]) if name in RECORDS else help_of(name)


def keys(record: str | None) -> str:
    """The keys of a record as a table."""
    schema = json_schema()
    definitions: Any = schema["$defs"]
    properties = (definitions[record] if record else schema)["properties"]
    rows = [
        f"| `{key}` | {takes(value, definitions)} | {described(value, definitions)} |\n"
        for key, value in properties.items()
    ]
    return "".join(["| key | takes | |\n", "| --- | --- | --- |\n", *rows])


def described(value: dict[str, Any], definitions: dict[str, Any]) -> str:
    """The description of a key, with its default."""
    record = definitions.get(value.get("$ref", "").rpartition("/")[2], {})
    text = value.get("description") or record["description"]
    if "default" not in value:
        return str(text)
    return f"{text} Default: `{json.dumps(value['default'])}`."


def takes(value: dict[str, Any], definitions: dict[str, Any]) -> str:
    """In words what a key takes."""
    match value:
        case {"$ref": str(reference)}:
            words = takes(definitions[reference.rpartition("/")[2]], definitions)
        case {"enum": choices}:
            words = ", ".join(f"`{word}`" for word in choices)
        case {"const": constant}:
            words = f"`{json.dumps(constant)}`"
        case {"pattern": pattern} if pattern == REFERENCE:
            words = "`${NAME}`"
        case {"type": "array", "items": items}:
            words = f"list of {plural(takes(items, definitions))}"
        case {"type": str(kind)} if kind in PLAIN:
            words = PLAIN[kind]
        case {"anyOf": parts}:
            words = " or ".join(dict.fromkeys(takes(each, definitions) for each in parts))
        case _:
            words = number(value)
    return words


def plural(words: str) -> str:
    """The words for several of a kind."""
    return {"text": "texts", "mapping": "mappings"}[words]


def number(value: dict[str, Any]) -> str:
    """In words which numbers a key takes."""
    least = value.get("minimum", value.get("exclusiveMinimum"))
    above = "above" if "exclusiveMinimum" in value else "from"
    most = f" to {value['maximum']}" if value["maximum"] < 10**12 else ""
    whole = "whole number" if value["type"] == "integer" else "number"
    return f"{whole} {above} {least}{most}"


def faults() -> str:
    """What a fake vendor can be told to do, as a table: each class and its first sentence."""
    said = {kind.__name__: kind.__doc__ or "" for kind in get_args(Fault)}
    rows = [f"| `{name}` | {first_paragraph(text)} |\n" for name, text in said.items()]
    return "".join(["| fault | what the vendor does |\n", "| --- | --- |\n", *rows])


def first_paragraph(docstring: str) -> str:
    """The first paragraph of a docstring on one line, in Markdown."""
    return " ".join(docstring.partition("\n\n")[0].split()).replace("``", "`")


def help_of(name: str) -> str:
    """What `--help` of a command says, in a block."""
    command = commands if name == PROGRAM else commands.get_command(click.Context(commands), name)
    assert command is not None, name  # noqa: S101  (a page that names no command)
    parent = None if name == PROGRAM else click.Context(commands, info_name=PROGRAM)
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH
    )
    return f"```\n{command.get_help(context)}\n```\n"


def on_terminal(arguments: str, folder: str) -> str:
    """What a command shows on a terminal of 80 columns, escapes and all."""
    environ = {**os.environ, "TERM": "xterm-256color", "OPENAI_API_KEY": "k"}
    environ |= {"ANTHROPIC_API_KEY": "k", "GEMINI_API_KEY": "k"}
    for name in ("NO_COLOR", "COLUMNS", "LLMGATE_CONFIG"):
        environ.pop(name, None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "llmgate", *arguments.split()],
        cwd=folder,
        env=environ,
        dimensions=(100, WIDTH),
        encoding="utf-8",
    )
    shown: str = child.read()
    child.close()
    return shown.replace("\r\n", "\n")


def pictures() -> dict[str, Text]:
    """The output of each command that has a picture, with its colours."""
    shown = {}
    for name, arguments in SHOWN.items():
        with tempfile.TemporaryDirectory() as folder:
            file = WRONG if name == "check" else (ROOT / "models.yaml").read_text("utf-8")
            Path(folder, "models.yaml").write_text(file, encoding="utf-8")
            prompt = Text.assemble(("$ ", "dim"), f"{PROGRAM} {arguments}\n")
            shown[name] = prompt.append(Text.from_ansi(on_terminal(arguments, folder)))
    return shown


def svg(name: str, shown: Text) -> str:
    """A picture of a terminal."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(shown)
    drawn = console.export_svg(title=f"{PROGRAM} {name}", theme=MONOKAI, unique_id=name)
    return FONT.sub("", drawn)


def main() -> None:
    """Renew everything that is generated."""
    SCHEMA.write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    for path in PAGES:
        path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, shown in pictures().items():
        (PICTURES / f"{name}.svg").write_text(svg(name, shown), encoding="utf-8")


if __name__ == "__main__":
    main()
