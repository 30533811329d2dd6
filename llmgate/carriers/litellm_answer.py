"""What LiteLLM answers, put back into the vendor's truth.

LiteLLM maps finish reasons that it does not know to ``stop``, states zeros where a vendor
stated no usage, and counts tokens itself where a stream had none. Here is what it leaves
behind to tell the difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llmgate.answer.finish import broken_off, cut_by_window, openai_word
from llmgate.answer.reasoning import signed
from llmgate.carriers.vendor_answer import openai_answer
from llmgate.carriers.vendor_failure import UNREADABLE, json_in
from llmgate.transport import Answer, CarrierError

if TYPE_CHECKING:
    from collections.abc import Mapping

NATIVE_REASON = re.compile(
    r'"(?:stop_reason|finish_reason|finishReason|stopReason|done_reason|blockReason)"\s*:\s*"(\w+)"'
)

SIGNATURES = "thought_signatures"


def native_reason(text: str) -> str | None:
    """The last finish reason that a vendor's JSON states, in the vendor's word."""
    found = NATIVE_REASON.findall(text) if "eason" in text else None
    return found[-1] if found else None


def true_reason(word: str | None, native: str | None) -> str | None:
    """The finish reason: LiteLLM's word, or the vendor's where LiteLLM's would hide it."""
    filtered = native is not None and openai_word(native) == "content_filter"
    return native if filtered or cut_by_window(native) or broken_off(native) else word


def answer_of(response: Any, original: str | None) -> Answer:
    """LiteLLM's ``ModelResponse`` as an `Answer`; ``original`` is the vendor's raw text."""
    # Its warnings would quote what is out of shape, and a vendor may have quoted the key.
    body = response.model_dump(exclude_none=True, warnings=False)
    native = native_reason(original) if original else None
    for choice in body.get("choices") or ():
        extras = choice.get("provider_specific_fields") or {}
        stated = extras.get("native_finish_reason") or native
        choice["finish_reason"] = true_reason(choice.get("finish_reason"), stated)
        if isinstance(message := choice.get("message"), dict):
            keep_signatures(message)
            drop_unsigned(message)
    return Answer(body, cost=cost_of(response))


def rescued(error: CarrierError, original: str | None) -> Answer:
    """The whole answer that LiteLLM tripped over, if it is understood. Else raises the error."""
    body = json_in(original) if original and error.failure.kind == UNREADABLE else None
    if not isinstance(body, dict) or body.get("error"):
        raise error
    answer = body if whole(body.get("choices")) else openai_answer(body)
    if answer is None:
        raise error
    return Answer(answer)


def whole(choices: Any) -> bool:
    """Whether there are choices, and each has a message."""
    return (
        isinstance(choices, list)
        and any(choices)
        and all(
            isinstance(choice, dict) and isinstance(choice.get("message"), dict)
            for choice in choices
        )
    )


def cost_of(response: Any) -> float | None:
    """LiteLLM's price of an answer in US dollars, None where its catalogue has none."""
    cost = getattr(response, "_hidden_params", {}).get("response_cost")
    return float(cost) if isinstance(cost, int | float) and cost > 0 else None


def keep_signatures(message: dict[str, Any]) -> None:
    """Put Gemini's thought signatures where Google's own OpenAI endpoint puts them.

    They must come back in a later turn. Those of tool calls need nothing: LiteLLM writes
    them into the calls' ids.
    """
    extras = message.get("provider_specific_fields")
    signatures = extras.get(SIGNATURES) if isinstance(extras, dict) else None
    if signatures:
        message["extra_content"] = {"google": {"thought_signature": signatures[0]}}


def drop_unsigned(message: dict[str, Any]) -> None:
    """Drop thinking that LiteLLM made of another vendor's reasoning: none could check it."""
    if (blocks := message.pop("thinking_blocks", None)) and (kept := signed(blocks)):
        message["thinking_blocks"] = kept


def restored_signatures(message: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `keep_signatures`, for a conversation that goes back to Gemini."""
    sent = {name: value for name, value in message.items() if name != "extra_content"}
    google = (message.get("extra_content") or {}).get("google") or {}
    if signature := google.get("thought_signature"):
        sent["provider_specific_fields"] = {SIGNATURES: [signature]}
    return sent
