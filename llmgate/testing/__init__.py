"""The testing kit: the vendors as a server on loopback, and a double of the carrier.

`FakeProviders` is a real HTTP server that speaks the vendors' wires; requests reach it
through the real LiteLLM. `ScriptedTransport` answers inside the process, for fast unit
tests. Both are fixtures of the pytest plugin, ``fake_providers`` and ``scripted_transport``.
"""

from llmgate.testing.answers import FakeAnswer, FakeToolCall
from llmgate.testing.faults import (
    Answer,
    Blocked,
    Cut,
    Drop,
    Fail,
    Hang,
    Overloaded,
    Quota,
    RateLimit,
    Raw,
    RawStream,
    Refuse,
    Silence,
    Slow,
    StreamError,
)
from llmgate.testing.models import FakeModel
from llmgate.testing.requests import FakeRequest
from llmgate.testing.scripted import ScriptedTransport
from llmgate.testing.server import FakeProviders

__all__ = [
    "Answer",
    "Blocked",
    "Cut",
    "Drop",
    "Fail",
    "FakeAnswer",
    "FakeModel",
    "FakeProviders",
    "FakeRequest",
    "FakeToolCall",
    "Hang",
    "Overloaded",
    "Quota",
    "RateLimit",
    "Raw",
    "RawStream",
    "Refuse",
    "ScriptedTransport",
    "Silence",
    "Slow",
    "StreamError",
]
