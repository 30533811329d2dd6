"""OpenAI's reasoning models, which are spoken to a little differently.

They know the output's limit by its newer name alone, and take no temperature but 1 while
they reason. LiteLLM tells them by their names, and so does this.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmgate.vendors.catalogue import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The families' marks in a model's name; at Azure, models go by names of the user's choice.
NEWER_LIMIT = {
    "openai": re.compile(r"^o\d|gpt-[56](?!.*-chat)|gpt-5-search"),
    "azure": re.compile(r"o[134]|gpt-[56]"),
}
REASONING = {
    "openai": re.compile(r"^o\d|gpt-[56](?!-chat|.*search)"),
    "azure": re.compile(r"o[134]|gpt-[56](?!-chat|.*search)"),
}
O_SERIES = {"openai": re.compile(r"^o\d"), "azure": re.compile(r"o[134]")}
# From gpt-5.4 on, tools while reasoning are for the Responses interface.
VERSION = re.compile(r"gpt-(\d+)(?:\.(\d+))?(?=[.-]|$)")
FIRST_WITHOUT_TOOLS = (5, 4)

# Whether a model takes the others is for LiteLLM to say.
USUAL_EFFORTS = frozenset({"low", "medium", "high"})
SAMPLING = ("temperature", "top_p", "logprobs", "top_logprobs")


def of_family(marks: Mapping[str, re.Pattern[str]], route: str) -> bool:
    """Whether a route leads to a model with one of these marks."""
    provider, _, model = route.partition("/")
    return provider in marks and bool(marks[provider].search(model))


@lru_cache(maxsize=1024)
def limits_completion(route: str) -> bool:
    """Whether the model knows the output's limit by its newer name alone."""
    return of_family(NEWER_LIMIT, route)


@lru_cache(maxsize=1024)
def reasons(route: str) -> bool:
    """Whether the model is of a reasoning family."""
    return of_family(REASONING, route)


@lru_cache(maxsize=1024)
def is_o_series(route: str) -> bool:
    """Whether the model is o1, o3, o4 or of their kin."""
    return of_family(O_SERIES, route)


def only_for_litellm(route: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """What of a request to a reasoning model takes more than another name."""
    if arguments.get("reasoning_effort", "low") not in USUAL_EFFORTS:
        yield "reasoning_effort is of a kind that not every model takes"
    if is_o_series(route) and not entry_of(route).get("supports_system_messages"):
        roles = {message["role"] for message in arguments.get("messages", ())}
        if "system" in roles:
            yield "the model takes no system message"
    if arguments.get("tools") and version_of(route) >= FIRST_WITHOUT_TOOLS:
        yield "tools of this model are for the Responses interface"
    if thinks_optionally(route) and not arguments.keys().isdisjoint(SAMPLING):
        yield "the model takes these keywords only while it does not reason"


def version_of(route: str) -> tuple[int, int]:
    """The version in a model's name, zeros if there is none."""
    found = VERSION.match(route.rpartition("/")[2])
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def thinks_optionally(route: str) -> bool:
    """Whether the model may be asked not to reason, and then takes any temperature."""
    return bool(entry_of(route).get("supports_none_reasoning_effort"))


def refused_temperature(route: str, arguments: Mapping[str, Any]) -> str | None:
    """Why a reasoning model refuses a temperature, None if it does not.

    The words are those by which the gate finds out what to leave out.
    """
    if not reasons(route) or arguments.get("temperature", 1) == 1:
        return None
    return f"{route} takes no temperature but 1, not temperature={arguments['temperature']}"
