"""Why an answer ended: the vendors' words in OpenAI's.

LiteLLM maps what it does not know, and some of what it does, to ``stop``; the tables here
are from the vendors' own API references and compared without regard to case.
"""

from __future__ import annotations

OPENAI_WORDS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})

TRUE_WORDS = {
    "stop": ("end_turn", "stop_sequence", "eos", "eos_token", "complete", "end"),
    "length": (
        "max_tokens", "max_output_tokens", "token_limit", "compaction", "error_limit",
        "incomplete",
    ),
    "tool_calls": ("tool_use", "tool_call"),
    "content_filter": (
        "refusal", "safety", "recitation", "language", "blocklist", "prohibited_content",
        "spii", "image_safety", "image_prohibited_content", "image_recitation", "image_other",
        "sensitive", "content_filtered", "guardrail_intervened", "error_toxic", "escalation",
        "other", "no_image",
    ),
}  # fmt: skip

# The window itself cut the answer, whatever the caller allowed.
WINDOW_WORDS = frozenset({"model_context_window_exceeded", "model_length", "context_length"})

# The vendor broke off: there is no answer, however the words of it look.
BROKEN_WORDS = frozenset({
    "error", "network_error", "malformed_function_call", "malformed_response",
    "malformed_model_output", "malformed_tool_use", "unexpected_tool_call",
    "too_many_tool_calls", "missing_thought_signature", "abort", "cancelled", "time_limit",
    "timeout", "insufficient_system_resource",
})  # fmt: skip

_OPENAI_WORD: dict[str, str | None] = {
    **{word: word for word in OPENAI_WORDS},
    **{native: word for word, natives in TRUE_WORDS.items() for native in natives},
    **dict.fromkeys(WINDOW_WORDS, "length"),
    **dict.fromkeys(BROKEN_WORDS),
}


def openai_word(native: object) -> str | None:
    """OpenAI's finish reason for a vendor's: ``stop`` for an unknown word.

    None for no word, and for one that says that the vendor broke off: that is no end.
    """
    if not isinstance(native, str) or not native:
        return None
    return _OPENAI_WORD.get(native.lower(), "stop")


def finish_reason(native: object, *, calls: bool) -> str | None:
    """OpenAI's finish reason of an answer that has tool calls, or has none."""
    word = openai_word(native)
    # A vendor's plain "stop" beside tool calls would make an agent end its turn.
    return "tool_calls" if calls and word in {"stop", "function_call"} else word


def cut_by_window(native: object) -> bool:
    """Whether the vendor says that the context window, not a token limit, cut the answer."""
    return isinstance(native, str) and native.lower() in WINDOW_WORDS


def broken_off(native: object) -> bool:
    """Whether the vendor says that it failed while answering."""
    return isinstance(native, str) and native.lower() in BROKEN_WORDS
