"""Values of a call's keywords that a vendor refuses, or that LiteLLM loses on the way to it.

Each rule changes ``arguments``, the rung's own dict, in place. What cannot be sent in another
form and must not be dropped raises `UnusableRungError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from llmgate.moving.changes import UnusableRungError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmgate.moving.changes import Changes
    from llmgate.moving.traits import Traits

    Arguments = dict[str, Any]
    Rule = Callable[[Arguments, Traits, Changes], None]

JSON_ALONE = "Answer with one JSON object and nothing else."
THINKING = ("reasoning_effort", "thinking")
FREE_CHOICES = ("auto", "none", None)
# Tokens of thinking that LiteLLM asks of Claude, which counts them to the output's limit.
BUDGETS = {"minimal": 1024, "low": 1024, "medium": 2048, "high": 4096, "xhigh": 8192}
UNTHINKING = (None, "none", "disable", "disabled")


def fit_stops(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Stop texts: no fewer than the caller gave, since the answer would run on."""
    if "stop" not in arguments:
        return
    stops = arguments["stop"]
    texts = [stops] if isinstance(stops, str) else stops
    if not any(texts):
        del arguments["stop"]
        changes.note("dropped stop: it is empty")
    elif traits.most_stops is not None and len(texts) > traits.most_stops:
        message = f"{changes.provider} takes {traits.most_stops} stop texts at most"
        raise UnusableRungError(message)
    elif not traits.blank_stops and not all(text.strip() for text in texts):
        message = f"{changes.provider} does not take a stop text that is blank"
        raise UnusableRungError(message)


def fit_sampling(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Temperature and top_p: as hot as the vendor goes, and one of them where it wants one."""
    temperature, hottest = arguments.get("temperature"), traits.hottest
    if temperature is not None and hottest is not None and temperature > hottest:
        arguments["temperature"] = hottest
        changes.note(f"lowered temperature from {temperature:g} to {hottest:g}, the highest there")
    if traits.one_sampling and temperature is not None and arguments.get("top_p") is not None:
        del arguments["top_p"]
        changes.note(f"dropped top_p: {changes.provider} takes it or temperature")


def fit_choice(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Which tools may be called: by a choice that every vendor has, and by the tools sent."""
    if not arguments.get("tools"):
        for name in ("parallel_tool_calls", "tool_choice"):
            if name in arguments and arguments[name] in (*FREE_CHOICES, True, False):
                del arguments[name]
                changes.note(f"dropped {name}: there are no tools")
        return
    choice = arguments.get("tool_choice")
    if not isinstance(choice, dict):
        return
    if choice.get("type") == "allowed_tools":
        allowed = choice.get("allowed_tools") or {}
        offer(arguments, names_in(allowed.get("tools") or ()), allowed.get("mode") or "auto")
        changes.note("sent the allowed tools alone")
    elif not traits.named_choice:
        offer(arguments, names_in([choice]), "required")
        changes.note("sent the chosen tool alone, as required")


def names_in(tools: Any) -> set[str]:
    """The names of tools, or of choices of one."""
    inner = [tool.get("function") or tool.get("custom") or tool for tool in tools]
    return {str(one.get("name")) for one in inner if isinstance(one, dict)}


def offer(arguments: Arguments, names: set[str], mode: str) -> None:
    """Offer the tools of these names alone."""
    tools = [tool for tool in arguments["tools"] if not names_in([tool]).isdisjoint(names)]
    arguments["tools"] = tools or arguments["tools"]
    arguments["tool_choice"] = mode


def fit_tools(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Tools with free-form input are OpenAI's alone."""
    if traits.own_forms or arguments.get("tool_choice") == "none":
        return
    if any(tool.get("type") == "custom" for tool in arguments.get("tools") or ()):
        message = f"{changes.provider} does not have tools with free-form input"
        raise UnusableRungError(message)


def fit_json(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """A JSON answer, in the strongest form that the vendor has; the rest is told the model."""
    wanted = arguments.get("response_format")
    if not isinstance(wanted, dict):
        return
    kind = wanted.get("type")
    if kind == "json_object" and traits.json == "told":
        del arguments["response_format"]
        tell(arguments, JSON_ALONE)
        changes.note(f"asked for JSON in words: {changes.provider} has no JSON mode without schema")
    elif kind == "json_schema" and traits.json == "object":
        schema = (wanted.get("json_schema") or {}).get("schema") or {}
        arguments["response_format"] = {"type": "json_object"}
        tell(arguments, f"{JSON_ALONE} Its JSON schema: {orjson.dumps(schema).decode()}")
        changes.note(f"sent the JSON schema in words: {changes.provider} takes json_object alone")


def tell(arguments: Arguments, text: str) -> None:
    """Put a sentence before the conversation."""
    arguments["messages"] = [{"role": "system", "content": text}, *arguments["messages"]]


def fit_thinking(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Thinking that the vendor signs: not in the middle of another one's turn of tool calls.

    Nor together with a forced tool call, nor with another temperature than 1.
    """
    if not traits.signs_thinking or not thinks(arguments):
        return
    forced = arguments.get("tool_choice") not in FREE_CHOICES
    if forced or amid_foreign_calls(arguments["messages"]):
        why = "a tool call is forced" if forced else "it did not begin this turn of tool calls"
        for name in THINKING:
            if arguments.pop(name, None) is not None:
                changes.note(f"dropped {name}: {changes.provider} cannot think where {why}")
    elif arguments.get("temperature") not in {None, 1}:
        dropped = arguments.pop("temperature")
        changes.note(f"dropped temperature={dropped:g}: {changes.provider} thinks at 1 alone")
    fit_budget(arguments, changes)


def fit_budget(arguments: Arguments, changes: Changes) -> None:
    """Lower the effort to one whose thinking leaves room for an answer."""
    effort = arguments.get("reasoning_effort")
    limit = arguments.get("max_completion_tokens") or arguments.get("max_tokens")
    if not isinstance(effort, str) or not limit or BUDGETS.get(effort, 0) < limit:
        return
    fitting = [name for name, budget in BUDGETS.items() if budget < limit]
    if fitting:
        arguments["reasoning_effort"] = fitting[-1]
        changes.note(
            f"lowered reasoning_effort from {effort} to {fitting[-1]}, to fit {limit} tokens"
        )
    else:
        del arguments["reasoning_effort"]
        changes.note(f"dropped reasoning_effort: {limit} tokens leave no room for it")


def thinks(arguments: Arguments) -> bool:
    """Whether the model is asked to think before it answers."""
    if arguments.get("reasoning_effort") not in UNTHINKING:
        return True
    thinking = arguments.get("thinking")
    return isinstance(thinking, dict) and thinking.get("type") not in UNTHINKING


def amid_foreign_calls(messages: list[dict[str, Any]]) -> bool:
    """Whether the tool calls being answered came without a signed block of thinking."""
    for message in reversed(messages):
        if message["role"] == "assistant":
            return bool(message.get("tool_calls")) and not message.get("thinking_blocks")
        if message["role"] != "tool":
            return False
    return False


RULES: tuple[Rule, ...] = (
    fit_stops,
    fit_thinking,
    fit_sampling,
    fit_tools,
    fit_choice,
    fit_json,
)


def fit_values(arguments: Arguments, traits: Traits, changes: Changes) -> None:
    """Make the values of all keywords those that the vendor takes; ``messages`` is among them."""
    for rule in RULES:
        rule(arguments, traits, changes)
