"""The traits of messages and options, and the exact tokens of their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from llmgate.tokens.encodings import token_count
from llmgate.tokens.lru import Lru
from llmgate.tokens.pieces import pieces_of
from llmgate.tokens.plain import OPAQUE, attempted_dict, plain, same
from llmgate.tokens.tools import READ, option_pieces
from llmgate.tokens.traits import Traits, text_traits, total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmgate.tokens.pieces import Piece
    from llmgate.tokens.weights import Encoding

# A text by its hash and length, so that the text itself is not held.
Text: TypeAlias = tuple[int, int]

# Texts: those whose traits, and those whose tokens are remembered.
TEXTS, COUNTED_TEXTS = 4_096, 16_384
# Characters from which remembering is quicker than looking again.
WORTHWHILE = 128
TOOLSETS = 8


class Measure:
    """Reads pieces, and remembers the long texts among them: a trimmed history repeats most."""

    def __init__(self) -> None:
        self.traits: Lru[Text, Traits] = Lru(TEXTS)
        self.counted: Lru[tuple[Encoding, Text], int] = Lru(COUNTED_TEXTS)

    def of_messages(self, messages: list[Any]) -> Traits:
        """The traits of plain messages."""
        return self.of(piece for message in messages for piece in pieces_of(message))

    def of(self, pieces: Iterable[Piece]) -> Traits:
        """The traits of pieces."""
        return total(piece if type(piece) is tuple else self.of_text(piece) for piece in pieces)

    def of_text(self, text: Any) -> Traits:
        """The traits of a text."""
        if len(text) < WORTHWHILE:
            return text_traits(text)
        key = (hash(text), len(text))
        traits = self.traits.get(key)
        if traits is None:
            traits = text_traits(text)
            self.traits.put(key, traits)
        return traits

    def tokens(self, encoding: Encoding, text: str) -> int | None:
        """The tokens of a text, None where the encoding is not installed."""
        key = (encoding, (hash(text), len(text)))
        tokens = self.counted.get(key)
        if tokens is None:
            tokens = token_count(encoding, text)
            if tokens is not None:
                self.counted.put(key, tokens)
        return tokens


class Toolsets:
    """The last few sets of options, as an agent passes the same ones with every call."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.known: tuple[tuple[dict[str, Any], bool, Traits], ...] = ()

    def traits(self, options: Any, *, namespace: bool) -> Traits:
        """The traits of a call's options."""
        given = read_options(options)
        for known in self.known:
            if known[1] is namespace and same(known[0], given):
                return known[2]
        copied = plain(given)
        traits = self.measure.of(option_pieces(copied, namespace=namespace))
        self.known = ((copied, namespace, traits), *self.known)[:TOOLSETS]
        return traits


def read_options(options: Any) -> dict[str, Any]:
    """Those of the options that a model reads."""
    given = options if type(options) is dict else attempted_dict(options)
    if type(given) is not dict:
        return {"tools": OPAQUE}
    items = list(given.items())
    return {name: value for name, value in items if type(name) is str and name in READ}
