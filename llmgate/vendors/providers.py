"""Which providers LiteLLM knows: the prefixes of its routes, read from its files.

LiteLLM takes a prefix that is a member of its enumeration ``LlmProviders``, or one of those
that it reads from a table of endpoints that speak as OpenAI does.
"""

from __future__ import annotations

import re
from functools import cache

import orjson

from llmgate.vendors.litellm_files import content

ENUMERATION_FILE = "types/utils.py"
TABLE_FILE = "llms/openai_like/providers.json"

CLASS = re.compile(rb"^class LlmProviders\(.*:\n((?:[ \t].*\n|\n)*)", re.MULTILINE)
MEMBER = re.compile(rb"""^ +[A-Z]\w* *= *["']([^"'\n]+)["']""", re.MULTILINE)


@cache
def known_providers() -> frozenset[str]:
    """The providers of the installed LiteLLM; empty if they cannot be told."""
    listed = CLASS.search(content(ENUMERATION_FILE) or b"")
    if listed is None:
        return frozenset()
    members = (name.decode() for name in MEMBER.findall(listed[1]))
    return frozenset([*members, *orjson.loads(content(TABLE_FILE) or b"{}")])
