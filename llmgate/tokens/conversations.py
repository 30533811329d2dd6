"""Conversations met before, so that only what is new in one has to be counted.

A caller passes a new list each time, mostly of the same objects. Comparing it with a plain
copy of the last one takes 20 ns a message, and notices what was modified in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from llmgate.tokens.lru import Lru
from llmgate.tokens.plain import plain, same, same_beginning
from llmgate.tokens.traits import BYTES, NOTHING, Traits, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from llmgate.tokens.calibration import Vector

Opening: TypeAlias = tuple[Any, ...]

# Bytes: what is remembered of all conversations, texts included, which are mostly the caller's
# own objects. Of each: so much beside its texts, and so much a message.
MEMORY, EACH, EACH_MESSAGE = 64_000_000, 4_000, 500
# Conversations that begin alike: samples of one task, branches of one tree.
BRANCHES = 16
# Turns back to which an edited conversation can be taken up again.
CHECKPOINTS = 8
# Routes whose counts a conversation remembers, and counts of each.
ROUTES, ANCHORS = 8, 4
# Messages among which the first that is no instruction is looked for; characters of it.
OPENING, FINGER = 4, 64
INSTRUCTING = ("system", "developer")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A vendor's own count of a prompt: its messages, the tokens, and their estimate by kind."""

    messages: int
    tokens: int
    kinds: Vector


@dataclass(frozen=True, slots=True)
class Conversation:
    """Plain messages, their traits together, and what vendors counted of their beginnings."""

    messages: list[Any] = field(default_factory=list, repr=False)
    traits: Traits = NOTHING
    checkpoints: tuple[tuple[int, Traits], ...] = ((0, NOTHING),)
    anchors: tuple[tuple[str, tuple[Anchor, ...]], ...] = ()

    def anchor(self, route: str) -> Anchor | None:
        """The latest count of a route's vendor."""
        return next((anchors[-1] for name, anchors in self.anchors if name == route), None)

    def anchored(self, route: str, anchor: Anchor) -> Conversation:
        """The conversation with one more count."""
        known = next((anchors for name, anchors in self.anchors if name == route), ())
        others = [entry for entry in self.anchors if entry[0] != route]
        latest = (route, (*known, anchor)[-ANCHORS:])
        return replace(self, anchors=(*others, latest)[-ROUTES:])

    def extended(self, messages: list[Any], traits: Traits) -> Conversation:
        """The conversation with further messages, of these traits."""
        whole, added = [*self.messages, *messages], total((self.traits, traits))
        checkpoint = (len(whole), added)
        return replace(
            self,
            messages=whole,
            traits=added,
            checkpoints=(*self.checkpoints, checkpoint)[-CHECKPOINTS:],
        )

    def until(self, length: int) -> Conversation:
        """The conversation as it was at its last checkpoint with at most so many messages."""
        kept = tuple(point for point in self.checkpoints if point[0] <= length)
        if not kept:
            return Conversation()
        end, traits = kept[-1]
        held = ((route, before(anchors, end)) for route, anchors in self.anchors)
        anchors = tuple(entry for entry in held if entry[1])
        return Conversation(self.messages[:end], traits, kept, anchors)


def before(anchors: tuple[Anchor, ...], end: int) -> tuple[Anchor, ...]:
    """The counts of no more than the first messages."""
    return tuple(anchor for anchor in anchors if anchor.messages <= end)


class Conversations:
    """What is remembered of conversations; ``measure`` tells the traits of plain messages."""

    def __init__(self, measure: Callable[[list[Any]], Traits]) -> None:
        self.measure = measure
        self.branches: Lru[Opening, tuple[Conversation, ...]] = Lru(MEMORY, weight)

    def recall(self, messages: list[Any]) -> Conversation:
        """The conversation of these messages, of which only the new ones are measured.

        Every byte is compared, once: a text that differs anywhere is never taken for known.
        """
        if not messages:
            return Conversation()
        opening = opening_of(messages)
        branches = self.branches.get(opening) or ()
        old = max(begun(branches, messages), key=length_of, default=None)
        known = old or partly_known(branches, messages)
        if old is not None and len(old.messages) == len(messages):
            return old
        new = plain(messages[len(known.messages) :])
        conversation = known.extended(new, self.measure(new))
        self.remember(opening, old, conversation)
        return conversation

    def remember(
        self, opening: Opening, old: Conversation | None, conversation: Conversation
    ) -> None:
        """Put a conversation in the place of what it was before."""
        others = [one for one in self.branches.get(opening) or () if one is not old]
        self.branches.put(opening, (conversation, *others)[:BRANCHES])

    def anchor(self, conversation: Conversation, route: str, anchor: Anchor) -> None:
        """Remember a vendor's count of a conversation."""
        opening = opening_of(conversation.messages)
        known = self.branches.get(opening) or ()
        latest = next((one for one in known if one.messages is conversation.messages), conversation)
        self.remember(opening, latest, latest.anchored(route, anchor))


def weight(branches: tuple[Conversation, ...]) -> int:
    """The bytes that conversations hold."""
    return sum(EACH + EACH_MESSAGE * len(one.messages) + int(one.traits[BYTES]) for one in branches)


def opening_of(messages: list[Any]) -> Opening:
    """What conversations are told apart by before they are compared: how the user begins."""
    for given in messages[:OPENING]:
        message = given if type(given) is dict else plain(given)
        if type(message) is dict and not instructs(message.get("role")):
            content = message.get("content")
            if type(content) is str:
                return (len(content), content[:FINGER], content[-FINGER:])
            return (len(content),) if type(content) is list else ()
    return ()


def instructs(role: Any) -> bool:
    """Whether a message of this role is an instruction."""
    return type(role) is str and role in INSTRUCTING


def begun(branches: tuple[Conversation, ...], messages: list[Any]) -> Iterator[Conversation]:
    """The conversations that these messages continue; the last message is the quickest test."""
    for branch in branches:
        length = len(branch.messages)
        if (
            0 < length <= len(messages)
            and same(branch.messages[-1], messages[length - 1])
            and same_beginning(branch.messages, messages)
        ):
            yield branch


def partly_known(branches: tuple[Conversation, ...], messages: list[Any]) -> Conversation:
    """The longest part of a conversation that these messages continue."""
    parts = (branch.until(common(branch.messages, messages)) for branch in branches)
    return max(parts, key=length_of, default=Conversation())


def length_of(conversation: Conversation) -> int:
    """The messages of a conversation."""
    return len(conversation.messages)


def common(known: list[Any], given: list[Any]) -> int:
    """How many messages two conversations have in common from the beginning."""
    pairs = enumerate(zip(known, given, strict=False))
    differing = (at for at, (one, other) in pairs if not same(one, other))
    return next(differing, min(len(known), len(given)))
