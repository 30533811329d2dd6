"""Names of models, which are no words: one may be called ``busy`` or ``context-limit-tester``."""

from __future__ import annotations

import re
from functools import lru_cache

# "The model `busy` does not exist".
QUOTED = re.compile(
    r"(\b(?:model|engine|deployment|endpoint)s?\b[\s:=]{0,3})"
    r"(?:'[^\s']{1,120}'|\"[^\s\"]{1,120}\"|`[^\s`]{1,120}`|“[^\s”]{1,120}”)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")

# A name that is a word is one where a name must stand: "for busy in organization".
NAMING = r"(?<=model )|(?<=model: )|(?<=model=)|(?<=for )"
AFTER = r"(?=\s+(?:in|on|is|was|has|does|not|at|with|by)\b|\s*(?:[.,;:)!?]|$))"


def without_model_names(text: str, route: str) -> str:
    """The text with "model" for the names that are quoted, or that the route gives the model."""
    if "'" in text or '"' in text or "`" in text or "“" in text:
        text = QUOTED.sub(r"\1", text)
    return named(route).sub("model", text) if route else text


@lru_cache(maxsize=256)
def named(route: str) -> re.Pattern[str]:
    """Where the model of a route is named: by all of it, or without what is before a slash."""
    parts = route.split("/")
    names = ["/".join(parts[start:]) for start in range(len(parts)) if parts[start]]
    return re.compile("|".join(map(standing, names)) or r"(?!)", re.IGNORECASE)


def standing(name: str) -> str:
    """A pattern for a name that stands by itself; what could be a word needs more to be one."""
    escaped = re.escape(name)
    if WORD.fullmatch(name):
        return rf"['\"`]{escaped}['\"`]|(?:{NAMING}){escaped}{AFTER}"
    return rf"(?<![\w/.-]){escaped}(?![\w/-])"
