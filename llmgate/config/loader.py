"""Loading a configuration: the file's tree, the schema, the checks, and all mistakes at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import ValidationError

from llmgate.config.checks import check, proxy_config
from llmgate.config.mistakes import mistakes, schema_findings
from llmgate.config.plain import plain_tree
from llmgate.config.schema import Defaults, Document, Model
from llmgate.config.source import decoded, read_file, read_tree
from llmgate.config.targets import check_names
from llmgate.config.tree import Finding, Node, Path, Place, RefusedError
from llmgate.errors import ConfigError, Mistake
from llmgate.names import Speller

Reading: TypeAlias = Callable[[], tuple[Node, list[Finding]]]


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration says, variables of the environment unresolved.

    ``models`` are the models by name, ``defaults`` what holds for all, and ``file`` where it
    was read from (None for text and data). Its repr shows no key, header or keyword.
    """

    models: Mapping[str, Model]
    defaults: Defaults
    file: str | None = None
    tree: Node = field(default_factory=lambda: Node({}), repr=False, compare=False)

    def place_of(self, path: Path, *, key: bool = False) -> Place | None:
        """Return line and column, from 1, of the value at a path, or of its key.

        A path is as in ``("models", "writer", "fallbacks", "any", 0)``. None where there is
        no file or the file does not say it.
        """
        return self.tree.key_place_of(path) if key else self.tree.place_of(path)


@dataclass(frozen=True, slots=True)
class Examined:
    """What there is of a configuration: all of it, or its mistakes and what could be read.

    ``config`` is None where there are mistakes. Its repr shows no key, header or keyword.
    """

    mistakes: tuple[Mistake, ...]
    config: Config | None
    tree: Node = field(repr=False, compare=False)
    file: str | None = None

    @property
    def outcome(self) -> Config | tuple[Mistake, ...]:
        """The configuration, else its mistakes."""
        return self.mistakes if self.config is None else self.config


def load_file(path: str | os.PathLike[str]) -> Config:
    """Return what a models.yaml says; raises ``ConfigError``, also for an unreadable file."""
    return settled(examine_file(path).outcome)


def load_text(text: str, *, file: str | None = None) -> Config:
    """Return what the text of a models.yaml says; ``file`` is the name for its mistakes."""
    return settled(examine(lambda: read_tree(text), file).outcome)


def load_dict(data: Mapping[str, object]) -> Config:
    """Return what plain data says, by the same schema; its mistakes have no line."""
    return settled(examine(lambda: read_data(data), None).outcome)


def examine_file(path: str | os.PathLike[str]) -> Examined:
    """Return what a models.yaml says, and all that is wrong with it."""
    return examine(lambda: read_tree(read_file(path)), os.fspath(path))


def examine_bytes(content: bytes, *, file: str | None = None) -> Examined:
    """Return what the content of a models.yaml says, and all that is wrong with it."""
    return examine(lambda: read_tree(decoded(content)), file)


def read_data(data: object) -> tuple[Node, list[Finding]]:
    """Return the tree of plain data, which has to be a mapping."""
    if not isinstance(data, Mapping):
        raise RefusedError(Finding((), "a configuration is a mapping, with 'models' in it"))
    return plain_tree(data)


def settled(outcome: Config | tuple[Mistake, ...]) -> Config:
    """Return a configuration, or raise its mistakes where no local variable holds a secret."""
    if isinstance(outcome, Config):
        return outcome
    raise ConfigError(outcome)


def examine(reading: Reading, file: str | None) -> Examined:
    """Return a configuration, or all that is wrong with it and what could be read."""
    try:
        root, findings = reading()
    except RefusedError as refused:
        return wrong([refused.finding], Node(None), file)
    if proxy := proxy_config(root):
        return wrong([proxy], root, file)
    speller = Speller()
    document, misfits = validated(root, speller)
    findings += [*misfits, *check(root, speller), *check_names(root, speller)]
    if document is None or findings:
        return wrong(findings, root, file)
    config = Config(document.models, document.defaults, file, root)
    return Examined((), config, root, file)


def wrong(findings: list[Finding], root: Node, file: str | None) -> Examined:
    """Return what could be read of a configuration with mistakes."""
    return Examined(mistakes(findings, root, file), None, root, file)


def validated(root: Node, speller: Speller) -> tuple[Document | None, list[Finding]]:
    """Return the schema's records, or what keeps the tree from being them."""
    try:
        return Document.model_validate(root.value, context=speller), []
    except ValidationError as error:
        return None, list(schema_findings(error, root, speller))
