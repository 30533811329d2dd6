"""What no single value shows: names, targets, and what a model must not lack.

These read the tree and not the schema's records, because of a file with one mistake in it
there are no records, and its other mistakes are to be reported all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from llmgate.config.schema import Model
from llmgate.config.texts import read_name
from llmgate.config.tree import Finding, Node, walk
from llmgate.config.vocabulary import is_misspelt
from llmgate.names import nearest
from llmgate.vendors.openai_wire import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.config.tree import Path
    from llmgate.names import Speller

OPEN = frozenset({"params", "litellm"})
ROUTE_KEYS = frozenset({"route", "deployments"})
MODEL_FIELDS = frozenset(Model.model_fields)
PROXY = "this is the configuration of a LiteLLM proxy; run `llmgate import FILE` to convert it"


def check(root: Node, speller: Speller) -> Iterator[Finding]:
    """Yield the mistakes of the file that lie between its values."""
    yield from empty_values(root)
    models = root.children.get("models")
    if models is None or not isinstance(models.value, dict):
        return
    if not models.children:
        yield Finding(("models",), "is empty; add at least one model")
    for name, node in models.children.items():
        yield from name_problem(str(name))
        if isinstance(node.value, dict):
            yield from routes(node, ("models", name), speller)
            yield from carriers(node, root, ("models", name))


def proxy_config(root: Node) -> Finding | None:
    """Recognise the configuration of a LiteLLM proxy, which is another format altogether."""
    return Finding(("model_list",), PROXY, at_key=True) if "model_list" in root.children else None


def empty_values(root: Node) -> Iterator[Finding]:
    """Yield the keys without a value, except where JSON's null means something."""
    for path, node in walk(root):
        if node.value is None and not node.broken and not is_open(path):
            yield Finding(path, "has no value; write one, or remove the key")


def is_open(path: Path) -> bool:
    """Say whether a path leads into ``params`` or ``litellm``, whose values may be null."""
    if path[:1] == ("models",):
        return not OPEN.isdisjoint(path[2:-1])
    return path[:2] == ("defaults", "params") and len(path) > 2  # noqa: PLR2004


def name_problem(name: str) -> Iterator[Finding]:
    """Check the name of a model as an alias is checked."""
    try:
        read_name(name)
    except PydanticCustomError as error:
        yield Finding(("models", name), f"the name {error.message()}", at_key=True, whole=False)


def routes(model: Node, path: Path, speller: Speller) -> Iterator[Finding]:
    """Check that a model, or each of its deployments, has a route."""
    keys = {str(key) for key in model.children}
    deployments = model.children.get("deployments")
    if deployments is None and "route" not in keys:
        if not is_misspelt(keys, ROUTE_KEYS, MODEL_FIELDS, speller):
            text = "needs `route: provider/model`, or `deployments:`"
            yield Finding(path, text, at_key=True, whole=False)
    elif deployments and isinstance(deployments.value, list):
        yield from deployment_routes(model, deployments, (*path, "deployments"), speller)


def deployment_routes(
    model: Node, deployments: Node, path: Path, speller: Speller
) -> Iterator[Finding]:
    """Check the routes of a model's deployments, and who would inherit whose key."""
    if not deployments.children:
        yield Finding(path, "is empty; add a deployment, or remove the key")
    for index, node in deployments.children.items():
        keys = [*map(str, node.children), *map(str, model.children)]
        if not isinstance(node.value, dict) or "route" in keys:
            continue
        if not is_misspelt(keys, ROUTE_KEYS, MODEL_FIELDS, speller):
            yield Finding((*path, index), "needs `route: provider/model`", whole=False)
    yield from inherited_keys(model, deployments, path)


def inherited_keys(model: Node, deployments: Node, path: Path) -> Iterator[Finding]:
    """Refuse a key that deployments of different providers would inherit from their model."""
    if "api_key" not in model.children:
        return
    first = provider(model)
    for index, node in deployments.children.items():
        own = provider(node)
        if own is None or "api_key" in node.children:
            continue
        first = first or own
        if own != first:
            text = f"would send the model's api_key, {first}'s, to {own}; write its own `api_key:`"
            yield Finding((*path, index), text, whole=False)


def carriers(model: Node, root: Node, path: Path) -> Iterator[Finding]:
    """Refuse ``carrier: direct`` for a route that only LiteLLM can carry."""
    if (wanted_carrier(model) or wanted_carrier(root.children.get("defaults"))) != "direct":
        return
    deployments = model.children.get("deployments")
    places = [(path, model)]
    if deployments is not None:
        places += [((*path, "deployments", at), node) for at, node in deployments.children.items()]
    for place, node in places:
        name = provider(node)
        if name is not None and name not in PROVIDERS:
            text = f"leads to {name}, which only LiteLLM can carry; {meant(name)}"
            yield Finding((*place, "route"), text)


def meant(name: str) -> str:
    """Return what to write where the direct carrier does not know a provider."""
    near = nearest(name, PROVIDERS)
    return f"did you mean {near!r}? Else write `carrier: auto`" if near else "write `carrier: auto`"


def wanted_carrier(node: Node | None) -> object:
    """Return what ``carrier:`` of a model or of the defaults says."""
    stated = node.children.get("carrier") if node is not None else None
    return stated.value if stated is not None else None


def provider(node: Node) -> str | None:
    """Return the provider of a literal route; None where there is none or it is a variable."""
    route = node.children.get("route")
    if route is None or not isinstance(route.value, str) or "${" in route.value:
        return None
    return route.value.partition("/")[0] if "/" in route.value else None
