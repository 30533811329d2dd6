"""Two carriers given one and the same: what arrives of it, what comes back, and what differs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from carrying import STREAMED, carried

from llmgate.answer.assembler import Assembler
from llmgate.answer.finish import broken_off, cut_by_window
from llmgate.answer.shape import MalformedAnswerError, openai_completion
from llmgate.calls.call import checked_call
from llmgate.calls.request import Target, UnusableRungError, request_for
from llmgate.carriers.direct import DirectCarrier
from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.causes.cause import cause_of
from llmgate.keys.secret import concealed
from llmgate.transport import Endpoint
from llmgate.vendors.openai_wire import PROVIDERS

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Mapping, Sequence

    from carrying import Outcome
    from loopback import Arrival, Loopback

    from llmgate.testing.deliveries import Delivery
    from llmgate.transport import Failure, Request, Transport

Record: TypeAlias = dict[str, Any]

KEY = "sk-key-123456"
SECRET = ("api_key", "headers", "extra")
TIMEOUT = 10.0  # seconds

# Models that LiteLLM knows, and of some providers those that it treats in a way of their own.
KNOWN_ROUTES = (
    "openai/gpt-4o-mini",
    "openai/gpt-3.5-turbo",
    "openai/gpt-4",
    "openai/o1",
    "openai/o3-mini",
    "openai/gpt-5",
    "openai/gpt-5.1",
    "openai/gpt-4o-audio-preview",
    "openai/gpt-4o-search-preview",
    "openai/my.own/model:v1",
    "azure/gpt-4o-mini",
    "azure/o3-mini",
    "azure/gpt-5",
    "azure/my-deployment",
    "groq/llama-3.3-70b-versatile",
    "groq/openai/gpt-oss-120b",
    "deepseek/deepseek-chat",
    "deepseek/deepseek-reasoner",
    "mistral/mistral-large-latest",
    "mistral/magistral-medium-2506",
    "xai/grok-3",
    "xai/grok-4",
    "xai/grok-3-mini",
    "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",
    "fireworks_ai/accounts/fireworks/models/llama-v3p3-70b-instruct",
    "openrouter/openai/gpt-4o",
    "openrouter/anthropic/claude-sonnet-4.5",
    "perplexity/sonar",
    "perplexity/sonar-reasoning",
    "cerebras/llama-3.3-70b",
    "cerebras/gpt-oss-120b",
    "moonshot/kimi-k2-0711-preview",
    "nvidia_nim/meta/llama-3.3-70b-instruct",
    "deepinfra/meta-llama/Llama-3.3-70B-Instruct",
    "sambanova/Meta-Llama-3.3-70B-Instruct",
    "hosted_vllm/meta-llama/Llama-3.1-8B-Instruct",
    "lm_studio/qwen2.5-7b",
    "llamafile/LLaMA_CPP",
    "litellm_proxy/gpt-4o",
    "zai/glm-4.6",
    "dashscope/qwen-max",
)
OTHERS = PROVIDERS.keys() - {route.partition("/")[0] for route in KNOWN_ROUTES}
ROUTES = (*KNOWN_ROUTES, *(f"{provider}/some-model" for provider in sorted(OTHERS)))


@dataclass(frozen=True, slots=True)
class Case:
    """A request to a route, and what the vendor answers, if not the usual.

    The ``name`` begins with what is looked at: ``request: ``, ``answer: `` or ``stream: ``.
    """

    route: str
    name: str
    arguments: Mapping[str, Any] = field(repr=False)
    delivery: Delivery | None = field(default=None, repr=False)
    endpoint: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A part of what arrived or came back that differs between the carriers."""

    route: str
    case: str
    way: str
    part: str
    litellm: Any
    direct: Any

    def __str__(self) -> str:
        place = f"{self.route} | {self.case} | {self.way} | {self.part}"
        return f"{place}: litellm {self.litellm!r:.200}, direct {self.direct!r:.200}"


