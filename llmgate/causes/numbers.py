"""How many tokens a vendor says that there are; a wrong number is worse than none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from llmgate.causes.comparisons import compared
from llmgate.causes.figures import Figure, figures_in
from llmgate.causes.signs import places_in, signs_at
from llmgate.causes.translations import in_english

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.causes.evidence import Evidence
    from llmgate.causes.lexicon import Sign

Role: TypeAlias = Literal["prompt", "window", "output", "total"]

# What a figure is, by the nearest sign before it or right after it.
BY_SIGN: dict[Sign, Role | None] = {
    "input": "prompt",
    "output": "output",
    "window": "window",
    "context": "window",
    "limit": "window",
    "bound": "window",
    "exceeds": "window",
    "minimum": None,
}

# Words that no other rule needs, as `wording.sentences` leaves them.
BEFORE: dict[str, Role | None] = {
    **dict.fromkeys(("given", "got", "received", "actual", "contain", "passed", "sent"), "prompt"),
    **dict.fromkeys(("resulted", "provided", "consist", "request"), "prompt"),
    **dict.fromkeys(("requested", "total", "sum", "current", "estimated"), "total"),
    "completion": "output",
    "window": "window",
    **dict.fromkeys(
        ("code", "error", "status", "http", "id", "line", "column", "by", "keep"), None
    ),
}
# Before a figure of which nothing else is said: "a document has 9001 tokens".
HAVING = frozenset({"need", "use", "require", "ha"})
USING = HAVING - {"ha"}
# And before one that is the window, unless a prompt is what holds so many.
HOLDING = frozenset({"support", "accept", "allow", "read", "hold"})
AFTER: dict[str, Role] = {
    **dict.fromkeys(("completion", "output", "response", "generation", "generated"), "output"),
    **dict.fromkeys(("function", "tool", "image", "schema"), "prompt"),
    **dict.fromkeys(("provided", "supplied", "given", "received", "sent"), "prompt"),
    "requested": "total",
    "fit": "window",
}
AFTERWARDS: tuple[Sign, ...] = ("output", "window", "context", "limit", "input")
BETWEEN = frozenset(
    {"token", "of", "in", "for", "from", "the", "your", "a", "total", "to", "were", "wa"}
)

# In fields of JSON, without separators.
FIELDS: dict[str, Role] = {
    **dict.fromkeys(("nprompttokens", "prompttokens", "inputtokens", "numprompttokens"), "prompt"),
    **dict.fromkeys(("prompttokencount", "inputtokencount", "numinputtokens"), "prompt"),
    **dict.fromkeys(("nctx", "maxmodellen", "contextlength", "contextwindow"), "window"),
    **dict.fromkeys(("maxcontextlength", "contextsize", "maxinputtokens"), "window"),
}

# Lengths in other units, and figures that are ends of a range.
OTHER_UNITS = re.compile(
    r"\b(?:characters?|chars?|bytes?|[kmg]i?b|pixels|range|string|maxlength)\b|字符|字数",
    re.IGNORECASE,
)
TOKENS = re.compile(
    r"token|context|max_?\w{0,20}_?len|length|n_ctx|prompt|input|上下文", re.IGNORECASE
)
MEASURED = re.compile(r"token|context|length|max_?\w{0,20}_?len|n_ctx|上下文", re.IGNORECASE)
COUNTED = re.compile(r"token", re.IGNORECASE)
SENT = re.compile(r"prompt|input|messages", re.IGNORECASE)
# A smaller limit is one of a field or of things.
SHORTEST_WINDOW = 256
ALL_STATED = 3
SUMMED = re.compile(r"\b(?:total|sum)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """Tokens: of the prompt, that the model holds, and that were asked for as output."""

    prompt: int | None = None
    window: int | None = None
    output: int | None = None


@dataclass(slots=True)
class Reading:
    """What the figures of a text have been taken for.

    ``sure`` by the words behind them, ``likely`` by those before; ``windows`` are those of the
    likely ones whose words name the context window.
    """

    sure: dict[Role, list[int]] = field(default_factory=dict)
    likely: dict[Role, list[int]] = field(default_factory=dict)
    windows: list[int] = field(default_factory=list)

    def of(self, role: Role) -> int | None:
        """The figure for a role; parts of the prompt are added up."""
        sure = self.sure.get(role)
        if sure:
            return sum(sure) if role == "prompt" else sure[0]
        if role == "window" and self.windows:
            return self.windows[0]
        likely = self.likely.get(role)
        return likely[0] if likely else None


def stated_in(evidence: Evidence) -> Stated:
    """The numbers of the evidence: of its fields, else of the first text that has them."""
    best = from_fields(evidence.fields)
    for text in evidence.said:
        if known(best) == ALL_STATED:
            break
        best = max(best, consistent(read_text(text), text), key=known)
    return best


def exceeding(text: str) -> bool:
    """Whether more was sent than the limit that is stated beside it."""
    if MEASURED.search(text) is None:
        return False
    reading = read_text(text)
    window = reading.of("window")
    sent = reading.of("total") or reading.of("prompt")
    return window is not None and sent is not None and sent > window >= SHORTEST_WINDOW


def known(stated: Stated) -> int:
    """How much is stated."""
    return sum(number is not None for number in (stated.prompt, stated.window, stated.output))


def from_fields(fields: Mapping[str, int]) -> Stated:
    """The numbers that fields of the answer hold."""
    found: dict[Role, int] = {}
    for name, number in fields.items():
        role = FIELDS.get(re.sub(r"[\s_\-]+", "", name).lower())
        if role is not None and number > 0:
            found.setdefault(role, number)
    return checked(found.get("prompt"), found.get("window"), None, None)


def read_text(text: str) -> Reading:
    """Take each figure of a text for what stands around it."""
    reading = Reading()
    if not text.isascii():
        text = in_english(text.lower())
    if OTHER_UNITS.search(text) or not TOKENS.search(text):
        return reading
    figures = figures_in(text)
    if len(figures) == 1 and figures[0].bracketed and not COUNTED.search(text):
        # An error's own number: "context window exceeds limit (2013)".
        return reading
    for role, number in compared(figures, of_prompt=SENT.search(text) is not None):
        reading.sure.setdefault(role, []).append(number)
    if reading.sure:
        return reading
    taken = 0
    for figure in figures:
        before = figure.before[taken:] if figure.joined else figure.before
        taken = take(figure, before, reading)
    return reading


def take(figure: Figure, before: list[str], reading: Reading) -> int:
    """Add one figure to the reading; the number of words behind it that it was known by."""
    if figure.value <= 0:
        return 0
    role, words = role_after(figure.after)
    if role == "window" and USING.intersection(before):
        role = "total"
    if role is not None:
        reading.sure.setdefault(role, []).append(figure.value)
        return words
    role, names_window = role_before(before)
    if names_window:
        reading.windows.append(figure.value)
    if role is not None:
        reading.likely.setdefault(role, []).append(figure.value)
    return 0


def role_after(words: list[str]) -> tuple[Role | None, int]:
    """What a figure is by the words right behind it ("45 tokens in the messages"); how many."""
    for at, word in enumerate(words):
        signs = signs_at(words, at)
        for sign in AFTERWARDS:
            if sign in signs:
                return BY_SIGN[sign], at + 1
        if word in AFTER:
            return AFTER[word], at + 1
        if word not in BETWEEN:
            break
    return None, 0


def role_before(words: list[str]) -> tuple[Role | None, bool]:
    """What a figure is by the words before it, and whether they name the context window."""
    read_places = places_in(words)
    places: dict[int, Role | None]
    places = {place: BY_SIGN[sign] for place, sign in read_places if sign in BY_SIGN}
    strong = {place for place, sign in read_places if sign in {"window", "context"}}
    for place, word in enumerate(words):
        if word in BEFORE and place not in places:
            places[place] = BEFORE[word]
    if HOLDING.intersection(words) and "prompt" not in places.values():
        return "window", False
    if not places:
        return ("total" if HAVING.intersection(words) else None), False
    last = max(places)
    role = places[last]
    since = [places[place] for place in sorted(places) if places[place] != "window"]
    sent = {"input", "prompt"}.intersection(words) or "prompt" in since
    if sent and "output" in since and role != "window":
        return "total", False
    return role, role == "window" and any("context" in words or place >= last for place in strong)


def consistent(reading: Reading, text: str) -> Stated:
    """What was read, if it can be an overflow."""
    prompt, window = reading.of("prompt"), reading.of("window")
    output, total = reading.of("output"), reading.of("total")
    # What was "received" may be the prompt and the output together.
    if prompt is not None and "prompt" not in reading.sure and SUMMED.search(text):
        prompt, total = None, prompt
    return checked(prompt, window, output if prompt is not None else None, total)


def checked(
    prompt: int | None, window: int | None, output: int | None, total: int | None
) -> Stated:
    """The numbers, unless they would fit the window, so that something was misread."""
    if window is not None:
        needed = prompt + (output or 0) if prompt is not None else total
        at_least = prompt is not None and output is None
        if needed is not None and not (needed > window or (at_least and needed == window)):
            return Stated()
    return Stated(prompt, window, output)
