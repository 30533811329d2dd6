"""Keys that stand in the file itself, where everybody who reads it gets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmgate.config.environment import Reference, SecretTemplate, TemplateError
from llmgate.config.tree import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.config.tree import Node, Path

# What a server without keys is given, because its clients insist on one.
PLACEHOLDERS = frozenset({
    "anything", "dummy", "empty", "fake", "key", "local", "no-key", "none", "not-needed", "null",
    "ollama", "placeholder", "sk-no-key-required", "unused", "x", "xxx",
})  # fmt: skip

SECRET_NAME = re.compile(
    r"(^|[-_])(key|token|secret|password|authorization|cookie)$|_secret_|secret_access_key",
    re.IGNORECASE,
)
PASSWORD = re.compile(r"^\w+://[^/@]*:(?!\$\{)[^/@]+@")


def literal_keys(root: Node) -> Iterator[Finding]:
    """Yield a warning for each key, token or password of the file that is written out."""
    models = root.children.get("models")
    for name, model in (models.children if models else {}).items():
        yield from literals_of(model, ("models", name))
        deployments = model.children.get("deployments")
        for index, node in (deployments.children if deployments else {}).items():
            yield from literals_of(node, ("models", name, "deployments", index))


def literals_of(node: Node, path: Path) -> Iterator[Finding]:
    """Yield the warnings for one model or deployment."""
    for where, child in secrets_of(node):
        if isinstance(child.value, str) and is_literal(child.value):
            text = "a key is written out here; write ${NAME}, and set NAME in the environment"
            yield Finding((*path, *where), text, whole=False)
    base = node.children.get("api_base")
    if base and isinstance(base.value, str) and PASSWORD.search(base.value):
        text = "a password is written out here; write ${NAME}, and set NAME in the environment"
        yield Finding((*path, "api_base"), text, whole=False)


def secrets_of(node: Node) -> Iterator[tuple[Path, Node]]:
    """Yield the values of a model or deployment that are keys, by their names."""
    if key := node.children.get("api_key"):
        yield ("api_key",), key
        if minted_of := key.children.get("from"):
            yield ("api_key", "from"), minted_of
    for section in ("headers", "litellm"):
        entries = node.children.get(section)
        for name, child in (entries.children if entries else {}).items():
            if SECRET_NAME.search(str(name)):
                yield (section, name), child


def is_literal(text: str) -> bool:
    """Say whether a text holds its key itself, be it as the default of a variable."""
    try:
        template = SecretTemplate.parse(text)
    except TemplateError:
        return False
    references = [part for part in template.parts if isinstance(part, Reference)]
    values = [each.default or "" for each in references] or [text]
    return any(value and value.casefold() not in PLACEHOLDERS for value in values)
