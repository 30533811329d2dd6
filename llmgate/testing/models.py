"""What a fake model can hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FakeModel:
    """A model's limits, both in tokens.

    ``window`` is the context window: for OpenAI, Azure and Anthropic it holds the prompt and
    the requested output, for Gemini the prompt alone. ``max_output_tokens`` caps an answer.
    """

    window: int = 128_000
    max_output_tokens: int = 64_000
