"""From a cold start to the first answer, each time in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.asking import KEY, MESSAGES, ROUTE
from benchmarks.clients import DIRECT, HTTPX, LANGCHAIN, LITELLM, OURS, PYDANTIC_AI, SDK
from benchmarks.comparison import Comparison
from benchmarks.imports import HEAVY, QUICKEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene
    from benchmarks.comparison import Sampler

MODEL = ROUTE.partition("/")[2]

# Each ends with the text of the answer; BASE, KEY, MODEL, ROUTE and MESSAGES are given.
PROGRAMS = {
    HTTPX: """
        import httpx
        headers = {"authorization": f"Bearer {KEY}"}
        body = {"model": MODEL, "messages": MESSAGES}
        response = httpx.post(f"{BASE}/chat/completions", headers=headers, json=body)
        text = response.json()["choices"][0]["message"]["content"]
    """,
    SDK: """
        import openai
        client = openai.OpenAI(base_url=BASE, api_key=KEY)
        response = client.chat.completions.create(model=MODEL, messages=MESSAGES)
        text = response.choices[0].message.content
    """,
    LITELLM: """
        import litellm
        response = litellm.completion(ROUTE, MESSAGES, api_base=BASE, api_key=KEY)
        text = response.choices[0].message.content
    """,
    LANGCHAIN: """
        from langchain_openai import ChatOpenAI
        text = ChatOpenAI(model=MODEL, base_url=BASE, api_key=KEY).invoke(MESSAGES).content
    """,
    PYDANTIC_AI: """
        from pydantic_ai import Agent
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
        model = OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=BASE, api_key=KEY))
        text = Agent(model).run_sync(MESSAGES[-1]["content"]).output
    """,
    OURS: """
        import llmgate
        gate = llmgate.Gate.from_yaml(FILE, environ={"BASE": BASE, "KEY": KEY})
        text = gate.completion(model="litellm", messages=MESSAGES).text
    """,
    DIRECT: """
        import llmgate
        gate = llmgate.Gate.from_yaml(FILE, environ={"BASE": BASE, "KEY": KEY})
        text = gate.completion(model="direct", messages=MESSAGES).text
    """,
}
NAME = "cold start to the first answer"
NEEDED = {LANGCHAIN: "langchain_openai", PYDANTIC_AI: "pydantic_ai"}

MODELS = """\
models:
  litellm: {route: ROUTE, api_base: "${BASE}", api_key: "${KEY}", carrier: litellm}
  direct: {route: ROUTE, api_base: "${BASE}", api_key: "${KEY}", carrier: direct}
"""

# Of the highest memory, Linux counts what the process had of its parent's before it began;
# there its own is told elsewhere. A Mac gives bytes, others kibibytes.
REPORT = f"""
import json, os, resource, sys
assert text
used = resource.getrusage(resource.RUSAGE_SELF)
memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
if os.path.exists("/proc/self/status"):
    with open("/proc/self/status") as status:
        told = [line.split()[1] for line in status if line.startswith("VmHWM")]
    memory = int(told[0]) * 1024
print(json.dumps(dict(
    cpu=used.ru_utime + used.ru_stime,
    megabytes=memory / 1e6,
    heavy=[name for name in {HEAVY!r} if name in sys.modules],
)))
"""


def comparisons(scene: Scene) -> Iterator[Comparison]:
    """CPU seconds of the whole process, up to the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "models.yaml")
        file.write_text(MODELS.replace("ROUTE", ROUTE), encoding="utf-8")
        programs = {
            name: program(scene, file, text)
            for name, text in PROGRAMS.items()
            if find_spec(NEEDED.get(name, "json"))
        }
        first = {name: started(text) for name, text in programs.items()}
        candidates = {name: taken(text, first[name]) for name, text in programs.items()}
        notes = tuple(f"{name}: {told(facts)}" for name, facts in first.items())
        yield Comparison(
            "cold start to the first answer", "start", candidates, SDK, rounds=2, notes=notes
        )


def program(scene: Scene, file: Path, text: str) -> str:
    """The whole program of a client's first answer."""
    given: dict[str, object] = {"BASE": scene.base("answer"), "KEY": KEY}
    given |= {"MODEL": MODEL, "ROUTE": ROUTE}
    given |= {"FILE": str(file), "MESSAGES": MESSAGES}
    facts = "".join(f"{name} = {value!r}\n" for name, value in given.items())
    return facts + "\n".join(line.strip() for line in text.splitlines()) + REPORT


def taken(text: str, first: dict[str, Any]) -> Sampler:
    """A sampler of the CPU seconds that a program takes, which was started once already."""
    begun = [first]
    return lambda: float((begun.pop() if begun else started(text))["cpu"])


def started(text: str) -> dict[str, Any]:
    """What a fresh interpreter says of a program."""
    command = [sys.executable, "-W", "ignore", "-c", text]
    environ = {**os.environ, **QUICKEST}
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=True)
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def told(facts: dict[str, Any]) -> str:
    """The memory, and which of the heavy packages were imported."""
    heavy = " and ".join(facts["heavy"]) or "neither litellm nor openai"
    return f"{facts['megabytes']:.0f} MB, {heavy} imported"
