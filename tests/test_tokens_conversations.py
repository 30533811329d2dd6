"""What was counted before is not counted again, and what was changed is noticed."""

import copy
import json

import pytest

from llmgate.tokens.conversations import BRANCHES, Conversations
from llmgate.tokens.measure import Measure


class Watched(Conversations):
    """Conversations that note which messages are measured."""

    def __init__(self):
        self.measured = []
        self.reader = Measure()
        super().__init__(self.note)

    def note(self, messages):
        """Measure, and note how many messages."""
        self.measured.append(len(messages))
        return self.reader.of_messages(messages)


def talk(count, opening="hello"):
    """Make a conversation of so many messages."""
    roles = ("user", "assistant")
    told = [{"role": roles[at % 2], "content": f"{opening} {at}"} for at in range(1, count)]
    return [{"role": "user", "content": opening}, *told]


@pytest.fixture
def known():
    """Conversations, of which one has ten messages."""
    known = Watched()
    known.recall(talk(10))
    known.measured.clear()
    return known


SAME = {
    "new list": list,
    "new dicts": lambda messages: [dict(message) for message in messages],
    "copied": copy.deepcopy,
    "parsed anew": lambda messages: json.loads(json.dumps(messages)),
    "tuple": tuple,
}


@pytest.mark.parametrize("given", SAME.values(), ids=SAME.keys())
def test_only_new_messages_are_measured(known, given):
    """Whatever objects the equal messages are, the new ones alone are measured."""
    known.recall(list(given(talk(13))))
    assert known.measured == [3]


def test_known_messages_are_not_measured(known):
    """The same prompt a second time costs nothing."""
    known.recall(talk(10))
    assert known.measured == []


def test_traits_are_those_of_the_whole(known):
    """A conversation met in pieces has the traits of one met at once."""
    assert known.recall(talk(13)).traits == Watched().recall(talk(13)).traits


def test_message_modified_in_place():
    """A message modified in place is measured as it is now."""
    known, messages = Watched(), talk(10)
    known.recall(messages)
    messages[4]["content"] = "[left out]"
    assert known.recall(messages).traits == Watched().recall(messages).traits


def test_tool_call_modified_in_place():
    """So is one that was modified deep inside."""
    known, messages = Watched(), talk(3)
    call = {"id": "1", "function": {"name": "look", "arguments": "{}"}}
    messages.append({"role": "assistant", "tool_calls": [call]})
    known.recall(messages)
    call["function"]["arguments"] = json.dumps({"word": "much longer than before"})
    assert known.recall(messages).traits == Watched().recall(messages).traits


def test_branches():
    """Two conversations that begin alike are both remembered."""
    known, trunk = Watched(), talk(4)
    one, other = [*trunk, *talk(3, "one")], [*trunk, *talk(5, "other")]
    for messages in (trunk, one, other):
        known.recall(messages)
    known.measured.clear()
    known.recall(one)
    known.recall(other)
    assert known.measured == []


def test_shorter_again(known):
    """A conversation taken back to an earlier turn is taken up from there."""
    known.recall(talk(14))
    known.measured.clear()
    known.recall([*talk(10), {"role": "user", "content": "differently"}])
    assert known.measured == [1]


def test_far_back(known):
    """A conversation taken back beyond what can be taken up is measured anew."""
    for length in range(11, 30):
        known.recall(talk(length))
    known.measured.clear()
    known.recall([*talk(10), {"role": "user", "content": "differently"}])
    assert known.measured == [11]


def test_longest_beginning():
    """Of two conversations that both begin a prompt, the longer one is taken up."""
    known = Watched()
    for length in (12, 6, 14):
        known.recall(talk(length))
    assert known.measured == [12, 6, 2]


def test_branches_are_bounded(known):
    """Of conversations that begin alike only the latest are remembered."""
    for number in range(3 * BRANCHES):
        known.recall([*talk(2), {"role": "user", "content": str(number)}])
    (branches,) = [value for value, _ in known.branches.values.values()]
    assert len(branches) == BRANCHES


def test_memory_is_bounded(known):
    """What is remembered stays below its capacity, whatever is passed."""
    known.branches.capacity = 100_000
    for number in range(50):
        known.recall([{"role": "user", "content": str(number) * 5_000}])
    assert known.branches.weight <= 100_000


def test_prompt_beyond_the_memory(known):
    """A prompt that is larger than the memory is measured and not remembered."""
    known.branches.capacity = 10_000
    known.recall([{"role": "user", "content": "x" * 20_000}])
    assert (len(known.branches), known.branches.weight) == (0, 0)
