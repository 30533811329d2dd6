"""What callers ask of a model: each keyword alone, keywords together, and conversations."""

from __future__ import annotations

from typing import Any

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
FUNCTION = {"name": "weather", "description": "The weather of a city.", "parameters": CITY}
TOOL = {"type": "function", "function": {**FUNCTION, "strict": True}}
LOOSE_TOOL = {"type": "function", "function": {"name": "time"}}
TOOLS = {"tools": [TOOL, LOOSE_TOOL]}
SCHEMA = {
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "place", "strict": True, "schema": CITY},
    }
}
JSON_OBJECT = {"response_format": {"type": "json_object"}}
QUESTION = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello."}]
CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city": "Köln"}'},
}


def said(*turns: Any, **more: Any) -> dict[str, Any]:
    """A request with this conversation; a text is a user's."""
    return {
        "messages": [
            {"role": "user", "content": turn} if isinstance(turn, str | list) else turn
            for turn in turns
        ],
        **more,
    }


def replied(**fields: Any) -> dict[str, Any]:
    """An assistant's message."""
    return {"role": "assistant", **fields}


def text(words: str) -> dict[str, Any]:
    """A part of a message that is text."""
    return {"type": "text", "text": words}


KEYWORDS: dict[str, dict[str, Any]] = {
    "nothing more": {},
    "temperature": {"temperature": 0.5},
    "temperature of 0": {"temperature": 0},
    "temperature of 1": {"temperature": 1},
    "temperature above 1": {"temperature": 1.5},
    "top_p": {"top_p": 0.9},
    "max_tokens": {"max_tokens": 50},
    "max_completion_tokens": {"max_completion_tokens": 50},
    "both limits": {"max_tokens": 5, "max_completion_tokens": 9},
    "n": {"n": 2},
    "n of 1": {"n": 1},
    "stop": {"stop": "a"},
    "stops": {"stop": ["a", "b"]},
    "seed": {"seed": 7},
    "user": {"user": "u-1"},
    "frequency_penalty": {"frequency_penalty": 0.1},
    "presence_penalty": {"presence_penalty": -0.1},
    "logit_bias": {"logit_bias": {"50256": -100}},
    "logprobs": {"logprobs": True},
    "top_logprobs": {"logprobs": True, "top_logprobs": 2},
    "tools": TOOLS,
    "no tools": {"tools": []},
    "tool_choice auto": {**TOOLS, "tool_choice": "auto"},
    "tool_choice none": {**TOOLS, "tool_choice": "none"},
    "tool_choice required": {**TOOLS, "tool_choice": "required"},
    "tool_choice of a function": {
        **TOOLS,
        "tool_choice": {"type": "function", "function": {"name": "weather"}},
    },
    "parallel_tool_calls": {**TOOLS, "parallel_tool_calls": False},
    "functions": {"functions": [FUNCTION]},
    "function_call": {"functions": [FUNCTION], "function_call": {"name": "weather"}},
    "text format": {"response_format": {"type": "text"}},
    "JSON": JSON_OBJECT,
    "JSON schema": SCHEMA,
    "JSON and tools": {**JSON_OBJECT, **TOOLS},
    "JSON schema and tools": {**SCHEMA, **TOOLS},
    **{
        f"reasoning_effort {effort}": {"reasoning_effort": effort}
        for effort in ("none", "minimal", "low", "medium", "high", "xhigh")
    },
    "thinking": {"thinking": {"type": "enabled", "budget_tokens": 1_024}},
    "verbosity": {"verbosity": "low"},
    "metadata": {"metadata": {"team": "a"}},
    "store": {"store": True},
    "service_tier": {"service_tier": "auto"},
    "safety_identifier": {"safety_identifier": "s-1"},
    "prompt_cache_key": {"prompt_cache_key": "p-1"},
    "prompt_cache_retention": {"prompt_cache_retention": "24h"},
    "modalities": {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}},
    "prediction": {"prediction": {"type": "content", "content": "x"}},
    "web_search_options": {"web_search_options": {"search_context_size": "low"}},
    "stream_options": {"stream_options": {"include_usage": True}},
    "stream_options without usage": {"stream_options": {"include_usage": False}},
    "top_k": {"top_k": 5},
    "extra_body": {"extra_body": {"odd": {"a": [1]}, "temperature": 0.7}},
    "extra_query": {"extra_query": {"q": "1"}},
    "many": {
        "temperature": 0.5, "top_p": 0.9, "max_tokens": 50, "stop": ["a"], "seed": 7, "user": "u",
        **TOOLS, "tool_choice": "auto",
    },
}  # fmt: skip

