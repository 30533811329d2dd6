"""What the loader of models.yaml refuses is left out of a translation, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.config.checks import check
from llmgate.config.loader import validated
from llmgate.config.mistakes import without_follow_ups
from llmgate.config.plain import plain_tree
from llmgate.config.targets import check_names
from llmgate.names import Speller

if TYPE_CHECKING:
    from llmgate.config.tree import Finding, Path
    from llmgate.litellm_config.notes import Notes

OF_A_MODEL = 2


def findings_of(data: dict[str, Any]) -> list[Finding]:
    """Return every mistake of plain data, without the follow-ups."""
    root, findings = plain_tree(data)
    speller = Speller()
    _, wrong = validated(root, speller)
    between = [*check(root, speller), *check_names(root, speller)]
    return without_follow_ups([*findings, *wrong, *between])


def admit(data: dict[str, Any], notes: Notes) -> None:
    """Take out of a configuration, in place, what would keep it from being loaded."""
    while found := {part(each, data): each.text for each in findings_of(data)}:
        # Backwards, so that what is left in a list keeps its place until its turn comes.
        for path in sorted(found, key=backwards, reverse=True):
            if not path:
                return
            if not holds(data, path):
                continue
            owner = str(path[1]) if path[0] == "models" and len(path) > 1 else None
            notes.left_out(path, found[path], owner)
            remove(data, path)


def backwards(path: Path) -> list[str]:
    """Return what paths are sorted by: the indices of a list as numbers."""
    return [str(key).zfill(9) for key in path]


def part(finding: Finding, data: dict[str, Any]) -> Path:
    """Return the path of what has to go: the value, or what stands around one that is missing."""
    at: Any = data
    for length, key in enumerate(finding.path):
        inside = key in at if isinstance(at, dict) else isinstance(at, list)
        if not inside:
            return finding.path[:length]
        at = at[key]
    return finding.path


def holds(data: Any, path: Path) -> bool:
    """Say whether there still is a value at a path."""
    for key in path:
        there = key in data if isinstance(data, dict) else key in range(len(data))
        if not there:
            return False
        data = data[key]
    return True


def remove(data: dict[str, Any], path: Path) -> None:
    """Remove a value, and what would be empty without it."""
    around: Any = data
    for key in path[:-1]:
        around = around[key]
    del around[path[-1]]
    if not around and len(path) > OF_A_MODEL:
        remove(data, path[:-1])
