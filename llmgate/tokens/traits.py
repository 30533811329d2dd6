"""What of a text decides how many tokens it makes, counted without a tokenizer.

Tokenizers of the byte-pair kind split a text where letters, digits, spaces and punctuation
meet, and then merge what is frequent. So a text is turned into one letter for the class of
each character, and its traits are how often each class and each meeting of two occurs.
How many tokens each of them makes, `llmgate.tokens.weights` says for each encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Traits: TypeAlias = tuple[float, ...]

# a, A, 0: letters and digits; n: line ends and tabs; a full stop: punctuation.
# "0A" is a capital after a digit: in identifiers, hashes and base64 such meetings are dense.
WORDS = ("a", "A", " a", ".a", "na", "Aa", ".A")
SYMBOLS = ("0", "000", "n", ".", " 0", ".0", "a.", " .", "  ")
DENSE = ("0a", "aA", "0A", "a0", "A0")
# By the first byte in UTF-8: K is kana and wide punctuation, 4 to 9 Chinese characters.
CHINESE = ("K", "4", "5", "6", "7", "8", "9")
# Latin with accents, Greek, Cyrillic, Semitic, Indic and Thai, typography, Hangul, forms, emoji.
SCRIPTS = ("L", "G", "R", "S", "I", "P", "H", "F", "E")
ASCII_TRAITS = (*WORDS, *SYMBOLS, *DENSE)
TEXT_TRAITS = (*ASCII_TRAITS, *CHINESE, *SCRIPTS)

FRAMING = ("framing",)  # tokens around messages and tool calls
TOOLSET = ("toolset",)  # whether there are tools at all
MEDIA = ("images", "tiles", "patches", "claude", "gemini", "audio", "pages")
BOUNDS = ("bytes", "opaque")  # the upper bound's alone: they make no tokens
OTHER_TRAITS = (*FRAMING, *MEDIA, *TOOLSET)
ALL_TRAITS = (*TEXT_TRAITS, *OTHER_TRAITS, *BOUNDS)

BYTES, OPAQUE = ALL_TRAITS.index("bytes"), ALL_TRAITS.index("opaque")
NOTHING: Traits = (0,) * len(ALL_TRAITS)

LAST_CONTROL, DELETE, FIRST_CONTINUATION, FIRST_LEAD = 31, 127, 0x80, 0xC0
CONTINUATION = bytes(range(FIRST_CONTINUATION, FIRST_LEAD))
LEADS = (
    (0xCC, "L"), (0xD0, "G"), (0xD4, "R"), (0xE0, "S"), (0xE2, "I"), (0xE3, "P"), (0xE4, "K"),
    (0xE5, "4"), (0xE6, "5"), (0xE7, "6"), (0xE8, "7"), (0xE9, "8"), (0xEA, "9"), (0xEE, "H"),
    (0xF0, "F"), (0x100, "E"),
)  # fmt: skip

# Characters: a longer text is judged by so many, taken from blocks spread over all of it.
SAMPLE, BLOCKS = 4_096, 8
BLOCK = SAMPLE // BLOCKS


def class_of(byte: int) -> str:
    """The class of a character that begins with this byte in UTF-8."""
    if byte >= FIRST_CONTINUATION:
        return next(name for end, name in LEADS if byte < end)
    if byte <= LAST_CONTROL or byte == DELETE:
        return "n"
    character = chr(byte)
    if character.isdigit():
        return "0"
    if character.isalpha():
        return "a" if character.islower() else "A"
    return " " if character == " " else "."


CLASSES = "".join(class_of(byte) for byte in range(256)).encode()
COUNTED = tuple(name.encode() for name in TEXT_TRAITS)
COUNTED_ASCII = COUNTED[: len(ASCII_TRAITS)]
NOT_ASCII = (0,) * (len(TEXT_TRAITS) - len(ASCII_TRAITS))
NOT_TEXT = (0,) * len(OTHER_TRAITS)


def text_traits(text: str) -> Traits:
    """The traits of a text, in time that no length exceeds but for the bytes' own counting."""
    if len(text) <= SAMPLE:
        return (*counts(text), *NOT_TEXT, size(text), 0)
    scale = len(text) / SAMPLE
    return (*(count * scale for count in counts(sampled(text))), *NOT_TEXT, size(text), 0)


def sampled(text: str) -> str:
    """Blocks of a long text: its beginning, its end, and evenly between."""
    last = len(text) - BLOCK
    starts = [last * index // (BLOCKS - 1) for index in range(BLOCKS)]
    return "".join(text[start : start + BLOCK] for start in starts)


def counts(text: str) -> tuple[int, ...]:
    """How often each trait occurs; a character of several bytes counts as its first."""
    if text.isascii():
        count = text.encode("ascii").translate(CLASSES).count
        return (*map(count, COUNTED_ASCII), *NOT_ASCII)
    count = text.encode("utf-8", "surrogatepass").translate(CLASSES, CONTINUATION).count
    return tuple(map(count, COUNTED))


def size(text: str) -> int:
    """A text's bytes in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def other_traits(**amounts: float) -> Traits:
    """The traits of something that is no text."""
    return tuple(amounts.get(name, 0) for name in ALL_TRAITS)


def total(many: Iterable[Traits]) -> Traits:
    """All of them together."""
    return tuple(map(sum, zip(NOTHING, *many, strict=True)))
