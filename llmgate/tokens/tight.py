"""The estimate of last resort: OpenAI's own encoding counts what no vendor counted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmgate.tokens.calibration import difference, kinds_of
from llmgate.tokens.estimate import Estimate, between
from llmgate.tokens.measure import read_options
from llmgate.tokens.pieces import pieces_of
from llmgate.tokens.plain import plain
from llmgate.tokens.tools import option_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmgate.tokens.calibration import Calibration, Vector
    from llmgate.tokens.conversations import Anchor
    from llmgate.tokens.families import Family
    from llmgate.tokens.measure import Measure
    from llmgate.tokens.pieces import Piece

# A vendor whose counts differ from the estimates by more has another encoding than it names.
AGREEING = 0.25
# Relative, and tokens: what OpenAI does to a prompt beside its texts.
MARGIN, FLAT = 0.01, 8


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt: plain messages, options, estimated tokens by kind, and the vendor's count."""

    messages: list[Any] = field(repr=False)
    options: Any = field(repr=False)
    kinds: Vector
    upper: int
    anchor: Anchor | None

    def new_pieces(self) -> Iterator[Piece]:
        """What the vendor has not counted yet."""
        start = self.anchor.messages if self.anchor else 0
        for message in self.messages[start:]:
            yield from pieces_of(message)
        if self.anchor is None:
            yield from option_pieces(plain(read_options(self.options)), namespace=True)


def tight(
    measure: Measure, family: Family, calibration: Calibration, prompt: Prompt
) -> Estimate | None:
    """The estimate by the family's encoding, None where it cannot be had or does not apply."""
    estimate = sum(prompt.kinds)
    if abs(calibration.tokens(prompt.kinds) - estimate) > AGREEING * estimate:
        return None
    pieces = [*prompt.new_pieces()]
    counts = [tokens_of(measure, family, piece) for piece in pieces]
    new = sum(count for count in counts if count is not None)
    if None in counts:
        return None
    margin = MARGIN * new + FLAT
    if prompt.anchor is not None:
        seen = kinds_of(family, measure.of(pieces))
        others = difference(difference(prompt.kinds, prompt.anchor.kinds), seen)
        new += prompt.anchor.tokens + calibration.tokens(others)
    upper = max(prompt.upper, round(new))
    return between(new, margin, upper, "tokenizer")


def tokens_of(measure: Measure, family: Family, piece: Piece) -> float | None:
    """The tokens of a piece, None where the encoding is not installed."""
    if type(piece) is tuple:
        return sum(kinds_of(family, piece))
    return measure.tokens(family.encoding, str(piece)) if family.encoding else None
