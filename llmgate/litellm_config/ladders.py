"""The Router's fallbacks to the flat lists of models.yaml.

The Router goes from a model that failed to its fallbacks one after the other, and from each
of these to its own fallbacks first. A list of models.yaml is the whole way, so it is written
out here as the Router would walk it: depth first, no model twice, and no deeper than its
``max_fallbacks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.config.tree import Path
    from llmgate.litellm_config.notes import Notes

MAX_FALLBACKS = 5
ANY_MODEL = "*"
# A fallback that is to be tried without its own fallbacks, as `export` writes it.
RUNG = "llmgate:"

FLAT = "the Router would go on to the fallbacks' own fallbacks; the list is that whole way now"
NO_MODEL = "names no model that was carried over"
FOREIGN = "is the list of no model that was carried over"
OVERRIDES = "a fallback's own parameters are not carried over; write them at a model of its own"


@dataclass(frozen=True, slots=True)
class Names:
    """The models that were carried over, and the further names of them."""

    models: frozenset[str]
    aliases: Mapping[str, str]

    def model(self, name: object) -> str | None:
        """Return the model of a name or alias; None for an unknown one."""
        if not isinstance(name, str):
            return None
        name = name.removeprefix(RUNG)
        return name if name in self.models else self.aliases.get(name)


@dataclass(frozen=True, slots=True)
class Lists:
    """One of the Router's maps: the targets of each model as they are written, and of any."""

    own: Mapping[str, list[str]]
    general: list[str] | None

    def of(self, name: str, asked: str) -> list[str]:
        """Return where the Router goes on from a model; ``asked`` is where it started.

        A fallback without a list goes on with that of the model that was asked for.
        """
        for each in (name, asked):
            if each in self.own:
                return self.own[each]
        return self.general or []

    def __bool__(self) -> bool:
        """Whether the map says anything at all."""
        return bool(self.own or self.general)


class LadderReader:
    """Reads the maps of one file."""

    def __init__(self, names: Names, notes: Notes, most: int = MAX_FALLBACKS) -> None:
        self._names = names
        self._notes = notes
        self._most = most
        # The names that have a list in one of the maps, aliases included.
        self.named: set[str] = set()

    def lists(self, value: Any, path: Path) -> Lists:
        """Return one map; what leads nowhere is noted."""
        own: dict[str, list[str]] = {}
        others: list[tuple[str, list[str], Path]] = []
        general: list[str] | None = None
        for key, targets, at in pairs(value, path):
            found = self._targets(targets, at)
            self.named.add(key)
            if key == ANY_MODEL:
                general = found
            elif key in self._names.models:
                own.setdefault(key, found)
            else:
                others.append((key, found, at))
        for key, found, at in others:
            self._for_alias(key, found, at, own)
        return Lists(own, general)

    def walked(self, lists: Lists, asked: str, path: Path) -> list[str]:
        """Return the models that the Router would try after ``asked``, in its order."""
        seen = [asked]
        plain = [self._names.model(name) for name in lists.of(asked, asked)]
        self._walk(lists, asked, lists.of(asked, asked), 0, seen)
        walked = seen[1:]
        if walked != list(dict.fromkeys(name for name in plain if name not in (None, asked))):
            self._notes.changed(path, FLAT, asked)
        return walked

    def _walk(
        self, lists: Lists, asked: str, targets: list[str], depth: int, seen: list[str]
    ) -> None:
        if depth >= self._most:
            return
        for target in targets:
            model = self._names.model(target)
            if model is None or model in seen:
                continue
            seen.append(model)
            depth += 1
            self._walk(lists, asked, lists.of(target, asked), depth, seen)

    def _targets(self, targets: Any, path: Path) -> list[str]:
        listed = targets if isinstance(targets, list) else [targets]
        found: list[str] = []
        for index, target in enumerate(listed):
            name = target
            if isinstance(target, dict):
                name = target.get("model")
                if set(target) != {"model"}:
                    self._notes.left_out((*path, index), OVERRIDES)
            if isinstance(name, str) and self._names.model(name) is not None:
                found.append(name)
            else:
                self._notes.left_out((*path, index), NO_MODEL)
        return found

    def _for_alias(
        self, key: str, targets: list[str], path: Path, own: dict[str, list[str]]
    ) -> None:
        """Give the list of an alias to its model, whose list serves all of its names."""
        model = self._names.model(key)
        if model is None:
            self._notes.left_out(path, FOREIGN)
        elif own.setdefault(model, targets) != targets:
            text = f"{model} and its aliases have one list, which is that of {model}"
            self._notes.left_out(path, text, model)


def pairs(value: Any, path: Path) -> Iterator[tuple[str, Any, Path]]:
    """Yield each model of a map with its targets and their place.

    The Router takes a list of mappings of one model each; a mapping of all of them is read
    as well, and a bare name in the list is a fallback of every model.
    """
    if isinstance(value, dict):
        yield from ((key, targets, (*path, key)) for key, targets in value.items())
    elif isinstance(value, list):
        bare = [item for item in value if isinstance(item, str)]
        if bare:
            yield ANY_MODEL, bare, path
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield from pairs(item, (*path, index))
