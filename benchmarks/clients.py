"""The ways to ask that stand side by side: each asks one and the same vendor the same thing.

A client that is not installed is left out: the frameworks are in the benchmarks' own lock.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import openai

from benchmarks.asking import KEY, ROUTE, question_for
from benchmarks.bare import BareSocket
from benchmarks.frameworks import LangChain, PydanticAI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.asking import Scene
    from llmgate import Gate

MODEL = ROUTE.partition("/")[2]
WHOLE = "answer"
TIMEOUT = 60.0  # seconds
DATA, DONE = "data: ", "data: [DONE]"

# The clients that stand in every comparison.
BARE = "bare socket"
HTTPX, SDK, LITELLM, ROUTER = "httpx", "openai SDK", "litellm", "litellm Router"
LANGCHAIN, PYDANTIC_AI = "langchain-openai", "pydantic-ai"
OURS, DIRECT = "llmgate (litellm)", "llmgate (direct)"


class Client(Protocol):
    """``wanted`` is what the vendor is to do, see `benchmarks.server`."""

    def ask(self) -> object:
        """Ask, and read the answer's text."""

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""

    def stream(self, wanted: str) -> None:
        """Ask for a stream, and read each chunk's text."""

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""


class Httpx:
    """The least that a call needs: build the request, send it, parse the answer."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        headers = {"authorization": f"Bearer {KEY}"}
        self.client = httpx.Client(headers=headers, timeout=TIMEOUT)
        self.aclient = httpx.AsyncClient(headers=headers, timeout=TIMEOUT)

    def url(self, wanted: str) -> str:
        """Where chat completions are."""
        return f"{self.scene.base(wanted)}/chat/completions"

    def ask(self) -> object:
        """One request, and JSON in and out."""
        response = self.client.post(self.url(WHOLE), json=question_for(MODEL))
        return text_in(response)

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        response = await self.aclient.post(self.url(WHOLE), json=question_for(MODEL))
        return text_in(response)

    def stream(self, wanted: str) -> None:
        """Line by line."""
        body = question_for(MODEL, stream=True)
        with self.client.stream("POST", self.url(wanted), json=body) as response:
            for line in response.iter_lines():
                read_line(line)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        body = question_for(MODEL, stream=True)
        async with self.aclient.stream("POST", self.url(wanted), json=body) as response:
            async for line in response.aiter_lines():
                read_line(line)


def text_in(response: httpx.Response) -> object:
    """The text of a whole answer."""
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


def read_line(line: str) -> None:
    """Read the text of a stream's line, if it has one."""
    if line.startswith(DATA) and line != DONE:
        for choice in json.loads(line[len(DATA) :])["choices"]:
            _ = choice["delta"].get("content")


class OpenAI:
    """The openai package, which LiteLLM and both frameworks stand on too."""

    def __init__(self, scene: Scene) -> None:
        self.clients: dict[str, tuple[Any, Any]] = {}
        self.scene = scene

    def made(self, wanted: str) -> tuple[Any, Any]:
        """A sync and an async client to this base URL."""
        if wanted not in self.clients:
            options: Any = {"api_key": KEY, "max_retries": 0, "timeout": TIMEOUT}
            options["base_url"] = self.scene.base(wanted)
            self.clients[wanted] = openai.OpenAI(**options), openai.AsyncOpenAI(**options)
        return self.clients[wanted]

    def ask(self) -> object:
        """Through ``chat.completions.create``."""
        client, _ = self.made(WHOLE)
        return client.chat.completions.create(**question_for(MODEL)).choices[0].message.content

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        _, client = self.made(WHOLE)
        response = await client.chat.completions.create(**question_for(MODEL))
        return response.choices[0].message.content

    def stream(self, wanted: str) -> None:
        """Through ``chat.completions.create``."""
        client, _ = self.made(wanted)
        for chunk in client.chat.completions.create(**question_for(MODEL, stream=True)):
            read_chunk(chunk)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        _, client = self.made(wanted)
        async for chunk in await client.chat.completions.create(**question_for(MODEL, stream=True)):
            read_chunk(chunk)


