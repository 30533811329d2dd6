"""Fit the weights to the pieces: ``python -m benchmarks.weights.fit`` prints weights.py's table.

Non-negative least squares of the relative error, by coordinate descent: more of a trait never
makes a smaller estimate. A piece in another language than English and Chinese counts
for less, for there are many such languages, and most prompts are not in them.
"""

from __future__ import annotations

import csv
from operator import mul
from pathlib import Path
from statistics import mean, pstdev
from typing import TYPE_CHECKING, TypeAlias, get_args

from benchmarks.weights.corpus import LANGUAGES
from llmgate.tokens.traits import CHINESE, DENSE, SCRIPTS, SYMBOLS, TEXT_TRAITS, WORDS
from llmgate.tokens.weights import Encoding, Others

if TYPE_CHECKING:
    from llmgate.tokens.weights import Vocabulary

PIECES = Path(__file__).with_name("pieces.csv")
VOCABULARIES: tuple[Vocabulary, ...] = (*get_args(Encoding), *get_args(Others))
LINES = tuple(len(kinds) for kinds in (WORDS, SYMBOLS, DENSE, CHINESE, SCRIPTS))
# What prompts are seldom made of; the news are of 1998. The same tools stand there three times.
RARE = {**dict.fromkeys(LANGUAGES, 0.2), "news": 0.3, "tools, compact": 0.5}
SWEEPS = 4_000
# Keeps a weight that hardly any piece tells of small.
RIDGE = 1e-6

Piece: TypeAlias = tuple[str, tuple[float, ...], dict[str, int]]


def pieces() -> list[Piece]:
    """Each piece's kind, traits, and tokens by vocabulary."""
    with PIECES.open(encoding="utf-8", newline="") as file:
        return [
            (
                line["kind"],
                tuple(float(line[name]) for name in TEXT_TRAITS),
                {name: int(line[name]) for name in VOCABULARIES},
            )
            for line in csv.DictReader(file)
        ]


def fitted(vocabulary: Vocabulary, known: list[Piece]) -> list[float]:
    """The tokens for each trait."""
    size = len(TEXT_TRAITS)
    products = [[RIDGE * (row == column) for column in range(size)] for row in range(size)]
    targets = [0.0] * size
    for kind, traits, counts in known:
        weight = RARE.get(kind, 1.0)
        shares = [trait / counts[vocabulary] for trait in traits]
        present = [(at, share) for at, share in enumerate(shares) if share]
        for row, share in present:
            targets[row] += weight * share
            for column, other in present:
                products[row][column] += weight * share * other
    return descended(products, targets)


def descended(products: list[list[float]], targets: list[float]) -> list[float]:
    """The solution that has nothing negative in it."""
    found = [0.0] * len(targets)
    for _ in range(SWEEPS):
        for at, row in enumerate(products):
            rest = sum(map(mul, row, found)) - row[at] * found[at]
            found[at] = max((targets[at] - rest) / row[at], 0.0)
    return [float(f"{weight:.3g}") for weight in found]


def error(weights: list[float], piece: Piece, vocabulary: Vocabulary) -> float:
    """The relative error of a piece's estimate."""
    return float(sum(map(mul, weights, piece[1])) / piece[2][vocabulary] - 1)


def shown(vocabulary: str, weights: list[float]) -> str:
    """A vocabulary's entry of the table: a line for each group of traits."""
    lines, left = [f'    "{vocabulary}": ('], list(weights)
    for length in LINES:
        texts = [f"{weight:g}" if weight % 1 else f"{weight:.1f}" for weight in left[:length]]
        lines.append(f"        *({', '.join(texts)}),")
        del left[:length]
    return "\n".join([*lines, "    ),"])


def main() -> None:
    """Print the table, and how far the pieces of each kind stray from it."""
    known = pieces()
    for vocabulary in VOCABULARIES:
        weights = fitted(vocabulary, known)
        print(shown(vocabulary, weights))
        for kind in dict.fromkeys(piece[0] for piece in known):
            strays = [error(weights, one, vocabulary) for one in known if one[0] == kind]
            print(f"    # {kind:<20} {mean(strays):+6.1%}, give or take {pstdev(strays):.1%}")


if __name__ == "__main__":
    main()
