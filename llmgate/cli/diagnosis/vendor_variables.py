"""The variables in which LiteLLM itself looks for a vendor's credentials and address.

They are read from LiteLLM's files, without importing it: the function that says which
variables a model lacks, and the table of the vendors that speak as OpenAI does. The vendors of
the direct carrier are in its own table, which tests hold to LiteLLM.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import orjson

from llmgate.vendors.litellm_files import content
from llmgate.vendors.openai_wire import PROVIDERS
from llmgate.vendors.providers import TABLE_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE_FILE = "utils.py"
ADDRESS_FILES = ("main.py", "litellm_core_utils/get_llm_provider_logic.py")

FUNCTION = re.compile(rb"\ndef validate_environment\(.*?(?=\ndef )", re.DOTALL)
# A condition on the provider, and what is asked of the environment below it.
BRANCH = re.compile(
    r"if custom_llm_provider (?:==|in) ([^\n]*):\n(.*?)(?=\n {8}el|\n {4}el)", re.DOTALL
)
TEXT = re.compile(r'(?<!f)"([^"\n]+)"')
LOOKED_UP = re.compile(r'(?<!f)"([A-Z0-9_]+)" in os\.environ')
CREDENTIAL = re.compile("KEY|TOKEN|SECRET|ROLE|PROFILE|CREDENTIALS")


@dataclass(frozen=True, slots=True)
class Looked:
    """The variables of one vendor, of which the first that is set is taken.

    ``needed`` is False where the vendor is asked without a key if there is none.
    """

    keys: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    needed: bool = True


def variables_of(provider: str) -> Looked:
    """Return the variables of a provider; none where nobody names one."""
    if known := PROVIDERS.get(provider):
        return Looked(known.key_variables, known.base_variables, needed=known.key is None)
    keys = listed_keys().get(provider, ())
    return Looked(keys, tuple(name for name in address_names(provider) if is_read(name)))


@cache
def listed_keys() -> Mapping[str, tuple[str, ...]]:
    """Return the variables of credentials by provider."""
    function = FUNCTION.search(content(SOURCE_FILE) or b"")
    branches = BRANCH.findall(function[0].decode() if function else "")
    found = {
        provider: tuple(filter(CREDENTIAL.search, LOOKED_UP.findall(body)))
        for condition, body in branches
        for provider in TEXT.findall(condition)
    }
    table = orjson.loads(content(TABLE_FILE) or b"{}")
    found |= {
        name: (entry["api_key_env"],) for name, entry in table.items() if "api_key_env" in entry
    }
    return {provider: names for provider, names in found.items() if names}


def address_names(provider: str) -> tuple[str, ...]:
    """Return how the variables of a provider's address are usually called."""
    prefix = provider.upper().replace("-", "_")
    return f"{prefix}_BASE_URL", f"{prefix}_API_BASE"


@cache
def is_read(variable: str) -> bool:
    """Say whether LiteLLM's files look a variable up."""
    quoted = f'"{variable}"'.encode()
    return any(quoted in source for source in address_sources())


@cache
def address_sources() -> tuple[bytes, ...]:
    """Return the files of LiteLLM that say where a vendor is."""
    return tuple(content(name) or b"" for name in ADDRESS_FILES)
