"""Which tokenizer a route's model has, as far as its name tells, and its tariff for media."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from llmgate.tokens.traits import OTHER_TRAITS
from llmgate.tokens.weights import TEXT_WEIGHTS

if TYPE_CHECKING:
    from llmgate.tokens.weights import Encoding, Vocabulary

# Tokens for tools and media, by what OpenAI, Anthropic and Google publish. Images count as
# base plus tiles (OpenAI), patches times a factor (OpenAI's newer small models), or by
# their own formulas; audio by the second; a page is its text and its picture.
TILED = {"toolset": 9.0, "images": 85.0, "tiles": 170.0, "audio": 10.0, "pages": 1_300.0}
IMAGES: dict[str, dict[str, float]] = {
    "gpt-4o-mini": {**TILED, "images": 2_833, "tiles": 5_667},
    "gpt-4.1-mini": {**TILED, "images": 0, "tiles": 0, "patches": 1.62},
    "gpt-4.1-nano": {**TILED, "images": 0, "tiles": 0, "patches": 2.46},
    "gpt-5-mini": {**TILED, "images": 0, "tiles": 0, "patches": 1.62},
    "gpt-5-nano": {**TILED, "images": 0, "tiles": 0, "patches": 2.46},
    "o4-mini": {**TILED, "images": 0, "tiles": 0, "patches": 1.72},
    "gpt-5": {**TILED, "images": 70, "tiles": 140},
    "o1": {**TILED, "images": 75, "tiles": 150},
    "o3": {**TILED, "images": 75, "tiles": 150},
}
CLAUDE = {"toolset": 346.0, "claude": 1.0, "audio": 10.0, "pages": 2_250.0}
GEMINI = {"gemini": 1.0, "audio": 32.0, "pages": 258.0}

# Vendors' models whose tokenizers are open, by a word of their names; the first one counts.
# Llama's third has GPT-4's tokens and some more; the second's are like Mistral's older ones.
OPEN: dict[str, Vocabulary] = {
    "deepseek": "deepseek", "qwen": "qwen", "qwq": "qwen",
    "mixtral": "mistral", "mistral-7b": "mistral", "mathstral": "mistral",
    "stral": "tekken",
    "llama-2": "mistral", "llama2": "mistral", "codellama": "mistral", "llama": "cl100k_base",
}  # fmt: skip
OLD_CLAUDE = ("claude-2", "claude-instant", "claude-v")

OLD_CHAT = ("gpt-4-", "gpt-3.5", "gpt-35", "text-embedding")
COMPLETIONS = ("text-davinci", "code-davinci", "davinci", "gpt-3")
REASONING = ("o1", "o3", "o4")
OPENAI = ("gpt-", "chatgpt", "codex", *OLD_CHAT, *COMPLETIONS, *REASONING)

# Relative: how far a text of one kind strays from what its traits tell (standard deviation),
# where the encoding is known and where it is another vendor's.
KNOWN, UNKNOWN = 0.1, 0.2
# Later Claudes make more tokens of the same text than Claude 2, whose vocabulary is the last
# that Anthropic published.
CLAUDE_RATIO = 1.2


@dataclass(frozen=True, slots=True)
class Family:
    """How a model counts.

    ``weights`` are tokens for each trait of a text, framing and media. ``ratio`` is what a
    vendor's count is expected to be to them, give or take ``spread``. ``encoding`` is the
    one that OpenAI publishes for the model, None for another vendor's.
    """

    weights: tuple[float, ...]
    encoding: Encoding | None = None
    ratio: float = 1.0
    spread: float = UNKNOWN


@lru_cache(maxsize=1024)
def family_of(route: str) -> Family:
    """The family of a LiteLLM route; a model of no known family counts as OpenAI's newest."""
    model = route.lower().rpartition("/")[2]
    if model.startswith(OPENAI):
        encoding = encoding_of(model)
        media = next((IMAGES[name] for name in IMAGES if model.startswith(name)), TILED)
        return Family(weights_of(encoding, media), encoding, spread=KNOWN)
    if "claude" in model:
        if any(name in model for name in OLD_CLAUDE):
            return Family(weights_of("claude", {**CLAUDE, "toolset": 0.0}), spread=KNOWN)
        return Family(weights_of("claude", CLAUDE), ratio=CLAUDE_RATIO)
    if "gemini" in model or "gemma" in model:
        return Family(weights_of("split", GEMINI))
    if (word := next((word for word in OPEN if word in model), None)) is not None:
        return Family(weights_of(OPEN[word], TILED), spread=KNOWN)
    return Family(weights_of("o200k_base", TILED))


def encoding_of(model: str) -> Encoding:
    """The encoding of a model of OpenAI's."""
    if model == "gpt-4" or model.startswith(OLD_CHAT):
        return "cl100k_base"
    return "p50k_base" if model.startswith(COMPLETIONS) else "o200k_base"


def weights_of(vocabulary: Vocabulary, media: dict[str, float]) -> tuple[float, ...]:
    """Tokens for each trait but the bounds', in their order."""
    tariff = {"framing": 1.0, **media}
    return (*TEXT_WEIGHTS[vocabulary], *(tariff.get(name, 0.0) for name in OTHER_TRAITS))
