"""What a translation could not carry over, or carried over in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.config.tree import Path

PLAIN_KEY = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on a translation, and never a value of the file in it.

    ``path`` is the place in the file that was read, as in ``model_list[0].litellm_params.rpm``;
    ``carried`` tells a setting that reads otherwise now from one that was left out; ``model``
    is the model that it concerns, None for the whole file.
    """

    path: str
    text: str
    carried: bool = False
    model: str | None = None

    def __str__(self) -> str:
        return f"{'note' if self.carried else 'not carried'}: {self.path}: {self.text}"


class Notes:
    """Gathers notes, each once, in the order of the file."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}

    def left_out(self, path: Path, text: str, model: str | None = None) -> None:
        """Note what has no counterpart."""
        self._notes[Note(shown(path), text, model=model)] = None

    def changed(self, path: Path, text: str, model: str | None = None) -> None:
        """Note what was carried over and reads otherwise now."""
        self._notes[Note(shown(path), text, carried=True, model=model)] = None

    def all(self) -> tuple[Note, ...]:
        """Return what was gathered."""
        return tuple(self._notes)


def shown(path: Path) -> str:
    """Return a path as ``model_list[0].litellm_params.rpm``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{part!r}]"
    return text
