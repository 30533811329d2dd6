"""What the demo's fake models say: figures that prove what they were sent."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from llmgate.testing import FakeAnswer, FakeToolCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmgate import Completion
    from llmgate.testing import FakeRequest

HEADING = re.compile(r"\[section \d+ of (\d+)\]")


def fake_reader(request: FakeRequest) -> FakeAnswer:
    """Tell what the sections in the conversation come to, and ask for the next one."""
    read = request.tool_results
    if not read:
        return FakeAnswer("I shall read it section by section.", (section(1),))
    total = int(HEADING.findall(read[-1])[0])
    text = f"Read {len(read)} of {total} sections: {figures(read)}."
    if len(read) < total:
        return FakeAnswer(text, (section(len(read) + 1),))
    return FakeAnswer(f"{text}\n{summary(' '.join(read))}")


def section(number: int) -> FakeToolCall:
    """A call of the tool."""
    return FakeToolCall("read_section", {"number": number})


def figures(sections: Sequence[str]) -> str:
    """How many words the sections have, and how many of them are Newton's subject."""
    words = re.findall(r"\w+", HEADING.sub("", " ".join(sections)))
    return f"{len(words):,} words, {words.count('Light')} times Light"


def summary(text: str) -> str:
    """What Newton asks, from the first question to the last."""
    questions = [shorten(found, 60, placeholder="…") for found in re.findall(r"[^.;?]+\?", text)]
    return f"{len(questions)} questions, from\n{questions[0]}\nto\n{questions[-1]}"


def is_proof(replies: Sequence[Completion], sections: Sequence[str]) -> bool:
    """Whether in every turn the model was sent all that had been read before it."""
    told = [reply.text for reply in replies[1:]]
    expected = [figures(sections[: turn + 1]) for turn in range(len(sections))]
    return len(told) == len(expected) and all(map(str.__contains__, told, expected))
