"""What importing costs, each time in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.asking import Scene
    from benchmarks.comparison import Sampler

LIMIT = 1 / 15
HEAVY = ("litellm", "openai")
SCRIPT = f"""
import json, sys, time
cpu, wall = time.process_time(), time.perf_counter()
import MODULE
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps(dict(cpu=cpu, wall=wall, heavy=heavy)))
"""

# LiteLLM at its quickest: it asks no network for a price list and looks for no .env file.
QUICKEST = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """Seconds of CPU time, and seconds on the clock."""
    look = cache(imported) if scene.quick else imported
    for clock, name in (("cpu", "import"), ("wall", "import, on the clock")):
        candidates = {module: taken(look, module, clock) for module in ("litellm", "llmgate")}
        yield Comparison(name, "import", candidates, "litellm", LIMIT, rounds=3, notes=(loaded(),))


def loaded() -> str:
    """Which of the heavy packages comes with llmgate."""
    heavy = imported("llmgate")["heavy"]
    return f"import llmgate loads {' and '.join(heavy) or 'neither litellm nor openai'}"


def taken(look: Callable[[str], dict[str, Any]], module: str, clock: str) -> Sampler:
    """A sampler of the seconds that one import takes."""
    return lambda: float(look(module)[clock])


def imported(module: str) -> dict[str, Any]:
    """What a fresh interpreter says of importing a module."""
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT.replace("MODULE", module)]
    environ = {**os.environ, **QUICKEST}
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=True)
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts
