"""The models as the file writes them, as far as it can be read.

A file with mistakes has no records, and what is worth a warning in the rest of it is to be
told in the same go; so this reads the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.config import MissingVariableError, Template, expand_tokens, route_problem
from llmgate.config.environment import TemplateError
from llmgate.config.targets import texts
from llmgate.vendors.catalogue import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.config.tree import Node, Path


@dataclass(frozen=True, slots=True)
class WrittenRoute:
    """A route and where it stands; ``elsewhere`` says that it leads to an address of its own."""

    path: Path
    text: str
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class WrittenModel:
    """A model: its names, its routes, its window in tokens and its ladder with its path.

    ``window`` is the file's or the catalogue's, None if neither has one; ``states_window``
    says that the file has one, be it right or wrong.
    """

    name: str
    aliases: tuple[str, ...]
    routes: tuple[WrittenRoute, ...]
    states_window: bool
    window: int | None
    ladder_path: Path
    ladder: tuple[str, ...]


def written_models(root: Node, environ: Mapping[str, str]) -> tuple[WrittenModel, ...]:
    """Return the models of a file, in its order."""
    models = root.children.get("models")
    if models is None:
        return ()
    return tuple(
        written_model(str(name), node, environ)
        for name, node in models.children.items()
        if isinstance(node.value, dict)
    )


def written_model(name: str, node: Node, environ: Mapping[str, str]) -> WrittenModel:
    """Return one model."""
    routes = tuple(written_routes(node, ("models", name), environ))
    stated = node.children.get("context_window")
    ladder = node.find(("fallbacks", "context_window"))
    return WrittenModel(
        name=name,
        aliases=tuple(alias for _, alias in texts(node.children.get("aliases"))),
        routes=routes,
        states_window=stated is not None,
        window=stated_window(stated, environ) if stated else catalogue_window(routes),
        ladder_path=("models", name, "fallbacks", "context_window"),
        ladder=tuple(target for _, target in texts(ladder)),
    )


def written_routes(model: Node, path: Path, environ: Mapping[str, str]) -> Iterator[WrittenRoute]:
    """Yield the routes of a model that can be told: no variable in them is missing."""
    listed = model.children.get("deployments")
    deployments = listed.children.items() if listed else ()
    nodes = [((*path, "deployments", at), node) for at, node in deployments] or [(path, model)]
    for where, node in nodes:
        own = "route" in node.children
        route = route_of(node if own else model, environ)
        if route is not None:
            elsewhere = "api_base" in node.children or "api_base" in model.children
            yield WrittenRoute((*(where if own else path), "route"), route, elsewhere)


def route_of(node: Node, environ: Mapping[str, str]) -> str | None:
    """Return the route that a model or deployment gives itself; None where it gives no good one."""
    route = node.children.get("route")
    if route is None or not isinstance(route.value, str):
        return None
    try:
        text = Template.parse(route.value).expand(environ)
    except (TemplateError, MissingVariableError):
        return None
    return None if route_problem(text) else text


def stated_window(node: Node, environ: Mapping[str, str]) -> int | None:
    """Return the file's own figure for a window, in tokens; None where it is not one."""
    value = node.value
    try:
        if isinstance(value, str):
            return expand_tokens(Template.parse(value), environ)
    except (ValueError, MissingVariableError):
        return None
    return value if type(value) is int else None


def catalogue_window(routes: tuple[WrittenRoute, ...]) -> int | None:
    """Return the catalogue's window in tokens of the route that is tried first."""
    return facts_of(routes[0].text).context_window if routes else None
