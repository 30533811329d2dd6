"""What the estimates are measured with: texts of five kinds, conversations, and true counts."""

from __future__ import annotations

import argparse
import base64
import inspect
import json
import random
import re
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.weights.vocabularies import bundled
from llmgate.tokens.families import family_of
from llmgate.tokens.pieces import pieces_of
from llmgate.tokens.tools import option_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
CHINESE = ROOT / "tests" / "data" / "tokens"
SEED = 20_261_123
SCHEMA = {
    "type": "object",
    "properties": {
        "path": {"type": "string", "description": "Where the file lies below the project"},
        "lines": {"type": "array", "items": {"type": "integer"}},
        "mode": {"type": "string", "enum": ["read", "write"]},
    },
    "required": ["path"],
}
NAMES = ("read_file", "write_file", "search_text", "list_folder")
TOOLS = [
    {"type": "function", "function": {"name": name, "description": f"Do what {name} says.",
                                      "parameters": SCHEMA}}
    for name in NAMES
]  # fmt: skip
OPTIONS = {"tools": TOOLS}
SYSTEM = {"role": "system", "content": "You are careful, use the tools, and answer in full."}


def texts() -> dict[str, str]:
    """A text of each kind, long enough for a conversation."""
    chance = random.Random(SEED)  # noqa: S311  (the same ones every time)
    return {
        "prose": (ROOT / "LICENSE").read_text("utf-8"),
        "code": inspect.getsource(argparse),
        "json": json.dumps([record(chance) for _ in range(120)]),
        "chinese": "".join(file.read_text("utf-8") for file in sorted(CHINESE.glob("*.txt"))) * 3,
        "base64": base64.b64encode(chance.randbytes(30_000)).decode(),
    }


def record(chance: random.Random) -> dict[str, Any]:
    """A record as an interface might return it."""
    return {
        "order": chance.randrange(10**7),
        "customer": {"name": chance.choice(["Maria Keller", "John Okafor", "Li Wei"])},
        "sku": f"SKU-{chance.randrange(10**5):05d}",
        "price": round(chance.uniform(1, 300), 2),
        "paid": chance.random() < 0.7,  # noqa: PLR2004  (most orders are)
        "shipped_at": f"2026-0{chance.randrange(1, 9)}-14T08:15:00Z",
    }


def turn(text: str, number: int) -> list[dict[str, Any]]:
    """A turn of an agent's, which reads a file: the text is shared out among its messages."""
    half, call = len(text) // 2, f"call_{number}"
    arguments = json.dumps({"path": f"src/part_{number}.py"})
    function = {"name": "read_file", "arguments": arguments}
    return [
        {"role": "assistant", "content": None,
         "tool_calls": [{"id": call, "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": call, "content": text[:half]},
        {"role": "assistant", "content": text[half:-half // 2]},
        {"role": "user", "content": text[-half // 2 :]},
    ]  # fmt: skip


def conversation(text: str, size: int, turns: int) -> Iterator[list[dict[str, Any]]]:
    """A conversation's messages before each turn, which adds ``size`` characters."""
    messages = [SYSTEM, {"role": "user", "content": text[:size]}]
    yield messages
    for number in range(1, turns):
        start = number * size % max(len(text) - size, 1)
        messages = [*messages, *turn(text[start : start + size], number)]
        yield messages


def words(text: str) -> int:
    """A tokenizer of another kind: words of up to six letters, numbers by two digits."""
    found = re.findall(r"[A-Za-z]{1,6}|\d{1,2}|[^\sA-Za-z0-9]+", text)
    return len(found) + sum(len(one.encode()) // 4 for one in found if not one.isascii())


# The route that is asked for, by the vocabulary that counts for it; the last is nobody's.
ROUTES = {
    "o200k_base": "openai/gpt-4o",
    "cl100k_base": "openai/gpt-4-turbo",
    "p50k_base": "text-completion-openai/text-davinci-003",
    "claude": "anthropic/claude-2.1",
    "split": "gemini/gemini-2.5-pro",
    "words": "mistral/some-private-model",
}


def counters() -> dict[str, Callable[[str], int]]:
    """Who counts for each of the routes."""
    return {**bundled(), "words": words}


def true_tokens(route: str, count: Callable[[str], int], messages: list[Any]) -> int:
    """What a vendor counts: texts by its tokenizer, all else by its published tariff."""
    family = family_of(route)
    pieces = [piece for message in messages for piece in pieces_of(message)]
    pieces += option_pieces(OPTIONS, namespace=family.encoding is not None)
    return round(
        sum(
            sum(map(mul, family.weights, piece)) if isinstance(piece, tuple) else count(piece)
            for piece in pieces
        )
    )
