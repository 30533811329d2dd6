"""How many tokens a prompt has: an estimate at the cost of what is new in it.

1. The conversation is recognised, and only its new messages are looked at (`conversations`).
2. Their traits make tokens by the weights of the route's family (`traits`, `weights`).
3. The vendor's own count of an earlier prompt stands for what it counted, and its counts
   correct the weights of what came after (`calibration`).
4. Only where that leaves open whether the prompt fits, an encoding counts (`tight`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmgate.tokens.anchored import estimated
from llmgate.tokens.calibration import Calibration, believable, difference, expected, kinds_of
from llmgate.tokens.conversations import Anchor, Conversation, Conversations
from llmgate.tokens.families import Family, family_of
from llmgate.tokens.lru import Lru
from llmgate.tokens.measure import Measure, Toolsets
from llmgate.tokens.plain import attempted_list
from llmgate.tokens.tight import Prompt, tight
from llmgate.tokens.traits import Traits, total
from llmgate.tokens.upper import upper_of

if TYPE_CHECKING:
    from llmgate.tokens.estimate import Estimate

ROUTES = 1_024


class TokenEstimator:
    """Estimates prompts; safe to use from many threads, in bounded memory, never raises.

    A route is LiteLLM's; ``messages`` and ``options`` are those of a call. What in them
    cannot be read makes the estimate's high end `UNBOUNDED`.
    """

    def __init__(self) -> None:
        self.measure = Measure()
        self.toolsets = Toolsets(self.measure)
        self.conversations = Conversations(self.measure.of_messages)
        self.calibrations: Lru[str, Calibration] = Lru(ROUTES)

    def estimate(
        self, route: str, messages: Any, options: Any, limit: int | None = None
    ) -> Estimate:
        """The prompt's tokens on a route.

        With a ``limit`` in tokens, the encoding counts if nothing cheaper tells whether the
        prompt is within it; without, the estimate costs no tokenizer.
        """
        family = family_of(route)
        conversation = self.conversations.recall(attempted_list(messages))
        traits = self.whole(conversation, options, family)
        kinds, upper = kinds_of(family, traits), upper_of(traits)
        anchor, calibration = conversation.anchor(route), self.calibration(route)
        estimate = estimated(calibration, kinds, upper, anchor)
        if limit is None:
            return estimate
        if upper <= limit and anchor is None:
            return replace(estimate, source="bytes")
        if estimate.settles(limit) or not family.published:
            return estimate
        prompt = Prompt(conversation.messages, options, kinds, upper, anchor)
        return tight(self.measure, family, calibration, prompt) or estimate

    def upper_bound(self, messages: Any, options: Any) -> int:
        """Tokens that the prompt cannot exceed on any route: its bytes, and the dearest media."""
        conversation = self.conversations.recall(attempted_list(messages))
        extra = self.toolsets.traits(options, namespace=False)
        return upper_of(total((conversation.traits, extra)))

    def learn(self, route: str, messages: Any, options: Any, prompt_tokens: int) -> None:
        """Take in what the vendor counted for exactly this prompt."""
        family = family_of(route)
        conversation = self.conversations.recall(attempted_list(messages))
        kinds = kinds_of(family, self.whole(conversation, options, family))
        if not believable(prompt_tokens, sum(kinds)):
            return
        new, counted = kinds, prompt_tokens
        if (anchor := conversation.anchor(route)) is not None:
            new, counted = difference(kinds, anchor.kinds), prompt_tokens - anchor.tokens
        if believable(counted, sum(new)):
            corrected = self.calibration(route).corrected(new, counted)
            self.calibrations.put(route, corrected)
        latest = Anchor(len(conversation.messages), prompt_tokens, kinds)
        self.conversations.anchor(conversation, route, latest)

    def calibration(self, route: str) -> Calibration:
        """What is known of the route's tokenizer."""
        return self.calibrations.get(route) or expected(family_of(route))

    def whole(self, conversation: Conversation, options: Any, family: Family) -> Traits:
        """The traits of messages and options."""
        extra = self.toolsets.traits(options, namespace=family.published)
        return total((conversation.traits, extra))
