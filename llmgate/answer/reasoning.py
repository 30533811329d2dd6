"""Reasoning that arrives in fragments, joined as the vendor wants it back.

Anthropic signs each thinking block, OpenRouter numbers its details; both must be sent back
unbroken or a later turn is refused.
"""

from __future__ import annotations

from typing import Any

JOINED_FIELDS = ("thinking", "text", "summary", "data", "signature")


def joined_thinking(fragments: list[Any]) -> list[dict[str, Any]]:
    """Anthropic's thinking blocks: texts add up until a signature ends the block."""
    blocks: list[dict[str, Any]] = []
    open_block: dict[str, Any] | None = None
    for fragment in fragments:
        if not isinstance(fragment, dict):
            continue
        if open_block is None or fragment.get("type") != "thinking":
            open_block = {}
            blocks.append(open_block)
        open_block |= added(open_block, fragment)
        if fragment.get("type") != "thinking" or fragment.get("signature"):
            open_block = None
    return blocks


def signed(blocks: list[Any]) -> list[dict[str, Any]]:
    """The thinking blocks that a vendor can check: those with a signature, or encrypted."""
    return [
        block
        for block in blocks
        if isinstance(block, dict) and (block.get("signature") or block.get("data"))
    ]


def joined_details(fragments: list[Any]) -> list[dict[str, Any]]:
    """OpenRouter's reasoning details: those of one type and index are one."""
    joined: dict[str, dict[str, Any]] = {}
    for fragment in fragments:
        if isinstance(fragment, dict):
            # Without an index only an id tells one detail from the next.
            place = fragment.get("index", fragment.get("id"))
            key = repr((fragment.get("type"), place))
            joined[key] = added(joined.get(key, {}), fragment)
    return list(joined.values())


def added(whole: dict[str, Any], fragment: dict[str, Any]) -> dict[str, Any]:
    """What has come so far with one more fragment: texts add up, other fields are the newest."""
    known = {name: value for name, value in fragment.items() if value is not None}
    texts = {
        name: whole[name] + known[name]
        for name in JOINED_FIELDS
        if isinstance(whole.get(name), str) and isinstance(known.get(name), str)
    }
    return {**whole, **known, **texts}
