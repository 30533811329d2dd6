"""Tokens for each trait of a text, by encoding.

Fitted, by non-negative least squares of the relative error, to what the encodings make of
some 3,000 pieces of 600 to 2,500 characters: licences, package descriptions, Python,
JavaScript, HTML, CSS and C, JSON of several layouts, Chinese news, reviews, interfaces and
classics, translations into 16 other languages, base64, hashes, tables of numbers and logs. No
weight is negative, so more text never makes a smaller estimate. The order is that of
`TEXT_TRAITS`, and so are the lines: words, symbols, dense, Chinese, other scripts.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["o200k_base", "cl100k_base", "p50k_base"]

TEXT_WEIGHTS: dict[Encoding, tuple[float, ...]] = {
    "o200k_base": (
        *(0.123, 0.207, 0.448, 0.536, 0.532, 0.394, 0.372),
        *(0.28, 0.298, 1.38, 0.182, 1.98, 0.959, 0.247, 0.755, 0.0141),
        *(0.347, 0.258, 2.88, 1.04, 1.54),
        *(0.61, 1.11, 0.0507, 0.504, 0.829, 1.87, 1.23),
        *(0.92, 0.412, 0.304, 0.381, 0.342, 1.19, 0.671, 1.85, 5.07),
    ),
    "cl100k_base": (
        *(0.107, 0.208, 0.544, 0.698, 0.52, 0.711, 0.301),
        *(0.242, 0.447, 1.21, 0.177, 1.94, 0.985, 0.167, 0.767, 0.0268),
        *(0.645, 0.0, 3.22, 0.801, 1.71),
        *(0.86, 1.17, 0.702, 0.566, 0.274, 3.62, 2.43),
        *(1.87, 1.06, 0.504, 0.917, 0.98, 0.9, 1.07, 2.35, 2.27),
    ),
    "p50k_base": (
        *(0.00908, 0.34, 1.02, 2.04, 0.316, 1.28, 0.969),
        *(0.0, 1.36, 1.68, 0.181, 0.0285, 1.16, 0.195, 1.0, 0.0593),
        *(1.24, 0.428, 0.485, 0.664, 2.1),
        *(0.984, 1.45, 2.46, 1.71, 2.11, 2.01, 3.12),
        *(3.99, 1.29, 1.26, 1.29, 1.91, 3.71, 2.83, 3.24, 3.22),
    ),
}
