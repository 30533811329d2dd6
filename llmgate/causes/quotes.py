"""What an error merely quotes of the request: not the vendor's words, so no evidence.

A prompt may speak of "the maximum context length" itself. Validation errors print what they
were given: ``input_value='…'``, ``messages=[{'role': …}]``, ``Invalid value: "…"``.
"""

from __future__ import annotations

import re

# A quotation of fewer words is a name, as in 'max_tokens' or "middle-out".
NAME_WORDS = 4

# A text with more of them is a dump, of which the rest is left out.
MOST = 150

# These stand before a quotation of another server's error, which is evidence.
SPEAKING = re.compile(
    r"(?:message|msg|error|detail|reason|raw|desc|cause|exception|fail|response|return|upstream)"
    r"[a-z_]*['\"`]?\s*[:=(]?\s*$",
    re.IGNORECASE,
)
LOOK_BACK = 32

OPENING = re.compile(r"(?<![\w\\])(['\"`“«])")
CLOSING = {
    "'": re.compile(r"(?<!\\)'(?!\w)"),
    '"': re.compile(r'(?<!\\)"(?!\w)'),
    "`": re.compile(r"`(?!\w)"),
    "“": re.compile(r"”"),
    "«": re.compile(r"»"),
}

# A conversation, printed as JSON or as Python would.
CONVERSATION = re.compile(r"[\[({]\s*\{?\s*['\"](?:role|content)['\"]\s*[:=]")
CLOSERS = "}])"

# Before a quotation that was cut off in the middle.
ASSIGNED = re.compile(r"[:=(\[]\s*$")


def vendors_words(text: str) -> str:
    """The text without conversations and without longer quotations of unknown origin."""
    return without_quotations(without_conversation(text))


def without_conversation(text: str) -> str:
    """The text without a conversation that is printed in it."""
    found = CONVERSATION.search(text)
    if found is None:
        return text
    end = max(text.rfind(closer) for closer in CLOSERS)
    return text[: found.start()] + " " + (text[end + 1 :] if end > found.start() else "")


def without_quotations(text: str) -> str:
    """The text without quotations that are longer than a name, but for quoted errors."""
    kept: list[str] = []
    at = 0
    for start, end in quotations(text):
        if start < at:
            continue
        kept.append(text[at:start])
        kept.append(" ")
        at = end
    kept.append(text[at:])
    return "".join(kept)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where quotations stand that are no evidence."""
    found: list[tuple[int, int]] = []
    at = 0
    unclosed: set[str] = set()
    for _ in range(MOST):
        opening = OPENING.search(text, at)
        if opening is None:
            return found
        mark, start = opening[1], opening.start()
        at = start + 1
        # A mark that is never closed again must not be looked for at every opening.
        closing = None if mark in unclosed else CLOSING[mark].search(text, at)
        if speaks(text, start):
            continue
        if closing is None:
            unclosed.add(mark)
            if ASSIGNED.search(text[max(0, start - 3) : start]) and long(text[at:]):
                return [*found, (start, len(text))]
        else:
            if long(text[at : closing.start()]):
                found.append((start, closing.end()))
            at = closing.end()
    return [*found, (at, len(text))]


def speaks(text: str, start: int) -> bool:
    """Whether what is quoted from here on is introduced as an error."""
    return SPEAKING.search(text[max(0, start - LOOK_BACK) : start]) is not None


def long(quotation: str) -> bool:
    """Whether a quotation is more than a name; scripts without spaces count by letters."""
    return len(quotation.split(None, NAME_WORDS)) >= NAME_WORDS or not quotation[:40].isascii()
