"""The table of vendors: the wire that each one speaks, and where it is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.testing.wires.anthropic.wire import AnthropicWire
from llmgate.testing.wires.azure.wire import AzureWire
from llmgate.testing.wires.gemini.wire import GeminiWire
from llmgate.testing.wires.mistral.wire import MistralWire
from llmgate.testing.wires.openai.wire import OpenAIWire

if TYPE_CHECKING:
    from llmgate.testing.wires.wire import Wire


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor.

    ``base`` is the path of its base URL, ``key`` its default credential, and the variables
    are those that hold the two in an environment.
    """

    wire: Wire
    base: str
    key: str
    url_variable: str
    key_variable: str


def compatible(name: str, wire: Wire | None = None) -> Vendor:
    """A vendor that speaks OpenAI's wire, or one like it."""
    variable = name.upper()
    key = f"fake-{name}-key-for-tests"
    wire = wire or OpenAIWire(strict=False)
    return Vendor(wire, "/v1", key, f"{variable}_BASE_URL", f"{variable}_API_KEY")


COMPATIBLE = ("deepseek", "fireworks_ai", "groq", "openrouter", "together_ai", "xai")

VENDORS = {
    "openai": Vendor(
        OpenAIWire(), "/v1", "sk-fake-openai-key-for-tests", "OPENAI_BASE_URL", "OPENAI_API_KEY"
    ),
    "azure": Vendor(AzureWire(), "", "fake-azure-key-for-tests", "AZURE_ENDPOINT", "AZURE_API_KEY"),
    "anthropic": Vendor(
        AnthropicWire(),
        "",
        "sk-ant-fake-key-for-tests",
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_API_KEY",
    ),
    "gemini": Vendor(
        GeminiWire(),
        "/v1beta",
        "AIza-fake-gemini-key-for-tests",
        "GEMINI_BASE_URL",
        "GEMINI_API_KEY",
    ),
    "mistral": compatible("mistral", MistralWire()),
} | {name: compatible(name) for name in COMPATIBLE}


def vendor_of(path: str) -> str | None:
    """The vendor that a path belongs to; None where nobody's.

    A path that does not begin with a vendor's name is told by its shape.
    """
    if path.startswith("/openai/deployments/"):
        return "azure"
    name = path.removeprefix("/").partition("/")[0]
    if name in VENDORS:
        return name
    if path.endswith("/chat/completions"):
        return "openai"
    if path.endswith("/v1/messages"):
        return "anthropic"
    return "gemini" if "/models/" in path else None