def read_chunk(chunk: Any) -> None:
    """Read the text of an object of the SDK's kind."""
    for choice in chunk.choices:
        _ = choice.delta.content


class LiteLLM:
    """``litellm.completion``, with the keywords that the gate gives it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def keywords(self, wanted: str, *, stream: bool = False) -> dict[str, Any]:
        """LiteLLM's keywords."""
        place = {"api_base": self.scene.base(wanted), "api_key": KEY, "timeout": TIMEOUT}
        return {**question_for(ROUTE, stream=stream), **place, "max_retries": 0}

    def ask(self) -> object:
        """Through ``completion``."""
        response = self.scene.litellm.completion(**self.keywords(WHOLE))
        return response.choices[0].message.content

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        response = await self.scene.litellm.acompletion(**self.keywords(WHOLE))
        return response.choices[0].message.content

    def stream(self, wanted: str) -> None:
        """Through ``completion``."""
        for chunk in self.scene.litellm.completion(**self.keywords(wanted, stream=True)):
            read_chunk(chunk)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        keywords = self.keywords(wanted, stream=True)
        async for chunk in await self.scene.litellm.acompletion(**keywords):
            read_chunk(chunk)


class LiteLLMRouter:
    """LiteLLM's Router, with one model for each thing that the vendor can do."""

    def __init__(self, scene: Scene) -> None:
        models = [
            {
                "model_name": wanted,
                "litellm_params": {
                    "model": ROUTE, "api_base": scene.base(wanted), "api_key": KEY,
                    "max_retries": 0, "timeout": TIMEOUT,
                },
            }
            for wanted in scene.wanted
        ]  # fmt: skip
        self.router = scene.litellm.Router(model_list=models, num_retries=0)

    def ask(self) -> object:
        """Through ``Router.completion``."""
        return self.router.completion(**question_for(WHOLE)).choices[0].message.content

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        response = await self.router.acompletion(**question_for(WHOLE))
        return response.choices[0].message.content

    def stream(self, wanted: str) -> None:
        """Through ``Router.completion``."""
        for chunk in self.router.completion(**question_for(wanted, stream=True)):
            read_chunk(chunk)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        async for chunk in await self.router.acompletion(**question_for(wanted, stream=True)):
            read_chunk(chunk)


class ThroughGate:
    """A gate with one carrier or the other."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def ask(self) -> object:
        """Through ``Gate.completion``."""
        return self.gate.completion(**question_for(WHOLE)).text

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        return (await self.gate.acompletion(**question_for(WHOLE))).text

    def stream(self, wanted: str) -> None:
        """Through ``Gate.completion``."""
        with self.gate.completion(**question_for(wanted, stream=True)) as stream:
            for chunk in stream:
                read_dict(chunk)

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        async with await self.gate.acompletion(**question_for(wanted, stream=True)) as stream:
            async for chunk in stream:
                read_dict(chunk)


def read_dict(chunk: dict[str, Any]) -> None:
    """Read the text of a chunk that is a dict."""
    for choice in chunk["choices"]:
        _ = choice["delta"].get("content")


def clients(scene: Scene) -> Iterator[tuple[str, Client]]:
    """Each client that is installed, with its name."""
    yield BARE, BareSocket(scene)
    yield HTTPX, Httpx(scene)
    yield SDK, OpenAI(scene)
    yield LITELLM, LiteLLM(scene)
    yield ROUTER, LiteLLMRouter(scene)
    if find_spec("langchain_openai"):
        yield LANGCHAIN, LangChain(scene)
    if find_spec("pydantic_ai"):
        yield PYDANTIC_AI, PydanticAI(scene)
    yield OURS, ThroughGate(scene.gate)
    yield DIRECT, ThroughGate(scene.direct_gate)
