"""The tables of docs/moving.md, written from the table in the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.moving.traits import EXTRAS, MEDIA
from llmgate.moving.vendors import ANTHROPIC, COMPATIBLE, DEEPSEEK, GOOGLE, MISTRAL, OPENAI, VENDORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.moving.traits import Traits

FAMILIES = {
    "OpenAI, Azure": OPENAI,
    "Anthropic, Claude elsewhere": ANTHROPIC,
    "Gemini": GOOGLE,
    "Mistral": MISTRAL,
    "DeepSeek": DEEPSEEK,
    "others of OpenAI's wire": COMPATIBLE,
}
UNUSABLE = "**rung unusable**"


def either(trait: str, yes: str, no: str) -> Callable[[Traits], str]:
    """Say one thing or the other by a trait."""
    return lambda traits: yes if getattr(traits, trait) else no


def listed(names: frozenset[str]) -> str:
    """Names in a cell."""
    return ", ".join(sorted(names)) or "-"


def ids(traits: Traits) -> str:
    """The rule for ids of tool calls."""
    pattern = traits.ids.pattern.removeprefix("(?s)").replace("|", "\\|")
    return f"`{pattern}`" + (", each once" if traits.ids.unique else "")


def limit(trait: str) -> Callable[[Traits], str]:
    """Say a limit, or that there is none."""
    return lambda traits: str(getattr(traits, trait) or "any")


JSON = {
    "schema": "as asked",
    "object": "schema in words, `json_object`",
    "told": "schema as asked, `json_object` in words",
}

ROWS: dict[str, Callable[[Traits], str]] = {
    "tool-call ids; others are replaced": ids,
    "call without result, result without call": lambda _: "gets one",
    "several results of a call": lambda _: "one, joined",
    "results out of order": either("results_by_place", "put in order", "carried"),
    "equal calls of one turn": either("results_by_place", "one, results joined", "carried"),
    "arguments that are no JSON object": either("object_arguments", "a field of one", "carried"),
    "calls of free-form tools": either("own_forms", "carried", "as function calls"),
    "media in a tool's result": either("media_in_results", "carried", "as the user's, after it"),
    "empty result": either("empty_results", "carried", "`(empty)`"),
    "empty turns": either("empty_turns", "carried", "dropped"),
    "developer role": either("developer_role", "carried", "as system"),
    "system messages later on": lambda traits: (
        "moved by LiteLLM"
        if traits.system_apart
        else "as the user's"
        if traits.system_first
        else "carried"
    ),
    "system messages alone": either("system_apart", "last as the user's", "carried"),
    "user's message after a result": either("user_after_tool", "carried", "`OK.` put between"),
    "tool call as first turn": either("call_after_user", "a user's turn put before", "carried"),
    "begun answer at the end": either("marks_prefill", "marked as prefix", "carried"),
    "refusals": either("refusals", "carried", "as text"),
    "earlier spoken answers": either("own_forms", "carried by id", "transcript, else unusable"),
    "media; of other kinds: " + UNUSABLE: lambda traits: (
        "any" if traits.media == MEDIA else listed(traits.media)
    ),
    "image formats that make a " + UNUSABLE: lambda traits: listed(traits.unread_images),
    "tools with free-form input": either("own_forms", "carried", UNUSABLE),
    "JSON answers": lambda traits: JSON[traits.json],
    "stop texts; more: " + UNUSABLE: limit("most_stops"),
    "blank stop text": either("blank_stops", "carried", UNUSABLE),
    "temperature; hotter is lowered": limit("hottest"),
    "top_p beside temperature": either("one_sampling", "dropped", "carried"),
    "choice of one tool": either("named_choice", "carried", "that tool alone, required"),
    "thinking amid another's calls, or a forced one": either(
        "signs_thinking", "dropped", "carried"
    ),
    "effort that max_tokens leave no room for": either("signs_thinking", "lowered", "carried"),
    "temperature beside thinking": either("signs_thinking", "dropped", "carried"),
}


def families() -> str:
    """What is carried, changed and dropped, by family."""
    head = ["", *FAMILIES]
    rows = [[name, *(say(traits) for traits in FAMILIES.values())] for name, say in ROWS.items()]
    return "\n".join(line(cells) for cells in (head, ["---"] * len(head), *rows))


def extras() -> str:
    """Which fields each vendor reads; the others are dropped."""
    readers = {
        name: [vendor for vendor, traits in VENDORS.items() if name in traits.reads]
        for name in sorted(EXTRAS)
    }
    rows = [[f"`{name}`", told(vendors)] for name, vendors in readers.items()]
    return "\n".join(line(cells) for cells in (["field", "read by"], ["---", "---"], *rows))


def told(vendors: list[str]) -> str:
    """Vendors in a cell: those that do, or those that do not if these are fewer."""
    missing = [vendor for vendor in VENDORS if vendor not in vendors]
    if vendors and len(missing) < len(vendors):
        return "all but " + ", ".join(missing)
    return ", ".join(vendors) or "none"


def line(cells: list[str]) -> str:
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"
