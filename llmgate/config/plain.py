"""From Python's mappings and lists to the tree, for configurations that are no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from llmgate.config.tree import (
    MAX_DEPTH,
    MAX_NODES,
    Finding,
    Node,
    Path,
    too_deep,
    too_many,
)


def plain_tree(data: object) -> tuple[Node, list[Finding]]:
    """Return the tree of plain data, and what in it is not plain.

    Mappings, lists, tuples, text, numbers, booleans and None are plain. The tree shares
    nothing with ``data``. Raises ``RefusedError`` for data that is nested without an end.
    """
    reader = PlainReader()
    return reader.node(data, ()), reader.findings


@dataclass(slots=True)
class PlainReader:
    """Copies plain data into a tree."""

    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0

    def node(self, value: object, path: Path) -> Node:
        """Return the node of one value."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise too_many()
        if len(path) > MAX_DEPTH:
            raise too_deep(path)
        if isinstance(value, Mapping):
            return self.mapping(value, path)
        if isinstance(value, list | tuple):
            return self.sequence(value, path)
        return self.scalar(value, path)

    def mapping(self, value: Mapping[object, object], path: Path) -> Node:
        """Return the node of a mapping, without the keys that are no text."""
        node = Node({})
        for key, item in value.items():
            if isinstance(key, str):
                text = str.__str__(key)
                node.children[text] = self.node(item, (*path, text))
            else:
                message = f"a key must be text, and this one is a {type(key).__name__}"
                self.findings.append(Finding(path, message, whole=False))
        node.value = {key: child.value for key, child in node.children.items()}
        return node

    def sequence(self, value: list[object] | tuple[object, ...], path: Path) -> Node:
        """Return the node of a list."""
        items = [self.node(item, (*path, index)) for index, item in enumerate(value)]
        return Node([item.value for item in items], children=dict(enumerate(items)))

    def scalar(self, value: object, path: Path) -> Node:
        """Return the node of a single value, with subclasses (enums, numpy's) made plain."""
        if value is None or isinstance(value, bool):
            return Node(value)
        if isinstance(value, str):
            return self.text(str.__str__(value), path)
        if isinstance(value, int):
            return Node(int.__int__(value))
        if isinstance(value, float):
            return Node(float.__float__(value))
        text = f"plain data is needed here, not a {type(value).__name__}"
        self.findings.append(Finding(path, text, whole=False))
        return Node(None, broken=True)

    def text(self, value: str, path: Path) -> Node:
        """Return the node of a text, unless no vendor could be sent it."""
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            text = "this text has half a character (a lone surrogate) in it; remove it"
            self.findings.append(Finding(path, text, whole=False))
            return Node(None, broken=True)
        return Node(value)
