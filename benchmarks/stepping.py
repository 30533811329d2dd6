"""A vendor that answers 429 with Retry-After: 2, and two healthy ones beside it: on the clock."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.comparison import Comparison
from llmgate import Gate
from llmgate.testing import FakeProviders, RateLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene

RETRY_AFTER = 2
TIMES = 15
NAMES = ("limited", "healthy", "healthy-too")


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """The wall-clock time of a call to a healthy model, and of one that is stepped over first."""
    with FakeProviders() as providers:
        providers.always("openai", RateLimit(RETRY_AFTER), model="limited")
        models = {name: model(providers, name) for name in NAMES}
        models["limited"]["fallbacks"] = {"rate_limit": [*NAMES[1:]]}

        def call(name: str) -> float:
            # A gate that knows nothing: the next call would not even ask the limited model.
            gate = Gate.from_dict({"models": models}, environ={})
            started = perf_counter()
            gate.completion(model=name, prompt="x")
            return perf_counter() - started

        added = median([call("limited") - call("healthy") for _ in range(TIMES)])
        router = router_call(scene.litellm, models)
        yield Comparison(
            name="stepping over a 429, on the clock",
            unit="call",
            candidates={"healthy": lambda: call("healthy"), "gate": lambda: call("limited")},
            baseline="healthy",
            rounds=15,
            notes=(
                f"gate: the 429 adds {added * 1000:.0f} ms (limit 50 ms)",
                f"Router: one such call takes {router:.1f} s",
            ),
        )


def model(providers: FakeProviders, name: str) -> dict[str, Any]:
    """A model of OpenAI's wire."""
    return {
        "route": f"openai/{name}",
        "api_base": providers.url("openai"),
        "api_key": providers.key("openai"),
    }


def router_call(litellm: Any, models: dict[str, Any]) -> float:
    """Seconds that the same call takes by LiteLLM's Router with its own defaults."""
    listed = [
        {
            "model_name": name,
            "litellm_params": {
                "model": each["route"],
                "api_base": each["api_base"],
                "api_key": each["api_key"],
            },
        }
        for name, each in models.items()
    ]
    router = litellm.Router(model_list=listed, fallbacks=[{"limited": [*NAMES[1:]]}])
    started = perf_counter()
    router.completion(model="limited", messages=[{"role": "user", "content": "x"}])
    return perf_counter() - started
