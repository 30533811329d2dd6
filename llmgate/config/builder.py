"""From YAML's events to the tree, with limits on everything that can grow.

Events instead of PyYAML's own constructor, because the latter recurses without a limit,
expands aliases without a limit, drops duplicate keys silently and turns dates into dates.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import yaml

from llmgate.config.scalars import is_text_everywhere, resolve
from llmgate.config.syntax import place
from llmgate.config.tree import (
    MAX_DEPTH,
    MAX_NODES,
    Finding,
    Node,
    kind,
    too_deep,
    too_many,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MERGE = "<<"
TAGGED = "tags (words that begin with '!') are not supported; put quotes round such text"


class TreeBuilder:
    """Builds the tree of one document; what is wrong with it is gathered in ``findings``."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.findings: list[Finding] = []
        self.anchors: dict[str, Node] = {}
        self.unfinished: set[str] = set()
        self.trail: list[str | int] = []
        self.nodes = 0

    def document(self) -> Node | None:
        """Return the tree of the only document, or None for an empty file."""
        next(self.events)
        start = next(self.events)
        if not isinstance(start, yaml.DocumentStartEvent):
            return None
        root = self.node(next(self.events))
        next(self.events)
        self.expect_end(next(self.events))
        return root

    def expect_end(self, event: yaml.Event) -> None:
        """Note a second document."""
        if isinstance(event, yaml.DocumentStartEvent):
            text = "a second document starts here; keep one, without '---' between"
            self.findings.append(Finding((), text, place=place(event.start_mark), whole=False))

    @contextmanager
    def inside(self, part: str | int, event: yaml.Event) -> Iterator[None]:
        """Be one level deeper while the child at ``part`` is built."""
        self.trail.append(part)
        if len(self.trail) > MAX_DEPTH:
            raise too_deep(tuple(self.trail), place(event.start_mark))
        yield
        self.trail.pop()

    def node(self, event: yaml.Event) -> Node:
        """Return the node that starts with this event."""
        if isinstance(event, yaml.AliasEvent):
            node = self.aliased(event)
        elif isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event)
        else:
            node = self.collection(cast("yaml.CollectionStartEvent", event))
        self.count(node, event)
        return node

    def count(self, node: Node, event: yaml.Event) -> None:
        """Stop at too many values; what an alias stands for counts at every use."""
        self.nodes += node.size if isinstance(event, yaml.AliasEvent) else 1
        if self.nodes > MAX_NODES:
            raise too_many(place(event.start_mark))

    def report(self, event: yaml.Event, text: str, *path: str) -> None:
        """Note a mistake at the event's place, which leaves the rest readable."""
        where = place(event.start_mark)
        self.findings.append(Finding((*self.trail, *path), text, whole=False, place=where))

    def broken(self, event: yaml.Event, text: str) -> Node:
        """Note a value that cannot be read, and stand in for it."""
        self.report(event, text)
        return Node(None, place(event.start_mark), broken=True)

    def aliased(self, event: yaml.AliasEvent) -> Node:
        """Return what an alias stands for."""
        if event.anchor in self.unfinished:
            return self.broken(event, "this alias stands inside what it refers to; remove it")
        if event.anchor not in self.anchors:
            text = "no anchor of this name stands above; put quotes round text that begins with '*'"
            return self.broken(event, text)
        return self.anchors[event.anchor]

    def scalar(self, event: yaml.ScalarEvent) -> Node:
        """Return the node of a single value."""
        if event.tag is not None:
            node = self.broken(event, TAGGED)
        elif event.implicit[0]:
            node = Node(resolve(event.value), place(event.start_mark))
        else:
            node = Node(event.value, place(event.start_mark))
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def collection(self, event: yaml.CollectionStartEvent) -> Node:
        """Return the node of a mapping or a list."""
        before = self.nodes
        if event.anchor is not None:
            self.unfinished.add(event.anchor)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node = self.mapping(event) if is_mapping else self.sequence(event)
        if event.tag is not None:
            node = self.broken(event, TAGGED)
        node.size += self.nodes - before
        if event.anchor is not None:
            self.unfinished.discard(event.anchor)
            self.anchors[event.anchor] = node
        return node

    def sequence(self, start: yaml.CollectionStartEvent) -> Node:
        """Return the node of a list."""
        children: dict[str | int, Node] = {}
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            with self.inside(len(children), event):
                children[len(children)] = self.node(event)
        values = [child.value for child in children.values()]
        return Node(values, place(start.start_mark), children)

    def mapping(self, start: yaml.CollectionStartEvent) -> Node:
        """Return the node of a mapping; its own keys win over those that it merges in."""
        node = Node({}, place(start.start_mark))
        merged: list[Node] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if is_merge(event):
                merged += self.merged(next(self.events))
            else:
                self.entry(node, event)
        for source in merged:
            merge(node, source)
        node.value = {key: child.value for key, child in node.children.items()}
        return node

    def entry(self, node: Node, event: yaml.Event) -> None:
        """Add one key and its value to a mapping; of a key that stands twice, the first."""
        key = self.key(event)
        with self.inside(key or "", event):
            value = self.node(next(self.events))
        if key is None:
            return
        if key in node.children:
            line, _ = node.key_places[key]
            text = f"this key stands twice; the first is on line {line}. Keep one of them"
            self.report(event, text, key)
        else:
            node.children[key] = value
            node.key_places[key] = place(event.start_mark)

    def key(self, event: yaml.Event) -> str | None:
        """Return the text of a key; None for a key that is no text at all."""
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                self.report(event, TAGGED)
            elif event.implicit[0] and not is_text_everywhere(event.value):
                self.report(event, unquoted_key(event.value), event.value)
            return event.value
        with self.inside("?", event):
            value = self.node(event).value
        if isinstance(value, str):
            return value
        self.report(event, f"a key must be text; this is {kind(value)}")
        return None

    def merged(self, event: yaml.Event) -> list[Node]:
        """Return the mappings that a merge key brings in, the most important first."""
        with self.inside(MERGE, event):
            node = self.node(event)
        sources = list(node.children.values()) if isinstance(node.value, list) else [node]
        if any(not isinstance(source.value, dict) and not source.broken for source in sources):
            self.report(event, "'<<' takes the alias of a mapping, as in <<: *name", MERGE)
        return [source for source in sources if isinstance(source.value, dict)]


def is_merge(event: yaml.Event) -> bool:
    """Say whether this key is YAML's merge key, which counts only without quotes."""
    return isinstance(event, yaml.ScalarEvent) and event.value == MERGE and event.implicit[0]


def merge(node: Node, source: Node) -> None:
    """Add to a mapping the entries of another that it does not have itself."""
    for key, child in source.children.items():
        if key not in node.children:
            node.children[key] = child
            node.key_places[str(key)] = source.key_places[str(key)]


def unquoted_key(word: str) -> str:
    """Explain a key that YAML, or an older version of it, takes for something else."""
    value = resolve(word)
    if not word:
        return "a key is missing before the ':'"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "this key is a number in YAML; quote it"
    return "this key is not text to every reader of YAML; quote it"
