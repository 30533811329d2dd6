"""What LiteLLM says of the vendors that the direct carrier serves; run it to write its table.

``python tests/direct_facts.py`` writes llmgate/carriers/direct/supported.json anew; a test
holds the file to LiteLLM.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from llmgate.carriers.direct.supported import FILE, PATTERNS, usual_change
from llmgate.carriers.litellm_process import litellm_module
from llmgate.vendors.catalogue import catalogue
from llmgate.vendors.openai_wire import PROVIDERS

# A name of each family, and one that is of no family, which no catalogue has.
INVENTED = "zz-7b"


def invented(pattern: str) -> str:
    """A name that no catalogue has and a pattern of the table fits."""
    return f"zz-{pattern}-zz"


def chat_models(provider: str) -> list[str]:
    """Every name under which a vendor's models are asked for in a chat."""
    listed = [
        route.removeprefix(f"{provider}/")
        for route, entry in catalogue().whole().items()
        if entry.get("litellm_provider") == provider and entry.get("mode") in {"chat", "responses"}
    ]
    return sorted({*listed, *openai_s_models()})


def asked(provider: str, model: str) -> list[str]:
    """The keywords that LiteLLM takes for a model."""
    names = litellm_module().get_supported_openai_params(model=model, custom_llm_provider=provider)
    return sorted(set(names or ()))


def facts_of(provider: str) -> dict[str, Any]:
    """The keywords of a vendor's models: those of most, and how some models differ."""
    usual = asked(provider, INVENTED)
    own = openai_s_models()
    families = {
        pattern: difference(usual, asked(provider, invented(pattern))) for pattern in PATTERNS
    }
    models = {model: difference(usual, asked(provider, model)) for model in chat_models(provider)}
    facts = {
        "usual": usual,
        "families": {pattern: change for pattern, change in families.items() if change},
        "openai_s": Counter(models[model] for model in own).most_common(1)[0][0],
    }
    odd = {m: change for m, change in models.items() if change != usual_change(m, facts, own)}
    return facts | {"models": by_change(odd)}


def openai_s_models() -> frozenset[str]:
    """The names of OpenAI's own models."""
    return frozenset(litellm_module().open_ai_chat_completion_models)


def difference(usual: list[str], names: list[str]) -> str:
    """What is other than usual, as ``+more -less``."""
    more = [f"+{name}" for name in sorted(set(names) - set(usual))]
    less = [f"-{name}" for name in sorted(set(usual) - set(names))]
    return " ".join([*more, *less])


def by_change(models: dict[str, str]) -> dict[str, list[str]]:
    """Models by their difference."""
    groups: dict[str, list[str]] = {}
    for model, change in models.items():
        groups.setdefault(change, []).append(model)
    return groups


def facts() -> dict[str, Any]:
    """The whole table."""
    return {"*": {"models": sorted(openai_s_models())}} | {
        provider: facts_of(provider) for provider in PROVIDERS
    }


def main() -> None:
    """Write the table."""
    Path(FILE).write_text(json.dumps(facts(), indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
