"""A vendor's own counts, compared with the estimates: how its tokens differ by kind of text.

One ratio would do for a vendor if texts were of one kind. They are not: a tokenizer that
makes as many tokens of prose as OpenAI's may make half as many of Chinese. So each kind of
text has a ratio of its own, and every count that a vendor states corrects the ratios of the
kinds that were in that prompt, by as much as they are uncertain: a Kalman filter, whose state
is the ratios. Counts come as increments where a conversation grows, which tells kinds apart.
The texts of tools are a kind of their own: how a vendor lays them out before its model is
mostly undocumented, and must not teach anything of the texts that come after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from operator import mul, sub
from typing import TYPE_CHECKING, TypeAlias

from llmgate.tokens.traits import (
    CHINESE,
    DENSE,
    FRAMING,
    MEDIA,
    NOTHING,
    SCRIPTS,
    SYMBOLS,
    TOOLSET,
    WORDS,
)

if TYPE_CHECKING:
    from llmgate.tokens.families import Family
    from llmgate.tokens.traits import Traits

Vector: TypeAlias = tuple[float, ...]

# The kinds, and how uncertain each one's ratio is beside the others'.
UNCERTAIN = {
    WORDS: 1.0, SYMBOLS: 1.0, DENSE: 1.5, CHINESE: 1.5, SCRIPTS: 1.5, FRAMING: 2.0,
    MEDIA: 2.0, TOOLSET: 1.2,
}  # fmt: skip
LENGTHS = tuple(map(len, UNCERTAIN))[:-1]
ENDS = tuple(accumulate(LENGTHS))
KINDS = tuple(slice(end - length, end) for length, end in zip(LENGTHS, ENDS, strict=True))

# Relative: what remains of an estimate's error when the ratios are right (standard deviation),
# before anything is known (2.8 % was measured, over six vocabularies and five kinds of text);
# what each count teaches of it; and between which ends it stays.
NOISE = 0.03
NOISE_LEARNT, NOISE_ENDS = 0.2, (0.02, 0.1)
# Tokens: what vendors add and do not tell.
HIDDEN = 4.0
# Ratios drift: a vendor may change its tokenizer behind a name. Variance for each count heard.
DRIFT = 0.0004
LEAST, MOST = 0.0, 20.0
# A surprise makes the ratios less certain, by this factor at most.
MOST_DOUBT = 4.0
TWO_SIDED_95 = 1.96
# A count that differs from the estimate by such a factor is of something else than the prompt.
BELIEVED = 10
# Tokens too few to learn a ratio from.
TOO_FEW = 16


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ratio of each kind of text, how uncertain they are (covariance), and the noise."""

    ratios: Vector
    covariance: tuple[Vector, ...]
    noise: float = NOISE

    def tokens(self, kinds: Vector) -> float:
        """What the vendor is expected to count."""
        return dot(self.ratios, kinds)

    def margin(self, kinds: Vector) -> float:
        """Tokens by which it may differ, at 95 %."""
        return TWO_SIDED_95 * sqrt(self.variance(kinds))

    def variance(self, kinds: Vector) -> float:
        """The variance of what the vendor will count."""
        return max(dot(kinds, self.gain(kinds)), 0.0) + self.remaining(kinds)

    def remaining(self, kinds: Vector) -> float:
        """The variance that remains where the ratios are right."""
        # Traits err alike within a text: their errors add up rather than cancel out.
        return (self.noise * sum(map(abs, kinds)) + HIDDEN) ** 2

    def gain(self, kinds: Vector) -> Vector:
        """How much each ratio's error goes along with this prompt's."""
        return tuple([dot(row, kinds) for row in self.covariance])

    def corrected(self, kinds: Vector, counted: float) -> Calibration:
        """The calibration after the vendor counted so many tokens for these kinds.

        It is moved by the surprise as far as each ratio is uncertain; what surprises more
        than expected makes all of them less certain first.
        """
        gain, noise = self.gain(kinds), self.remaining(kinds)
        surprise = counted - self.tokens(kinds)
        known = max(dot(kinds, gain), 0.0)
        doubt = min(max(surprise**2 / (known + noise), 1.0), MOST_DOUBT)
        share = doubt / (doubt * known + noise)
        ratios = tuple(
            [
                min(max(ratio + part * share * surprise, LEAST), MOST)
                for ratio, part in zip(self.ratios, gain, strict=True)
            ]
        )
        less = [
            [doubt * (old - own * share * part) for old, part in zip(row, gain, strict=True)]
            for row, own in zip(self.covariance, gain, strict=True)
        ]
        seen = max(surprise**2 - known, 0.0) / sum(map(abs, kinds)) ** 2
        return Calibration(ratios, drifted(less), learnt_noise(self.noise, seen))


def learnt_noise(noise: float, seen: float) -> float:
    """The noise after a count that strayed so far: ``seen`` is relative, a variance."""
    least, most = NOISE_ENDS
    return min(max(sqrt(noise**2 + NOISE_LEARNT * (seen - noise**2)), least), most)


def expected(family: Family) -> Calibration:
    """The calibration of a route before its vendor counted anything."""
    own = [family.spread * factor for factor in UNCERTAIN.values()]
    # Half of each variance is the kind's own, and half it has in common with all others.
    rows = [[one * other / 2 for other in own] for one in own]
    for at, one in enumerate(own):
        rows[at][at] = one * one
    return Calibration((family.ratio,) * len(own), tuple(map(tuple, rows)))


def drifted(covariance: list[list[float]]) -> tuple[Vector, ...]:
    """The covariance, as uncertain as time makes it."""
    for at, row in enumerate(covariance):
        row[at] += DRIFT
    return tuple(map(tuple, covariance))


def kinds_of(family: Family, traits: Traits, tools: Traits = NOTHING) -> Vector:
    """The estimated tokens of each kind, before any calibration; ``tools`` are of one kind."""
    tokens = [*map(mul, family.weights, traits)]
    return (*(sum(tokens[kind]) for kind in KINDS), sum(map(mul, family.weights, tools)))


def dot(one: Vector, other: Vector) -> float:
    """The scalar product."""
    return float(sum(map(mul, one, other)))


def difference(kinds: Vector, less: Vector) -> Vector:
    """The tokens of what was added, by kind."""
    return tuple(map(sub, kinds, less))


def believable(counted: object, estimate: float) -> bool:
    """Whether a count can be that of a prompt of this estimate, and has something to teach."""
    if type(counted) is not int:
        return False
    return estimate >= TOO_FEW and estimate / BELIEVED <= counted <= estimate * BELIEVED
