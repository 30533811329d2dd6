"""Reasoning that arrives in fragments, joined as the vendor wants it back.

Anthropic signs each thinking block, OpenRouter numbers its details; both must be sent back
unbroken or a later turn is refused.
"""

from __future__ import annotations

from typing import Any

JOINED_FIELDS = ("text", "summary", "data", "signature")


def joined_thinking(fragments: list[Any]) -> list[dict[str, Any]]:
    """Anthropic's thinking blocks: texts add up until a signature ends the block."""
    blocks: list[dict[str, Any]] = []
    open_block: dict[str, Any] | None = None
    for fragment in fragments:
        if not isinstance(fragment, dict):
            continue
        if fragment.get("type") != "thinking":
            blocks.append(dict(fragment))
            open_block = None
            continue
        if open_block is None:
            open_block = {"type": "thinking", "thinking": "", "signature": ""}
            blocks.append(open_block)
        open_block["thinking"] += fragment.get("thinking") or ""
        if signature := fragment.get("signature"):
            open_block["signature"] = signature
            open_block = None
    return blocks


def joined_details(fragments: list[Any]) -> list[dict[str, Any]]:
    """OpenRouter's reasoning details: those of one type and index are one."""
    joined: dict[tuple[Any, Any], dict[str, Any]] = {}
    for fragment in fragments:
        if isinstance(fragment, dict):
            key = (fragment.get("type"), fragment.get("index"))
            joined[key] = _added(joined.get(key, {}), fragment)
    return list(joined.values())


def _added(detail: dict[str, Any], fragment: dict[str, Any]) -> dict[str, Any]:
    texts = {
        name: (detail.get(name) or "") + fragment[name]
        for name in JOINED_FIELDS
        if isinstance(fragment.get(name), str)
    }
    return {**detail, **fragment, **texts}
