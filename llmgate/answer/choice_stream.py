"""One choice of a stream: each delta made OpenAI's, and what they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmgate.answer.audio import audio_fragment, joined_audio
from llmgate.answer.finish import finish_reason
from llmgate.answer.logprobs import openai_logprobs
from llmgate.answer.reasoning import joined_details, joined_thinking, signed
from llmgate.answer.shape import carried_extras, openai_annotations
from llmgate.answer.texts import text_of
from llmgate.answer.tool_stream import ToolStream
from llmgate.legacy import function_call_delta, function_call_message

if TYPE_CHECKING:
    from collections.abc import Mapping

# The order in which a message shows them.
TEXTS = ("content", "refusal", "reasoning_content")
# Most deltas have no other fields.
USUAL = frozenset({"role", "content", "refusal"})


class ChoiceStream:
    """The state of one choice of a stream."""

    def __init__(self, index: int, *, legacy: bool = False) -> None:
        self.index = index
        self.legacy = legacy
        self.native_reason: str | None = None
        self.tools = ToolStream()
        self.texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self.details: list[dict[str, Any]] = []
        self.thinking: list[dict[str, Any]] = []
        self.logprobs: dict[str, list[Any]] = {}
        self.annotations: list[dict[str, Any]] = []
        self.audio: list[dict[str, Any]] = []
        self.extra_content: dict[str, Any] = {}
        self.has_output = False

    @property
    def finish_reason(self) -> str | None:
        """OpenAI's word for why the choice ended; None if it did not, or was broken off."""
        reason = finish_reason(self.native_reason, calls=bool(self.tools))
        return "function_call" if self.legacy and reason == "tool_calls" else reason

    def feed(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The choice of the caller's chunk for one of the vendor's."""
        delta = raw.get("delta")
        chunk: dict[str, Any] = {
            "index": self.index,
            "delta": self._feed_delta(delta) if isinstance(delta, dict) else {},
            "finish_reason": None,
            "logprobs": None,
        }
        if raw.get("logprobs"):
            chunk["logprobs"] = self._feed_logprobs(raw["logprobs"])
        if isinstance(reason := raw.get("finish_reason"), str) and reason:
            self.native_reason = reason
            chunk["finish_reason"] = self.finish_reason
        return chunk

    def _feed_delta(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        # Most deltas are some text and nothing else, and need no closer look.
        if len(raw) == 1 and type(text := raw.get("content")) is str and text.isascii():
            self.texts["content"].append(text)
            self.has_output = self.has_output or text != ""
            return {"content": text}
        delta: dict[str, Any] = {}
        if raw.get("role"):
            delta["role"] = "assistant"
        for name in ("content", "refusal"):
            if (text := text_of(raw.get(name))) is not None:
                delta[name] = text
                self._add_text(name, text)
        if not USUAL.issuperset(raw):
            self._feed_rest(raw, delta)
        return delta

    def _feed_rest(self, raw: Mapping[str, Any], delta: dict[str, Any]) -> None:
        if raw.get("tool_calls") or raw.get("function_call"):
            self._feed_tools(raw, delta)
        if extras := carried_extras(raw):
            self._feed_extras(extras)
            delta.update(extras)
        if notes := openai_annotations(raw.get("annotations")):
            self.annotations.extend(notes)
            delta["annotations"] = notes
        if audio := audio_fragment(raw.get("audio")):
            self.has_output = True
            self.audio.append(audio)
            delta["audio"] = audio

    def _add_text(self, name: str, text: str) -> None:
        self.texts[name].append(text)
        if text:
            self.has_output = True

    def _feed_tools(self, raw: Mapping[str, Any], delta: dict[str, Any]) -> None:
        function = raw.get("function_call")
        older = [{"index": 0, "function": function}] if isinstance(function, dict) else []
        calls = self.tools.feed(raw.get("tool_calls") or older)
        if not calls:
            return
        self.has_output = True
        if self.legacy:
            delta.update(function_call_delta(calls))
        else:
            delta["tool_calls"] = calls

    def _feed_extras(self, extras: Mapping[str, Any]) -> None:
        if text := extras.get("reasoning_content"):
            self._add_text("reasoning_content", text)
        if blocks := extras.get("thinking_blocks"):
            self.has_output = True
            self.thinking.extend(blocks)
        if details := extras.get("reasoning_details"):
            self.has_output = True
            self.details.extend(details)
        self.extra_content = extras.get("extra_content") or self.extra_content

    def _feed_logprobs(self, raw: Any) -> dict[str, Any] | None:
        logprobs = openai_logprobs(raw)
        for name, tokens in (logprobs or {}).items():
            if tokens:
                self.logprobs.setdefault(name, []).extend(tokens)
        return logprobs

    def assembled(self) -> dict[str, Any]:
        """What has come of this choice, as a choice of a ``chat.completion``."""
        message: dict[str, Any] = {"role": "assistant", "content": self._content()}
        message["refusal"] = "".join(self.texts["refusal"]) or None
        if self.tools:
            message["tool_calls"] = self.tools.assembled()
        if self.texts["reasoning_content"]:
            message["reasoning_content"] = "".join(self.texts["reasoning_content"])
        if blocks := signed(joined_thinking(self.thinking)):
            message["thinking_blocks"] = blocks
        if self.details:
            message["reasoning_details"] = joined_details(self.details)
        if self.annotations:
            message["annotations"] = self.annotations
        if audio := joined_audio(self.audio):
            message["audio"] = audio
        if self.extra_content:
            message["extra_content"] = self.extra_content
        if self.legacy:
            message = function_call_message(message)
        return {
            "index": self.index,
            "message": message,
            "finish_reason": self.finish_reason,
            "logprobs": self._assembled_logprobs(),
        }

    def _content(self) -> str | None:
        """The text: None beside a tool call or refusal, or where there was no mention of one."""
        if text := "".join(self.texts["content"]):
            return text
        without = self.tools or any(self.texts["refusal"]) or not self.texts["content"]
        return None if without else ""

    def _assembled_logprobs(self) -> dict[str, Any] | None:
        if not self.logprobs:
            return None
        return {"content": None, "refusal": None, **self.logprobs}
