"""From a file or its text to the tree: size, encoding, YAML."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from llmgate.config.builder import TreeBuilder
from llmgate.config.syntax import explain, unreadable_character
from llmgate.config.tree import Finding, Node, RefusedError

if TYPE_CHECKING:
    import os

MAX_BYTES = 4_000_000
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(file: str | os.PathLike[str]) -> str:
    """Return the text of a file of at most 4 MB in UTF-8.

    Raises ``RefusedError``. Only regular files are read: a pipe may never end.
    """
    try:
        return decoded(read_bytes(Path(file)))
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    except ValueError as error:
        reason = f"cannot be read: {error}"
    raise RefusedError(Finding((), reason))


def read_bytes(file: Path) -> bytes:
    """Return the content of a regular file; its size is looked at first."""
    facts = file.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise RefusedError(Finding((), "is not a regular file"))
    if facts.st_size > MAX_BYTES:
        raise too_large(facts.st_size)
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES)


def too_large(size: int) -> RefusedError:
    """Return the refusal of a file over the limit; ``size`` in bytes."""
    text = f"is too large: {size:,} bytes, where {MAX_BYTES:,} are allowed. Is it the right file?"
    return RefusedError(Finding((), text))


def decoded(content: bytes) -> str:
    """Return the text of a file's bytes, with the place of the first that is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    text = "the file is not UTF-8 from here on; save it as UTF-8"
    raise RefusedError(Finding((), text, place=place))


def read_tree(text: str, loader: type[yaml.SafeLoader] = LOADER) -> tuple[Node, list[Finding]]:
    """Return the tree of a YAML text, and what is wrong with the text itself.

    Raises ``RefusedError`` for a text of which no tree can be made.
    """
    if len(text) > MAX_BYTES:
        raise too_large(len(text))
    text = text.removeprefix("\ufeff")
    if unreadable := unreadable_character(text):
        raise RefusedError(unreadable)
    builder = TreeBuilder(yaml.parse(text, Loader=loader))
    try:
        root = builder.document()
    except yaml.YAMLError as error:
        finding = explain(error, text)
    else:
        return mapping_at_the_top(root), builder.findings
    raise RefusedError(finding)


def mapping_at_the_top(root: Node | None) -> Node:
    """Return the root, which has to be a mapping."""
    if root is None or (root.value is None and not root.broken):
        text = "the file is empty; it needs at least one entry under 'models:'"
        raise RefusedError(Finding((), text, place=(1, 1)))
    if not isinstance(root.value, dict) and not root.broken:
        text = "the top level must be a mapping, with 'models:' in it"
        raise RefusedError(Finding((), text, place=root.place))
    return root
