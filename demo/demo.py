"""An agent reads a long document, and its conversation outgrows one model after the other.

``make demo`` runs it, with no key and no network: the vendors are `FakeProviders`, a server
on this machine whose models have small context windows. The rest is what your own program
would use: models.yaml, the gate, and LiteLLM's code for OpenAI, Anthropic and Gemini.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, cast

from fake_reader import fake_reader, is_proof
from table import print_table

from llmgate import Completion, Gate
from llmgate.testing import FakeModel, FakeProviders, Slow

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "demo" / "newton-queries.txt"
SECTION = 10_000  # characters

LADDER = ["openai", "anthropic", "gemini"]
MODELS = {
    "gpt-4o-mini": FakeModel(window=4_000),
    "claude-sonnet-4-5": FakeModel(window=12_000),
    "gemini-2.5-pro": FakeModel(window=32_000),
}

READ_SECTION = {
    "type": "function",
    "function": {
        "name": "read_section",
        "description": "One section of the document, by its number from 1.",
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "integer"}},
            "required": ["number"],
        },
    },
}


def main() -> int:
    """Run the demo; the exit status is 1 unless each vendor of the ladder has answered."""
    sections = sections_of(DOCUMENT.read_text(encoding="utf-8"))
    print(f"An agent asks 'writer' to read Newton's Queries, in {len(sections)} sections.\n")
    with FakeProviders(MODELS, answer=fake_reader) as providers:
        for vendor in LADDER:
            providers.always(vendor, Slow(between=0.01))
        with Gate.from_yaml(ROOT / "models.yaml", environ=providers.environ()) as gate:
            replies = converse(gate, sections)
    print_table(replies)
    print("\nReal vendors, same file: set OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY.")
    return 0 if climbed(replies) and is_proof(replies, sections) else 1


def converse(gate: Gate, sections: list[str]) -> list[Completion]:
    """The agent: let the model read until it calls the tool no more; returns its replies."""
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "Read every section with the tool, then sum up."},
        {"role": "user", "content": f"What does Newton ask, in these {len(sections)} sections?"},
    ]
    replies: list[Completion] = []
    while not replies or replies[-1].tool_calls:
        print(f"{len(replies) + 1:4}", end=" ")
        reply = ask(gate, messages)
        replies.append(reply)
        messages.append(reply.message)
        messages += [tool_result(call, sections) for call in reply.tool_calls]
    return replies


def ask(gate: Gate, messages: list[dict[str, Any]]) -> Completion:
    """Ask for the next turn, and print its text as it arrives."""
    call = {"model": "writer", "messages": messages, "tools": [READ_SECTION], "max_tokens": 300}
    with gate.completion(**call, stream=True) as chunks:
        print(f"{chunks.model_name:12}", end=" ")
        for chunk in chunks:
            for choice in chunk["choices"]:
                text = choice["delta"].get("content") or ""
                print(text.replace("\n", "\n" + " " * 18), end="", flush=True)
    print()
    return cast("Completion", chunks.reply)


def tool_result(call: dict[str, Any], sections: list[str]) -> dict[str, Any]:
    """Do what the model asks: read a section to it."""
    number = json.loads(call["function"]["arguments"])["number"]
    text = f"[section {number} of {len(sections)}]\n{sections[number - 1]}"
    return {"role": "tool", "tool_call_id": call["id"], "content": text}


def sections_of(text: str) -> list[str]:
    """The text in sections of whole paragraphs, each about `SECTION` characters long."""
    sections = [""]
    for paragraph in text.split("\n\n"):
        if len(sections[-1]) + len(paragraph) > SECTION:
            sections.append("")
        sections[-1] += paragraph + "\n\n"
    return sections


def climbed(replies: list[Completion]) -> bool:
    """Whether the vendors of the ladder answered in its order, and no others."""
    vendors = [reply.attempts[-1].route.partition("/")[0] for reply in replies]
    return list(dict.fromkeys(vendors)) == LADDER


if __name__ == "__main__":
    sys.exit(main())
