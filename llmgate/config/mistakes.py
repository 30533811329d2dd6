"""From pydantic's errors and the project's findings to mistakes with places, in file order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.config.problems import OWN
from llmgate.config.reserved import is_known_keyword
from llmgate.config.tree import Finding, Node, Path, kind, quote, walk
from llmgate.config.vocabulary import is_misspelt, known_keys, unknown_key
from llmgate.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from llmgate.names import Speller

PLAIN_KEY = re.compile(r"[\w/-]+")
PUBLIC_KEY = re.compile(r"[A-Za-z][\w-]{0,59}", re.ASCII)
SOURCES = frozenset({"command", "file"})
SECTIONS = frozenset({"api_key", "headers", "litellm"})


def schema_findings(error: ValidationError, root: Node, speller: Speller) -> Iterator[Finding]:
    """Yield what the schema found, in words of this project."""
    for details in error.errors(include_url=False, include_input=False):
        path = details["loc"]
        node = root.find(path)
        if details["type"] == "extra_forbidden":
            yield Finding(path, unknown_key(path, speller), at_key=True)
        elif details["type"] == "missing":
            yield from missing_key(path, root, speller)
        elif is_at_key(details):
            yield Finding(path, details["msg"], at_key=True)
        elif node is None or node.value is not None:
            yield Finding(path, explain(details, node))


def is_at_key(details: ErrorDetails) -> bool:
    """Say whether a mistake's place is the key's."""
    return bool(details.get("ctx", {}).get("at_key", False))


def missing_key(path: Path, root: Node, speller: Speller) -> Iterator[Finding]:
    """Report a key that is missing, unless it only is misspelt."""
    *parent, key = path
    record = root.find(tuple(parent))
    keys = [str(name) for name in record.children] if record else []
    if not is_misspelt(keys, frozenset({str(key)}), known_keys(tuple(parent)), speller):
        text = f"the key '{key}' is missing; add it"
        yield Finding(tuple(parent), text, at_key=True, whole=False)


def explain(details: ErrorDetails, node: Node | None) -> str:
    """Return one error of the schema in words."""
    if details["type"] == OWN:
        return details["msg"]
    found = kind(node.value) if node else "nothing"
    if details["type"] in ("model_type", "dict_type"):
        return f"must be a mapping (key: value); this is {found}"
    if details["type"] == "tuple_type":
        return f"must be a list, as in [a, b]; this is {found}"
    if details["type"] == "too_short":
        return "must not be empty"
    return details["msg"]


def mistakes(findings: Iterable[Finding], root: Node, file: str | None) -> tuple[Mistake, ...]:
    """Return the findings as mistakes, in the file's order, without follow-ups."""
    order = {id(node): rank for rank, (_, node) in reversed(list(enumerate(walk(root))))}
    placed = [(locate(each, root, order), each) for each in without_follow_ups(findings)]
    placed.sort(key=lambda pair: pair[0])
    return tuple(mistake(each, root, file) for _, each in placed)


def without_follow_ups(findings: Iterable[Finding]) -> list[Finding]:
    """Drop what is found at or beneath a value that is wrong as a whole."""
    closed: set[Path] = set()
    kept = []
    for each in findings:
        starts = (each.path[:length] for length in range(len(each.path) + 1))
        if any(start in closed for start in starts):
            continue
        kept.append(each)
        if each.whole:
            closed.add(each.path)
    return kept


def place_of(finding: Finding, root: Node) -> tuple[int, int] | None:
    """Return the place of a finding: the key's or the value's."""
    if finding.place:
        return finding.place
    return root.key_place_of(finding.path) if finding.at_key else root.place_of(finding.path)


def locate(finding: Finding, root: Node, order: dict[int, int]) -> tuple[int, int, int]:
    """Return where a finding stands, for sorting; without a file, by the tree's order."""
    path = finding.path
    while (node := root.find(path)) is None:
        path = path[:-1]
    line, column = place_of(finding, root) or (0, 0)
    return line, column, order[id(node)]


def mistake(finding: Finding, root: Node, file: str | None) -> Mistake:
    """Return a finding as a mistake."""
    line, column = place_of(finding, root) or (None, None)
    return Mistake(finding.text, shown_path(finding.path, root), line, column, file)


def shown_path(path: Path, root: Node) -> str:
    """Return a path as ``models.writer.fallbacks.any[0]``, without what may be a secret.

    Whoever forgets a colon makes a key of the file out of a key for the vendor; so what
    stands in a place for secrets is shown only where it cannot be one.
    """
    shown = ""
    for length, part in enumerate(path, start=1):
        if is_hidden(path[:length], root):
            break
        shown += f"[{part}]" if isinstance(part, int) else key_in_path(part, first=not shown)
    return shown


def key_in_path(key: str, *, first: bool) -> str:
    """Return one key of a path, in brackets and quotes where it is no plain word."""
    if PLAIN_KEY.fullmatch(key) and len(key) <= 60:  # noqa: PLR2004
        return key if first else f".{key}"
    return f"[{quote(key)}]"


def is_hidden(path: Path, root: Node) -> bool:
    """Say whether the last key of a path may be a secret in the wrong place."""
    key = path[-1]
    section = next((part for part in path[2:-1] if part in SECTIONS), None)
    if section is None or isinstance(key, int):
        return False
    if section == "api_key":
        return key not in SOURCES
    if is_known_keyword(key):
        return False
    node = root.find(path)
    return not PUBLIC_KEY.fullmatch(key) or node is None or node.value is None
