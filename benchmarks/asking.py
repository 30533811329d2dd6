"""One and the same call, made bare and through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmgate import Gate
from llmgate.carriers.direct import DirectCarrier
from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.carriers.litellm_process import litellm_module

if TYPE_CHECKING:
    import asyncio

    from llmgate.transport import Transport

KEY = "sk-benchmark-0123456789"
ROUTE = "openai/gpt-4o-mini"
CHUNKS = 200
TEMPERATURE = 0.2
LIMIT = 500  # tokens
# A stream whose chunks come in packets of their own, and one at a model's own pace.
APART = "100-every-1000"
PACED = "40-every-12500"
WANTED = ("answer", "overflow", str(CHUNKS), APART, PACED)
SYSTEM = "You are a careful writer who answers in full sentences and never in lists. " * 3
QUESTION = "Tell me what the quick brown fox did after it had jumped over the lazy dog. " * 3
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]


def tool_turn(number: int) -> list[dict[str, Any]]:
    """A turn of an agent: it calls a tool, hears the result, and says something."""
    function = {"name": "look_up", "arguments": f'{{"word": "fox {number}"}}'}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": SYSTEM},
        {"role": "assistant", "content": QUESTION},
    ]


# An agent's conversation after a while: 41 messages, and the tool that it may call.
CONVERSATION = [*MESSAGES[:1], *(message for turn in range(10) for message in tool_turn(turn))]
WORD = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
TOOLS = [{"type": "function", "function": {"name": "look_up", "parameters": WORD}}]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; ``wanted`` is what the vendor is to do, see `benchmarks.server`."""

    wanted: str = "answer"
    more: tuple[tuple[str, Any], ...] = ()

    @property
    def keywords(self) -> dict[str, Any]:
        """The caller's own keywords, of either way of asking."""
        return {"messages": MESSAGES, "max_tokens": LIMIT, **dict(self.more)}


PLAIN = Question()
AGENT = Question(more=(("messages", CONVERSATION), ("tools", TOOLS)))
STREAMED = Question(wanted=str(CHUNKS))
OVERFLOW = Question(wanted="overflow")


def question_for(model: str, *, stream: bool = False) -> dict[str, Any]:
    """The plain question as OpenAI's keywords, with the usage asked for where it streams."""
    more = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    return {"model": model, "temperature": TEMPERATURE, **PLAIN.keywords, **more}


class Scene:
    """A vendor at ``origin``, a gate to it, and the loop that all async calls run on.

    ``quick`` says that hardly anything is to be measured.
    """

    def __init__(self, origin: str, runner: asyncio.Runner, *, quick: bool = False) -> None:
        self.origin = origin
        self.runner = runner
        self.quick = quick
        self.wanted = WANTED
        self.litellm = litellm_module()

    @cached_property
    def gate(self) -> Gate:
        """The gate with LiteLLM."""
        return self.gate_with(LiteLLMCarrier())

    @cached_property
    def direct_gate(self) -> Gate:
        """The gate that speaks to the vendor itself."""
        return self.gate_with(DirectCarrier())

    def often(self, times: int) -> int:
        """So many times, or hardly any."""
        return min(times, 2) if self.quick else times

    def gate_with(self, transport: Transport) -> Gate:
        """A gate with a model for each thing that the vendor can do."""
        models = {wanted: self.model(wanted) for wanted in self.wanted}
        models["climbing"] = {
            **self.model("overflow"),
            "fallbacks": {"context_window": ["answer"]},
        }
        config = {"defaults": {"params": {"temperature": TEMPERATURE}}, "models": models}
        return Gate.from_dict(config, environ={"KEY": KEY}, transport=transport)

    def model(self, wanted: str) -> dict[str, Any]:
        """A model of the gate's."""
        return {"route": ROUTE, "api_base": self.base(wanted), "api_key": "${KEY}"}

    def base(self, wanted: str) -> str:
        """The base URL at which the vendor does this."""
        return f"{self.origin}/{wanted}/v1"

    def bare(self, question: Question) -> dict[str, Any]:
        """The keywords that the gate gives LiteLLM for this question."""
        return {
            "temperature": TEMPERATURE,
            **question.keywords,
            "model": ROUTE,
            "api_base": self.base(question.wanted),
            "api_key": KEY,
            "timeout": 60.0,
            "max_retries": 0,
            "drop_params": False,
            "_skip_mcp_handler": True,
        }

    def bare_stream(self, question: Question) -> dict[str, Any]:
        """The same, streamed: the gate asks for the usage."""
        usage = {"include_usage": True}
        return {**self.bare(question), "stream": True, "stream_options": usage}