CONVERSATIONS: dict[str, dict[str, Any]] = {
    "a tool's result": said(
        "Hi.", replied(content=None, tool_calls=[CALL]),
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, **TOOLS,
    ),
    "a tool's result without tools": said(
        "Hi.", replied(content="", tool_calls=[CALL]),
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny", "name": "weather"},
    ),
    "a tool's result in parts": said(
        "Hi.", replied(content="So.", tool_calls=[CALL]),
        {"role": "tool", "tool_call_id": "call_1", "content": [text("sun"), text("ny")]}, **TOOLS,
    ),
    "two results": said(
        "Hi.", replied(content=None, tool_calls=[CALL, {**CALL, "id": "call_2"}]),
        {"role": "tool", "tool_call_id": "call_2", "content": "b"},
        {"role": "tool", "tool_call_id": "call_1", "content": "a"}, **TOOLS,
    ),
    "a function's result": said(
        "Hi.", replied(content=None, function_call=CALL["function"]),
        {"role": "function", "name": "weather", "content": "sunny"}, functions=[FUNCTION],
    ),
    "an image": said([text("See."), {
        "type": "image_url", "image_url": {"url": "data:image/png;base64,aGk=", "detail": "low"}}]),
    "an image's address": said([
        {"type": "image_url", "image_url": {"url": "https://a.example/a.png"}}]),
    "an image's address alone": said([
        {"type": "image_url", "image_url": "https://a.example/a.png"}]),
    "sound": said([{"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}}]),
    "a file": said([{"type": "file", "file": {
        "file_data": "data:application/pdf;base64,aGk=", "filename": "a.pdf"}}]),
    "text in parts": said(
        {"role": "system", "content": [text("Be brief.")]}, [text("a"), text("b")],
        replied(content=[text("c")]), "d",
    ),
    "developer": said({"role": "developer", "content": "Be brief."}, "Hi."),
    "names": said({"role": "user", "content": "Hi.", "name": "jo.e-1"}, replied(
        content="Hi.", name="bot"), "So?"),
    "a system message late": said("Hi.", {"role": "system", "content": "Be brief."}, "So?"),
    "a system message alone": said({"role": "system", "content": "Say hi."}),
    "two users running": said("a", "b"),
    "an assistant last": said("a", replied(content="b")),
    "an assistant first": said(replied(content="a"), "b"),
    "an answer without content": said("a", replied(content=None, refusal="No."), "b"),
    "empty content": said(""),
    "reasoning": said("a", replied(content="b", reasoning_content="Hm."), "c"),
    "reasoning before a call": said(
        "a", replied(content=None, tool_calls=[CALL], reasoning_content="Hm."),
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, **TOOLS,
    ),
    "signed thinking": said("a", replied(content="b", thinking_blocks=[
        {"type": "thinking", "thinking": "Hm.", "signature": "s"}]), "c"),
    "reasoning details": said("a", replied(content="b", reasoning_details=[
        {"type": "reasoning.text", "text": "Hm.", "index": 0}]), "c"),
    "cache marks": said([{**text("a"), "cache_control": {"type": "ephemeral"}}]),
    "unicode": said("é漢🎉\u2028\x00\x7f\ufeff"),
    "a lone surrogate": said("x\ud83dy"),
    "large numbers": said("a", seed=2**53 + 1, temperature=1e-9),
    "a long text": said("word " * 20_000),
}  # fmt: skip

REQUESTS = {
    name: {"messages": QUESTION, **arguments}
    for name, arguments in {**KEYWORDS, **CONVERSATIONS}.items()
}

# Where a request goes: fields of an endpoint, whose base is a path on the loopback.
PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "a base that ends with a slash": ("openai/m", {"api_base": "/base/v1/"}),
    "a base without a path": ("openai/m", {"api_base": ""}),
    "a base with the whole path": ("openai/m", {"api_base": "/v1/chat/completions"}),
    "a base with a query": ("openai/m", {"api_base": "/v1?tenant=a"}),
    "a key of odd characters": ("openai/m", {"api_key": "sk-a b/c+d=é"}),
    "headers of the file": ("openai/m", {"headers": {"x-team": "a", "X-Other": "b"}}),
    "a header in place of the key": ("openai/m", {"headers": {"Authorization": "Basic abcdef"}}),
    "an organisation": ("openai/m", {"extra": {"organization": "org-1"}}),
    "a model with a slash and a colon": ("openai/a/b:c", {}),
    "a model with dots and spaces": ("openai/a.b c", {}),
    "Azure's token": ("azure/m", {"api_key": None, "extra": {"azure_ad_token": "token-123456"}}),
    "Azure's token beside a key": ("azure/m", {"extra": {"azure_ad_token": "token-123456"}}),
    "Azure's own header": ("azure/m", {"headers": {"api-key": "sk-other-123456"}}),
    "Azure's version v1": ("azure/m", {"api_version": "v1"}),
    "Azure's version preview": ("azure/m", {"api_version": "preview"}),
    "Azure's base with v1": ("azure/m", {"api_base": "/openai/v1"}),
    "Azure's base with v1 and a slash": ("azure/m", {"api_base": "/openai/v1/"}),
    "Azure's base that ends with a slash": ("azure/m", {"api_base": "/"}),
    "Azure's base with a deployment": ("azure/m", {"api_base": "/openai/deployments/d"}),
    "Azure's deployment with dots": ("azure/a.b-c_d", {}),
}
