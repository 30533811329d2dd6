"""Plain data as YAML that people like to read, with remarks in it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import yaml

from llmgate.config.scalars import is_text_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from llmgate.litellm_config.notes import Note

WIDTH = 100
SCHEMA = "# yaml-language-server: $schema=./models.schema.json"


class Block(dict[str, Any]):
    """A mapping of one key a line, also where it would fit on one line."""


class Writer(yaml.SafeDumper):
    """Writes short lists and mappings on one line, and quotes what YAML could misread."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (PyYAML's own signature)
        """Write the same value again where it stands twice."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  (PyYAML's own signature)
        """Indent lists beneath their keys."""
        super().increase_indent(flow, indentless=False)


def is_flat(value: Any) -> bool:
    """Say whether a list or mapping holds single values alone, or lists of them."""
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(item, dict | list) and item for item in items)


def write_text(writer: Writer, text: str) -> yaml.Node:
    """Write a text, in quotes where an unquoted word would be something else."""
    style = None if is_text_everywhere(text) and text.isprintable() else '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def write_mapping(writer: Writer, value: dict[str, Any]) -> yaml.Node:
    """Write a mapping, on one line if it is flat."""
    return writer.represent_mapping("tag:yaml.org,2002:map", value.items(), is_flat(value))


def write_block(writer: Writer, value: Block) -> yaml.Node:
    """Write a mapping of one key a line."""
    return writer.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=False)


def write_list(writer: Writer, value: list[Any]) -> yaml.Node:
    """Write a list, on one line if it is flat."""
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, is_flat(value))


Writer.add_representer(str, write_text)
Writer.add_representer(dict, write_mapping)
Writer.add_representer(Block, write_block)
Writer.add_representer(list, write_list)


def yaml_text(value: Any, indent: int = 0) -> str:
    """Return plain data as YAML."""
    text = yaml.dump(
        value, Dumper=Writer, allow_unicode=True, sort_keys=False, width=2**20, indent=2
    )
    return textwrap.indent(text, " " * indent)


def remark(text: str, indent: int = 0) -> str:
    """Return a comment, in as many lines as it takes."""
    start = f"{' ' * indent}# "
    lines = textwrap.wrap(
        " ".join(text.split()), WIDTH - len(start), break_long_words=False, break_on_hyphens=False
    )
    return "".join(f"{start}{'  ' if at else ''}{line}\n" for at, line in enumerate(lines))


def remarks(notes: Iterable[Note], model: str | None, indent: int = 0) -> str:
    """Return the notes on a model as comments."""
    return "".join(remark(str(note), indent) for note in notes if note.model == model)


def models_yaml(data: Mapping[str, Any], notes: Iterable[Note], source: str) -> str:
    """Return a models.yaml, each note as a comment at its model."""
    notes = tuple(notes)
    origin = f"From {source}, by `llmgate import`; comments of that file are not carried over."
    known = set(data["models"])
    loose = [note for note in notes if note.model not in known]
    head = [f"{SCHEMA}\n", remark(origin), *(remark(str(note)) for note in loose)]
    defaults = data.get("defaults")
    parts = [
        "".join(head) + "version: 1\n",
        *([yaml_text({"defaults": Block(defaults)})] if defaults else []),
        "".join(model_blocks(data["models"], notes)),
    ]
    return "\n".join(parts)


def model_blocks(models: Mapping[str, Any], notes: tuple[Note, ...]) -> Iterator[str]:
    """Yield the models one after the other, an empty line between two."""
    yield "models:\n"
    for at, (name, model) in enumerate(models.items()):
        yield "\n" if at else ""
        yield yaml_text({name: Block(model)}, 2)
        yield remarks(notes, name, 4)


def proxy_yaml(data: Mapping[str, Any], notes: Iterable[Note], source: str) -> str:
    """Return the configuration of a LiteLLM proxy, the notes as comments at its top."""
    origin = f"From {source}, by `llmgate export --to litellm`."
    entries = [block(entry) for entry in data["model_list"]]
    parts = [
        "".join([remark(origin), *(remark(str(note)) for note in notes)]),
        yaml_text({"model_list": entries}),
    ]
    if router := data.get("router_settings"):
        parts.append(yaml_text({"router_settings": Block(router)}))
    return "\n".join(parts)


def block(entry: dict[str, Any]) -> Block:
    """Return an entry of the model list, to be written with one key a line."""
    return Block(
        {key: Block(value) if isinstance(value, dict) else value for key, value in entry.items()}
    )
