"""A vendor's text as the words that the vocabulary knows: one spelling for many."""

from __future__ import annotations

import re
import unicodedata

from llmgate.causes.plurals import singular
from llmgate.causes.translations import in_english

# Vendors say what is wrong at the beginning, or at the end of a long list or dump.
HEAD = 2000
TAIL = 600

# Addresses and ids are made of words that mean nothing here.
NAMES = re.compile(
    r"\b(?:(?:https?://|www\.)\S+|(?:request|req|trace|session)[ _-]?id\b[ :=]{1,3}[\w.:/-]+)",
    re.IGNORECASE,
)
# The field that a path ends with is what is spoken of: ``messages[3].name`` is a name.
PATH = re.compile(r"\b(?:messages|contents?|input)(?:\[\d+\]|\.\d+)\.(?=[a-z_])", re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
WORD = re.compile(r"[^\W\d_]+|[<>≤≥≦≧]=?|[.!?](?=\s|$)|[;\n]")
SPACES = re.compile(r"[^\S\n]+")
STOPS = frozenset(".!?;\n")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def clipped(text: str) -> str:
    """The beginning and the end of a text that is too long to be all of it a message."""
    if len(text) <= HEAD + TAIL:
        return text
    return f"{text[:HEAD]}\n{text[-TAIL:]}"


def plain(text: str) -> str:
    """The text without invisible characters, look-alikes and spaces as the usual ones."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return SPACES.sub(" ", text)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence, in lower case and in English as far as known."""
    spaced = CAMEL.sub(" ", PATH.sub(" ", NAMES.sub(" ", text))).lower()
    if not spaced.isascii():
        spaced = without_accents(in_english(spaced))
    found: list[list[str]] = [[]]
    for word in WORD.findall(spaced):
        if word in STOPS:
            found.append([])
        else:
            found[-1].append(singular(word))
    return [sentence for sentence in found if sentence]


def without_accents(text: str) -> str:
    """The text with the plain letter for an accented one."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
