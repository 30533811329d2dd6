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
from llmgate.tokens.families import family_of
from llmgate.tokens.lru import Lru
from llmgate.tokens.measure import Measure, Toolsets
from llmgate.tokens.plain import attempted_list
from llmgate.tokens.tight import Prompt, tight
from llmgate.tokens.traits import total
from llmgate.tokens.upper import upper_of

if TYPE_CHECKING:
    from llmgate.tokens.calibration import Vector
    from llmgate.tokens.estimate import Estimate
    from llmgate.tokens.families import Family

ROUTES = 1_024


class TokenEstimator:
    """Estimates prompts; safe to use from many threads, in bounded memory, never raises.

    A route is LiteLLM's; ``messages`` and ``options`` are those of a call, and the messages
    may have been recalled before. What in them cannot be read makes the estimate's high end
    `UNBOUNDED`.
    """

    def __init__(self) -> None:
        self.measure = Measure()
        self.toolsets = Toolsets(self.measure)
        self.conversations = Conversations(self.measure.of_messages)
        self.calibrations: Lru[str, Calibration] = Lru(ROUTES)

    def recall(self, messages: Any) -> Conversation:
        """The messages as they are now, and what is known of them: for an estimate and `learn`."""
        if type(messages) is Conversation:
            return messages
        return self.conversations.recall(attempted_list(messages))

    def estimate(
        self, route: str, messages: Any, options: Any, limit: int | None = None
    ) -> Estimate:
        """The prompt's tokens on a route.

        With a ``limit`` in tokens, the encoding counts if nothing cheaper tells whether the
        prompt is within it; without, the estimate costs no tokenizer.
        """
        known, family = self.recall(messages), family_of(route)
        kinds, upper = self.counted(family, known, options)
        anchor, calibration = known.anchor(route), self.calibration(route)
        estimate = estimated(calibration, kinds, upper, anchor)
        if limit is None:
            return estimate
        if upper <= limit and anchor is None:
            return replace(estimate, source="bytes")
        if estimate.settles(limit) or family.encoding is None:
            return estimate
        prompt = Prompt(known.messages, options, kinds, upper, anchor)
        return tight(self.measure, family, calibration, prompt) or estimate

    def upper_bound(self, messages: Any, options: Any) -> int:
        """Tokens that the prompt cannot exceed on any route: its bytes, and the dearest media."""
        tools = self.toolsets.traits(options, namespace=False)
        return upper_of(total((self.recall(messages).traits, tools)))

    def learn(self, route: str, messages: Any, options: Any, prompt_tokens: int) -> Estimate:
        """Take in what the vendor counted for exactly this prompt; returns what was expected.

        A count that is too low for it teaches nothing, see `Estimate.was_cut_to`.
        """
        prompt, family = self.recall(messages), family_of(route)
        kinds, upper = self.counted(family, prompt, options)
        anchor, calibration = prompt.anchor(route), self.calibration(route)
        expectation = estimated(calibration, kinds, upper, anchor)
        if not believable(prompt_tokens, sum(kinds)) or expectation.was_cut_to(prompt_tokens):
            return expectation
        latest = Anchor(len(prompt.messages), prompt_tokens, kinds)
        if latest == anchor:
            return expectation
        new, counted = kinds, prompt_tokens
        if anchor is not None:
            new, counted = difference(kinds, anchor.kinds), prompt_tokens - anchor.tokens
        if believable(counted, sum(new)):
            self.calibrations.put(route, calibration.corrected(new, counted))
        self.conversations.anchor(prompt, route, latest)
        return expectation

    def calibration(self, route: str) -> Calibration:
        """What is known of the route's tokenizer."""
        return self.calibrations.get(route) or expected(family_of(route))

    def counted(self, family: Family, prompt: Conversation, options: Any) -> tuple[Vector, int]:
        """The tokens by kind, and the upper bound of their number."""
        tools = self.toolsets.traits(options, namespace=family.encoding is not None)
        return kinds_of(family, prompt.traits, tools), upper_of(total((prompt.traits, tools)))
