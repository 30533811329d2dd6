"""The blocks that Anthropic's messages are made of."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmgate.testing.wires.wire import Json


def blocks(content: Any) -> Iterator[Json]:
    """The blocks of a content; a text is one block."""
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    elif isinstance(content, list):
        yield from (block for block in content if isinstance(block, dict))


def all_blocks(messages: Iterable[Json]) -> Iterator[Json]:
    """The blocks of all messages, and those inside tool results."""
    for message in messages:
        for block in blocks(message["content"]):
            yield block
            if is_result(block):
                yield from blocks(block.get("content"))


def is_result(block: Json) -> bool:
    """Whether a block is the result of a tool."""
    return block.get("type") == "tool_result"


def said(content: Any) -> str:
    """The texts of a content, joined."""
    return "".join(str(block.get("text") or "") for block in blocks(content))


def signature(thinking: str) -> str:
    """The signature of a thinking block: it fits this text and no other."""
    digest = hashlib.sha256(b"fake signature of " + thinking.encode()).digest()
    return base64.b64encode(digest).decode()
