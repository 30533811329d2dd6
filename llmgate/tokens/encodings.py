"""OpenAI's published encodings, from the files that come with LiteLLM: never from the network.

tiktoken would fetch a missing file; so the files are found and read here, and tiktoken is
only given what they hold. LiteLLM itself is not imported: that takes seconds.
"""

from __future__ import annotations

import binascii
from functools import cache
from hashlib import sha1
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding as Tokenizer

    from llmgate.tokens.weights import Encoding

# tiktoken names a cached file by the SHA-1 of the address that it was fetched from.
ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
FOLDER = ("litellm_core_utils", "tokenizers")
# Characters: OpenAI's patterns backtrack, and a piece's merging is not linear in its length.
PORTION = 8_192

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
# How each encoding splits a text before it merges bytes, as tiktoken defines them.
PATTERNS: dict[Encoding, str] = {
    "o200k_base": "|".join(
        (
            rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTIONS}",
            rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTIONS}",
            r"\p{N}{1,3}",
            r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
            r"\s*[\r\n]+",
            r"\s+(?!\S)",
            r"\s+",
        )
    ),
    "cl100k_base": (
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
        r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
    ),
    "p50k_base": (
        r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
    ),
}


def token_count(name: Encoding, text: str) -> int | None:
    """The tokens of a text, None where the encoding is not installed."""
    tokenizer = tokenizer_of(name)
    if tokenizer is None:
        return None
    portions = (text[start : start + PORTION] for start in range(0, len(text), PORTION))
    return sum(len(tokenizer.encode_ordinary(portion)) for portion in portions)


@cache
def tokenizer_of(name: Encoding) -> Tokenizer | None:
    """The tokenizer of an encoding, None where tiktoken or the encoding's file is missing."""
    file = ranks_file(name)
    if file is None or find_spec("tiktoken") is None:
        return None
    from tiktoken import Encoding as Tokenizer  # noqa: PLC0415  (only a tight estimate needs it)

    ranks = ranks_in(file.read_bytes())
    return Tokenizer(name, pat_str=PATTERNS[name], mergeable_ranks=ranks, special_tokens={})


def ranks_file(name: Encoding) -> Path | None:
    """Where LiteLLM keeps the encoding's tokens."""
    spec = find_spec("litellm")
    digest = sha1(ADDRESS.format(name).encode(), usedforsecurity=False).hexdigest()
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, *FOLDER, digest)
        if file.is_file():
            return file
    return None


def ranks_in(content: bytes) -> dict[bytes, int]:
    """The tokens by rank: a line is a token in base64 and its rank."""
    pairs = (line.split() for line in content.splitlines() if line)
    return {binascii.a2b_base64(token): int(rank) for token, rank in pairs}
