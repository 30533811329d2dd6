"""From the files of a LiteLLM proxy's configuration to one mapping of plain data."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from llmgate.config.mistakes import mistakes
from llmgate.config.source import read_file, read_tree
from llmgate.config.tree import Finding, Node, RefusedError, kind
from llmgate.errors import ConfigError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

OURS_ALREADY = "this is models.yaml already; there is nothing to import"
NO_PROXY = "the key 'model_list' is missing: this is not the configuration of a LiteLLM proxy"
NO_MODELS = "is empty; the models are in LiteLLM's database perhaps, where nothing can read them"
NO_ENTRY = "must be a mapping with 'model_name' and 'litellm_params'"
NO_MODEL = "needs 'model', the route of the model"


def read_config(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return a proxy's configuration, the files that it includes merged in.

    Lists are joined and other values replaced, as the proxy does it. Raises `ConfigError`
    with every mistake of the first file that has any.
    """
    top = FilePath(path)
    pending, done, merged = [top], set[FilePath](), dict[str, Any]()
    while pending:
        file = pending.pop(0)
        if file.resolve() in done:
            continue
        done.add(file.resolve())
        root = tree_of(file, top=file is top)
        pending += included(root, file, top)
        merge(merged, {key: child.value for key, child in root.children.items()})
    merged.pop("include", None)
    if not merged.get("model_list"):
        empty = "model_list" in merged
        finding = Finding(("model_list",) if empty else (), NO_MODELS if empty else NO_PROXY)
        raise ConfigError(mistakes([finding], Node(None), str(top)))
    return merged


def merge(config: dict[str, Any], more: dict[Any, Any]) -> None:
    """Add the content of another file to a configuration."""
    for key, value in more.items():
        known = config.get(key)
        both = isinstance(known, list) and isinstance(value, list)
        config[key] = [*known, *value] if both and known is not None else value


def tree_of(file: FilePath, *, top: bool) -> Node:
    """Return the tree of one file. Raises `ConfigError`."""
    try:
        root, findings = read_tree(read_file(file))
    except RefusedError as refused:
        raise ConfigError(mistakes([refused.finding], Node(None), str(file))) from None
    if top and "models" in root.children and "model_list" not in root.children:
        findings = [Finding(("models",), OURS_ALREADY, at_key=True)]
    findings = [*findings, *shape(root)]
    if findings:
        raise ConfigError(mistakes(findings, root, str(file)))
    return root


def shape(root: Node) -> Iterator[Finding]:
    """Find what keeps a tree from being a proxy's configuration."""
    models = root.children.get("model_list")
    if models is not None and models.value is not None:
        if not isinstance(models.value, list):
            yield Finding(("model_list",), f"must be a list; this is {kind(models.value)}")
        else:
            for index, entry in models.children.items():
                yield from entry_shape(entry, ("model_list", index))
    for section in ("router_settings", "litellm_settings", "environment_variables"):
        node = root.children.get(section)
        if node is not None and not isinstance(node.value, dict | None):
            yield Finding((section,), f"must be a mapping; this is {kind(node.value)}")


def entry_shape(entry: Node, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """Find what an entry of the model list lacks."""
    params = entry.children.get("litellm_params")
    name = entry.children.get("model_name")
    if params is None or name is None or not isinstance(params.value, dict):
        yield Finding(path, NO_ENTRY)
        return
    if not isinstance(name.value, str) or not name.value.strip():
        yield Finding((*path, "model_name"), "must be a name, in quotes")
    model = params.children.get("model")
    if model is None or not isinstance(model.value, str) or not model.value:
        yield Finding((*path, "litellm_params"), NO_MODEL)
    for place in (("model_info",), ("litellm_params", "model_info")):
        info = entry.find(place)
        if info is not None and not isinstance(info.value, dict | None):
            yield Finding((*path, *place), f"must be a mapping; this is {kind(info.value)}")


def included(root: Node, file: FilePath, top: FilePath) -> list[FilePath]:
    """Return the files that a file includes: beside itself, else beside the first file."""
    entries = root.children.get("include")
    if entries is None or entries.value is None:
        return []
    found: list[FilePath] = []
    missing: list[Finding] = []
    listed = entries.children.items() if isinstance(entries.value, list) else ((None, entries),)
    for index, node in listed:
        path = ("include",) if index is None else ("include", index)
        if not isinstance(node.value, str):
            missing.append(Finding(path, "must be a list of paths"))
            continue
        places = [file.parent / node.value, top.parent / node.value]
        place = next((each for each in places if each.is_file()), None)
        if place is None:
            missing.append(Finding(path, "there is no such file beside this one"))
        else:
            found.append(place)
    if missing:
        raise ConfigError(mistakes(missing, root, str(file)))
    return found
