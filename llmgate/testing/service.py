"""A request in, a delivery out: everything the server decides, without any I/O."""

from __future__ import annotations

from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING

from llmgate.testing.answers import FakeAnswer
from llmgate.testing.deliveries import instead_of_service, refusal, service, slowed
from llmgate.testing.faults import Answer, Refuse
from llmgate.testing.requests import FakeRequest
from llmgate.testing.tokens import answer_tokens, prompt_tokens, within
from llmgate.testing.vendors import VENDORS, vendor_of
from llmgate.testing.wires.wire import Message, Prompt, RefusalError, Size, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from llmgate.testing.deliveries import Delivery
    from llmgate.testing.faults import Fault
    from llmgate.testing.journal import Journal
    from llmgate.testing.models import FakeModel
    from llmgate.testing.schedule import Schedule
    from llmgate.testing.tokens import Counter
    from llmgate.testing.wires.wire import Address, Wire


# What reading JSON raises where a list stands for an object, a text for a list, and so on.
MISSHAPEN = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The answer to a request; ``number`` is the request's, None if it is not in the journal."""

    delivery: Delivery
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A request on its way through the service."""

    request: FakeRequest
    message: Message
    wire: Wire
    prompt: Prompt
    flaw: RefusalError | None


@dataclass(frozen=True, slots=True)
class Service:
    """The vendors as they are set up, what they were asked, and what they were told to do."""

    models: Mapping[str, FakeModel]
    default: FakeModel | None
    counters: Mapping[str, Counter]
    answer: Callable[[FakeRequest], FakeAnswer | str]
    keys: Mapping[str, tuple[str, ...]]
    journal: Journal
    schedule: Schedule

    def receive(self, message: Message) -> Exchange:
        """Answer a request."""
        vendor = vendor_of(message.path)
        address = vendor and VENDORS[vendor].wire.address(message)
        if not vendor or not address:
            return Exchange(refusal(nowhere(message)))
        visit = self.enter(vendor, address, message)
        fault = self.schedule.next(visit.request)
        delivery = instead_of_service(fault, visit.wire, visit.request)
        delivery = delivery or slowed(fault, self.serve(visit, fault))
        self.journal.update(visit.request.number, status=delivery.status)
        return Exchange(delivery, visit.request.number)

    def enter(self, vendor: str, address: Address, message: Message) -> Visit:
        """Read a request and put it into the journal, sound or not."""
        wire = VENDORS[vendor].wire
        prompt, flaw = attempt_to_read(wire, message)
        tokens = prompt_tokens(prompt, self.counters[vendor])
        request = self.journal.add(
            lambda number: FakeRequest(
                number=number,
                vendor=vendor,
                model=address.model,
                path=message.path,
                stream=address.stream,
                query=message.query,
                headers=message.headers,
                body=message.body,
                text=prompt.question,
                prompt_tokens=tokens,
                max_tokens=prompt.max_tokens,
                tools=prompt.tools,
                schema=prompt.schema,
                tool_results=prompt.tool_results,
                last_role=prompt.last_role,
            )
        )
        return Visit(request, message, wire, prompt, flaw)

    def serve(self, visit: Visit, fault: Fault | None) -> Delivery:
        """Answer, or say why not in the vendor's words."""
        try:
            turn = self.turn(visit, fault)
        except RefusalError as refused:
            return refusal(refused.refusal)
        return service(fault, visit.wire, turn, stream=visit.request.stream)

    def turn(self, visit: Visit, fault: Fault | None) -> Turn:
        """The answer, cut to what the request allows. Raises `RefusalError`."""
        request, count = visit.request, self.counters[visit.request.vendor]
        limit = visit.wire.fit(visit.message, self.checked_size(visit))
        said = self.said(request, fault)
        answer = said if answer_tokens(said, count) <= limit else within(said, limit, count)
        return Turn(
            number=request.number,
            created=int(time()),
            message=visit.message,
            model=request.model,
            answer=answer,
            cut=answer is not said,
            prompt_tokens=request.prompt_tokens,
            output_tokens=answer_tokens(answer, count),
            reasoning_tokens=count(answer.reasoning),
        )

    def checked_size(self, visit: Visit) -> Size:
        """The size of a request that is in order. Raises `RefusalError`."""
        request, wire = visit.request, visit.wire
        wire.authorize(visit.message, self.keys[request.vendor])
        if visit.flaw is not None:
            raise visit.flaw
        model = self.model(request)
        if model is None:
            raise RefusalError(wire.words.unknown_model(request.model))
        count, definitions = self.counters[request.vendor], visit.prompt.tool_definitions
        tools = count(definitions) if definitions else 0
        return Size(request.prompt_tokens, request.max_tokens, model, tools)

    def model(self, request: FakeRequest) -> FakeModel | None:
        """The model of a request: by vendor and name, by name, or the default."""
        named = self.models.get(request.model, self.default)
        return self.models.get(f"{request.vendor}/{request.model}", named)

    def said(self, request: FakeRequest, fault: Fault | None) -> FakeAnswer:
        """What the model says to this request."""
        scripted = fault.answer if isinstance(fault, Answer) else None
        answer = self.answer(request) if scripted is None else scripted
        return FakeAnswer(answer) if isinstance(answer, str) else answer


def attempt_to_read(wire: Wire, message: Message) -> tuple[Prompt, RefusalError | None]:
    """The prompt, or an empty one and why it cannot be read."""
    if message.flaw:
        return Prompt(), RefusalError(wire.words.malformed(message.flaw))
    try:
        return wire.read(message), None
    except RefusalError as refused:
        return Prompt(), refused
    except MISSHAPEN:
        return Prompt(), RefusalError(wire.words.failure(400))


def nowhere(message: Message) -> Refuse:
    """The path is no vendor's."""
    told = f"Invalid URL (POST {message.path})"
    error = {"message": told, "type": "invalid_request_error", "param": None, "code": None}
    return Refuse(404, {"error": error})
