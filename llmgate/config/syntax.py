"""YAML's syntax errors in plain words, with the place where the user has to look.

The texts of PyYAML's C and Python parsers differ; these explanations do not. None quotes
more of the file than one character, because the rest may be a key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import yaml

from llmgate.config.tree import Finding

if TYPE_CHECKING:
    from llmgate.config.tree import Place


class Mark(Protocol):
    """A place in a YAML text, as PyYAML's C and Python parsers both mark it, counted from 0."""

    line: int
    column: int


NOT_ALLOWED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

UNEXPECTED_COLON = (
    "a ': ' that YAML does not expect here; put quotes round text that holds ': ', "
    "and check the indentation of this line"
)
EXPLANATIONS: tuple[tuple[str, bool, str], ...] = (
    (r"\btab\b", False, "a tab stands where YAML wants spaces; indent with spaces"),
    (
        r"mapping values are not allowed",
        False,
        UNEXPECTED_COLON,
    ),
    (r"quoted scalar.*end of stream", True, "the quote that opens here is never closed"),
    (
        r"quoted scalar.*(escape|hexdec|Unicode)",
        True,
        "inside double quotes a backslash starts an escape; write \\\\ or use single quotes",
    ),
    (r"document start", False, "the document has ended above; remove what follows"),
    (r"node content", False, "a key or a value is missing here"),
    (r"flow mapping", True, "the '{' that opens here is not closed, or a comma is missing"),
    (r"flow sequence", True, "the '[' that opens here is not closed, or a comma is missing"),
    (
        r"block (mapping|collection|sequence)",
        False,
        "the indentation of this line fits no line above it; align it with its neighbours",
    ),
    (r"simple key", True, "this line has no ':' after its key; write key: value"),
    (r"block scalar", False, "after '|' or '>' the text starts on the next line, indented"),
    (r"an? (alias|anchor)", True, "put quotes round text that begins with '*' or '&'"),
    (r"\btag\b", False, "put quotes round text that begins with '!'; tags are not supported"),
    (r"directive|incompatible", False, "remove the line that begins with '%'"),
)


def explain(error: yaml.YAMLError, text: str) -> Finding:
    """Return a YAML syntax error as a finding in plain words."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Finding((), "the file holds a character that YAML does not allow", place=(1, 1))
    said = f"{error.context or ''} {error.problem or ''}"
    return reference_in_flow(error, said, text) or explained(error, said, text)


def explained(error: yaml.MarkedYAMLError, said: str, text: str) -> Finding:
    """Return the explanation that fits what the parser said."""
    if "cannot start any token" in said:
        return Finding((), start_of_token(error, text), place=place(error.problem_mark))
    for words, at_context, advice in EXPLANATIONS:
        if re.search(words, said):
            mark = (at_context and error.context_mark) or error.problem_mark
            return Finding((), advice, place=place(mark))
    return Finding((), "this is not valid YAML", place=place(error.problem_mark))


def start_of_token(error: yaml.MarkedYAMLError, text: str) -> str:
    """Explain a character with which no word may begin."""
    character = line_up_to(error.problem_mark, text, ahead=1)[-1:]
    if character in ("\t", ""):
        return "a tab stands where YAML wants spaces; indent with spaces"
    return f"unquoted text cannot begin with {character!r}; put quotes round it"


def reference_in_flow(error: yaml.MarkedYAMLError, said: str, text: str) -> Finding | None:
    """Explain an unquoted ``${NAME}`` between braces or brackets, which ends the text early."""
    before = line_up_to(error.problem_mark, text, ahead=1)
    if "flow" not in said or not before.endswith("${"):
        return None
    advice = 'inside {…} and […] put quotes round a variable: "${NAME}"'
    line, _ = place(error.problem_mark)
    return Finding((), advice, place=(line, len(before) - 1))


def line_up_to(mark: Mark | None, text: str, *, ahead: int) -> str:
    """Return the marked line up to the mark and ``ahead`` characters more."""
    if mark is None:
        return ""
    lines = LINE_BREAK.split(text)
    return lines[mark.line][: mark.column + ahead] if mark.line < len(lines) else ""


def place(mark: Mark | None) -> Place:
    """Return a mark of PyYAML, which counts from 0, as a place."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def unreadable_character(text: str) -> Finding | None:
    """Find the first control character or lone surrogate, which YAML does not allow."""
    found = NOT_ALLOWED.search(text)
    if not found:
        return None
    lines = LINE_BREAK.split(text[: found.start()])
    message = f"the character U+{ord(found[0]):04X} is not allowed in YAML; remove it"
    return Finding((), message, place=(len(lines), len(lines[-1]) + 1))
