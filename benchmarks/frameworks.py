"""Two frameworks of the field, asked at the level at which they call a model.

Neither is in the lock that the types are checked with, so their modules are of any type.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.asking import KEY, LIMIT, MESSAGES, QUESTION, ROUTE, SYSTEM, TEMPERATURE

if TYPE_CHECKING:
    from benchmarks.asking import Scene

MODEL = ROUTE.partition("/")[2]
WHOLE = "answer"


class LangChain:
    """``ChatOpenAI`` of langchain-openai."""

    def __init__(self, scene: Scene) -> None:
        self.models = {wanted: self.made(scene.base(wanted)) for wanted in scene.wanted}

    @staticmethod
    def made(base: str) -> Any:
        """A chat model."""
        return import_module("langchain_openai").ChatOpenAI(
            model=MODEL,
            base_url=base,
            api_key=KEY,
            max_retries=0,
            temperature=TEMPERATURE,
            max_tokens=LIMIT,
            stream_usage=True,
        )

    def ask(self) -> object:
        """Through ``invoke``."""
        return self.models[WHOLE].invoke(MESSAGES).content

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        return (await self.models[WHOLE].ainvoke(MESSAGES)).content

    def stream(self, wanted: str) -> None:
        """Through ``stream``."""
        for chunk in self.models[wanted].stream(MESSAGES):
            _ = chunk.content

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        async for chunk in self.models[wanted].astream(MESSAGES):
            _ = chunk.content


class PydanticAI:
    """``pydantic_ai.direct``, the model without an agent around it."""

    def __init__(self, scene: Scene) -> None:
        self.direct = import_module("pydantic_ai.direct")
        self.models = {wanted: self.made(scene.base(wanted)) for wanted in scene.wanted}
        messages = import_module("pydantic_ai.messages")
        parts = [messages.SystemPromptPart(SYSTEM), messages.UserPromptPart(QUESTION)]
        settings = {"temperature": TEMPERATURE, "max_tokens": LIMIT}
        self.asked = {"messages": [messages.ModelRequest(parts)], "model_settings": settings}

    @staticmethod
    def made(base: str) -> Any:
        """A chat model."""
        provider = import_module("pydantic_ai.providers.openai").OpenAIProvider
        model = import_module("pydantic_ai.models.openai").OpenAIChatModel
        return model(MODEL, provider=provider(base_url=base, api_key=KEY))

    def ask(self) -> object:
        """Through ``model_request_sync``."""
        return self.direct.model_request_sync(self.models[WHOLE], **self.asked).text

    async def aask(self) -> object:
        """Same as `ask`, but awaited."""
        return (await self.direct.model_request(self.models[WHOLE], **self.asked)).text

    def stream(self, wanted: str) -> None:
        """Through ``model_request_stream_sync``."""
        with self.direct.model_request_stream_sync(self.models[wanted], **self.asked) as stream:
            for _ in stream:
                pass

    async def astream(self, wanted: str) -> None:
        """Same as `stream`, but awaited."""
        async with self.direct.model_request_stream(self.models[wanted], **self.asked) as stream:
            async for _ in stream:
                pass
