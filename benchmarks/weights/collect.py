"""Count the pieces: ``python -m benchmarks.weights.collect PACKAGES``, which writes pieces.csv.

PACKAGES is a folder that holds, unpacked, the packages named in ``vocabularies.py`` and
``corpus.py``; sentencepiece has to be installed.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from benchmarks.weights.corpus import texts
from benchmarks.weights.vocabularies import counters
from llmgate.tokens.traits import TEXT_TRAITS, text_traits

PIECES = Path(__file__).with_name("pieces.csv")


def main() -> None:
    """Write a line for each piece."""
    packages = Path(sys.argv[1])
    count = counters(packages)
    with PIECES.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["kind", *TEXT_TRAITS, *count])
        for kind, pieces in texts(packages):
            for piece in pieces:
                traits = text_traits(piece)[: len(TEXT_TRAITS)]
                lines.writerow([kind, *traits, *(one(piece) for one in count.values())])


if __name__ == "__main__":
    main()