class Missing:
    """A part that is not there at all."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Missing()
MADE = "made up"


def flat(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of JSON-like data, each with its place."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    if not items:
        yield place, value
    for name, item in items:
        yield from flat(item, f"{place}.{name}" if place else str(name))


def mismatches(case: Case, way: str, litellm: Record, direct: Record) -> list[Mismatch]:
    """Where two records differ: in what became of the request, else in every detail of it."""
    for part in ("became", "told"):
        if litellm.get(part) != direct.get(part):
            litellm, direct = {part: litellm.get(part)}, {part: direct.get(part)}
    left, right = dict(flat(litellm)), dict(flat(direct))
    return [
        Mismatch(case.route, case.name, way, part, one, other)
        for part in sorted(left.keys() | right.keys())
        if different(one := left.get(part, NOTHING), other := right.get(part, NOTHING))
    ]


def different(one: Any, other: Any) -> bool:
    """Whether two leaves differ; 1, 1.0 and True are three."""
    return (type(one), one) != (type(other), other)


class Bench:
    """Both carriers, a vendor on loopback, and the event loop of the async ways."""

    def __init__(self, vendor: Loopback, runner: asyncio.Runner) -> None:
        self.vendor = vendor
        self.runner = runner
        self.litellm = LiteLLMCarrier()
        self.direct = DirectCarrier()

    def close(self) -> None:
        """Give back what both carriers hold."""
        for carrier in (self.litellm, self.direct):
            self.runner.run(carrier.aclose())
            carrier.close()

    def compared(self, case: Case, way: str) -> list[Mismatch]:
        """Where the carriers differ in a case; nothing where LiteLLM would carry it anyway."""
        direct = self.asked(self.direct, case, way)
        if not isinstance(direct, str):
            why = self.direct.carrier_for(direct.endpoint, direct.arguments).why
            if why:
                return []
        litellm = self.asked(self.litellm, case, way)
        return mismatches(
            case,
            way,
            self.record(self.litellm, case, litellm, way),
            self.record(self.direct, case, direct, way),
        )

    def asked(self, carrier: Transport, case: Case, way: str) -> Request | str:
        """The request that the gate would give a carrier, or why it would give none."""
        call = checked_call({"model": "m", **case.arguments, "stream": way in STREAMED})
        supported = carrier.supported(case.route)
        target = Target(self.endpoint(case), {}, supported, None, own_vendor=True)
        try:
            return request_for(call, target, TIMEOUT)[0]
        except UnusableRungError as error:
            return str(error)

    def endpoint(self, case: Case) -> Endpoint:
        """Where a case goes, on the loopback."""
        azure = case.route.startswith("azure/")
        given: dict[str, Any] = {"api_base": "" if azure else "/base/v1", "api_key": KEY}
        given |= {"api_version": "2024-10-21"} if azure else {}
        given |= case.endpoint
        given["api_base"] = self.vendor.origin + given["api_base"]
        given |= {name: concealed(given[name]) for name in SECRET if name in given}
        return Endpoint(case.route, **given)

    def record(self, carrier: Transport, case: Case, asked: Request | str, way: str) -> Record:
        """What arrived of a request, or what came back where the vendor's answer is given."""
        if isinstance(asked, str):
            return {"became": "unusable", "told": asked}
        self.vendor.arrivals.clear()
        self.vendor.delivery = case.delivery
        outcome = carried(carrier, asked, way, self.runner)
        if case.delivery is None:
            return sent_off(self.vendor.arrivals, outcome)
        return came_back(outcome, case.delivery, stream=way in STREAMED)


def sent_off(arrivals: Sequence[Arrival], outcome: Outcome) -> Record:
    """What arrived at the vendor, or why nothing did."""
    if not arrivals:
        return {"became": "not sent", "told": outcome.failure and cause_of(outcome.failure).reason}
    return {"became": "sent", "arrived": [asdict(arrival) for arrival in arrivals]}


def came_back(outcome: Outcome, delivery: Delivery, *, stream: bool) -> Record:
    """What the gate would make of what a carrier gave."""
    record = streamed(outcome) if stream else answered(outcome)
    if outcome.failure:
        record |= failed(outcome.failure)
    stated = b"".join(delivery.parts).decode("utf-8", "replace")
    return with_marks(record, stated)


def failed(failure: Failure) -> Record:
    """What of a failure the gate and its caller go by."""
    retry = {name: value for name, value in failure.headers.items() if "retry" in name}
    said = {name: getattr(failure, name) for name in ("kind", "status", "code", "type", "message")}
    return {"became": cause_of(failure).reason, "told": True, **said, "retry": retry}


def answered(outcome: Outcome) -> Record:
    """A whole answer."""
    if not outcome.bodies:
        return {}
    body = outcome.bodies[0]
    try:
        reply = openai_completion(body, "m")
    except MalformedAnswerError:
        return {"became": "unavailable", "told": False}
    natives = {choice.get("index", 0): choice.get("finish_reason") for choice in body["choices"]}
    return whole(reply, natives, outcome.cost)


def streamed(outcome: Outcome) -> Record:
    """What the chunks of a stream add up to."""
    assembler = Assembler("m", wants_usage=True)
    for body in outcome.bodies:
        assembler.feed(body)
    reply = assembler.completion()
    if assembler.finished and not outcome.failure:
        return whole(reply, dict(enumerate(assembler.natives)), outcome.cost)
    began = [choice["message"]["content"] or "" for choice in reply["choices"]]
    return {"became": "unavailable", "told": False, "began": began or [""]}


def whole(reply: dict[str, Any], natives: Mapping[int, Any], cost: float | None) -> Record:
    """An answer that came to its end, with its price in US dollars."""
    if any(map(broken_off, natives.values())):
        return {"became": "unavailable", "told": False}
    cut = {index: cut_by_window(native) for index, native in natives.items()}
    price = cost and round(cost, 12)
    return {"became": "answered", "reply": reply, "cut by the window": cut, "cost": price}


def with_marks(record: Record, stated: str) -> Record:
    """The record with a mark in place of each id and time that the vendor did not state."""
    if (reply := record.get("reply")) is not None:
        for name in ("id", "created"):
            reply[name] = reply[name] if str(reply[name]) in stated else MADE
        for choice in reply["choices"]:
            for call in choice["message"].get("tool_calls", ()):
                call["id"] = call["id"] if call["id"] in stated else MADE
    return record
