"""A conversation that outgrows one model after another: the gate beside LiteLLM's Router.

Four models, whose windows neither the file nor the catalogue knows: only the vendor's refusals
tell them. Counted are, for each turn, the requests that reached the vendor, those of them
that it refused, and the CPU time until the one that it answered had reached it (the
fake vendor's own included; a real one's refusals take their time on top).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

from benchmarks.comparison import Comparison
from benchmarks.estimate_texts import texts
from llmgate import Gate
from llmgate.carriers.litellm_process import litellm_module
from llmgate.testing import FakeModel, FakeProviders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.asking import Scene
    from benchmarks.comparison import Sampler

# Tokens; the fake vendors count one for four bytes.
WINDOWS = {"rung-1": 8_192, "rung-2": 32_768, "rung-3": 65_536, "rung-4": 131_072}
LADDER = list(WINDOWS)
CHARACTERS = 360_000  # of the whole conversation, which then nearly fills the widest model
TURNS, DRAWN = 20, 60
FIGURES = Path(__file__).parent / "results" / "climbing.json"
OUTPUT = 200
HTTP_ERRORS = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """Requests that reached the vendor, those refused, and CPU seconds until the answered one."""

    sent: int
    refused: int
    lost: float


class Vendor:
    """The four models, and what they were sent."""

    def __init__(self) -> None:
        models = {name: FakeModel(window) for name, window in WINDOWS.items()}
        self.providers = FakeProviders(models, answer=self.answer)
        self.reached = 0.0

    def answer(self, _: object) -> str:
        """Note when a request was found to fit."""
        self.reached = process_time()
        return "Go on."

    def turn(self, ask: Callable[[list[Any]], object], messages: list[Any]) -> Turn:
        """One turn of a conversation."""
        before, started = len(self.providers.requests), process_time()
        ask(messages)
        requests = self.providers.requests[before:]
        refused = sum((request.status or 0) >= HTTP_ERRORS for request in requests)
        return Turn(len(requests), refused, self.reached - started)

    def conversation(self, ask: Callable[[list[Any]], object], turns: int) -> list[Turn]:
        """A conversation from its first turn to its last, each as long as the others."""
        text, length = texts()["prose"] * 5, CHARACTERS // turns
        messages: list[dict[str, str]] = []
        made = []
        for number in range(turns):
            start = number * length % (len(text) - length)
            messages = [*messages, {"role": "user", "content": text[start : start + length]}]
            made.append(self.turn(ask, messages))
            messages = [*messages, {"role": "assistant", "content": "Go on."}]
        return made

    def endpoint(self) -> Mapping[str, str]:
        """Where the models are, and the key to them."""
        return {"api_base": self.providers.url("openai"), "api_key": self.providers.key("openai")}

    def gate(self) -> Callable[[list[Any]], object]:
        """Ask by a gate that knows nothing yet."""
        models: dict[str, Any] = {
            name: {"route": f"openai/{name}", **self.endpoint()} for name in LADDER
        }
        models[LADDER[0]]["fallbacks"] = {"context_window": LADDER[1:]}
        gate = Gate.from_dict({"models": models}, environ={})
        return lambda messages: gate.completion(
            model=LADDER[0], messages=messages, max_tokens=OUTPUT
        )

    def router(self, litellm: Any) -> Callable[[list[Any]], object]:
        """Ask by a Router with the same ladder."""
        models = [
            {"model_name": name, "litellm_params": {"model": f"openai/{name}", **self.endpoint()}}
            for name in LADDER
        ]
        ladder = [{LADDER[0]: LADDER[1:]}]
        router = litellm.Router(model_list=models, context_window_fallbacks=ladder, num_retries=0)
        return lambda messages: router.completion(
            model=LADDER[0], messages=messages, max_tokens=OUTPUT
        )


@contextmanager
def vendor() -> Iterator[Vendor]:
    """The vendor, serving."""
    four = Vendor()
    with four.providers:
        yield four


def journeys(litellm: Any, turns: int) -> dict[str, list[Turn]]:
    """The turns of one conversation each: the Router's, and two of a gate's."""
    with vendor() as four:
        router, gate = four.router(litellm), four.gate()
        return {
            "Router": four.conversation(router, turns),
            "gate": four.conversation(gate, turns),
            "gate, windows known": four.conversation(gate, turns),
        }


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """The CPU time until the request that is answered has reached its vendor, in the mean turn."""
    with vendor() as four:
        router, known = four.router(scene.litellm), four.gate()
        candidates = {
            "Router": mean_turn(lambda: four.conversation(router, TURNS)),
            "gate": mean_turn(lambda: four.conversation(four.gate(), TURNS)),
            "gate, windows known": mean_turn(lambda: four.conversation(known, TURNS)),
        }
        walked = journeys(scene.litellm, TURNS).items()
        notes = [f"{label}: {told(turns)}" for label, turns in walked]
        name = "outgrowing four models"
        yield Comparison(name, "turn", candidates, "Router", 1.0, 5, tuple(notes))


def mean_turn(walk: Callable[[], list[Turn]]) -> Sampler:
    """A sampler of what a turn loses."""

    def sample() -> float:
        turns = walk()
        return sum(turn.lost for turn in turns) / len(turns)

    return sample


def told(turns: list[Turn]) -> str:
    """A conversation's requests in words."""
    sent, refused = sum(turn.sent for turn in turns), sum(turn.refused for turn in turns)
    return f"{sent} calls for {len(turns)} turns, {refused} of them refused"


def main() -> None:
    """Walk three times, and write what is drawn: each turn's calls, and its median loss."""
    litellm = litellm_module()
    walks = [journeys(litellm, DRAWN) for _ in range(3)]
    facts = {
        label: [drawn(turns) for turns in zip(*(walk[label] for walk in walks), strict=True)]
        for label in walks[0]
    }
    FIGURES.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def drawn(same: tuple[Turn, ...]) -> dict[str, float]:
    """One turn, as it went in each walk."""
    lost = median(turn.lost for turn in same)
    sent, refused = max((turn.sent, turn.refused) for turn in same)
    return {"sent": sent, "refused": refused, "lost_ms": round(1_000 * lost, 1)}


if __name__ == "__main__":
    main()
