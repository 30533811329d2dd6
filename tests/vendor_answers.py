"""Strategies for what vendors may answer: JSON of any shape, and whole answers in pieces."""

from __future__ import annotations

import base64
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st

# No limits on time: the machine may be busy.
fuzz = settings(max_examples=150)

numbers = st.integers() | st.floats() | st.just(10**400)
# Lone surrogates too: JSON can spell them.
any_text = st.text() | st.text(st.characters(), max_size=5)
words = any_text | st.sampled_from(
    ["stop", "length", "tool_use", "MAX_TOKENS", "error", "function", "custom", "default", "fast"]
)
FIELDS = st.sampled_from([
    "annotations", "arguments", "audio", "bytes", "content", "created", "custom", "data",
    "extra_content", "finish_reason", "function", "function_call", "id", "index", "input",
    "logprob", "logprobs", "message", "model", "name", "prompt_tokens", "completion_tokens",
    "reasoning", "reasoning_content", "reasoning_details", "refusal", "service_tier",
    "signature", "system_fingerprint", "text", "thinking", "thinking_blocks", "token",
    "tool_calls", "top_logprobs", "total_tokens", "type", "url", "url_citation", "usage",
])  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


def loosely(required=(), **fields):
    """Return a strategy for dicts with some of these fields, now and then out of shape."""
    loose = {name: st.one_of(*[shape] * 6, json_values) for name, shape in fields.items()}
    always = {name: loose.pop(name) for name in required}
    return st.fixed_dictionaries(always, optional=loose)


function = loosely(["name"], name=words, arguments=words)
tool_call = loosely(
    id=words,
    index=st.integers(-1, 3),
    type=words,
    function=function,
    custom=loosely(name=words, input=words),
    extra_content=json_values,
)
citation = loosely(url=words, title=words, start_index=numbers, end_index=numbers)
token = loosely(["token", "logprob"], token=words, logprob=numbers, bytes=st.lists(numbers))
reasoning_parts = st.lists(
    loosely(type=words, thinking=words, text=words, signature=words, index=st.integers(0, 2))
)
message = loosely(
    role=words,
    content=words | st.lists(loosely(type=words, text=words)),
    refusal=words,
    tool_calls=st.lists(tool_call, max_size=3),
    function_call=function,
    annotations=st.lists(loosely(type=words, url_citation=citation), max_size=2),
    audio=loosely(id=words, data=words, transcript=words, expires_at=numbers),
    reasoning=words,
    reasoning_content=words,
    reasoning_details=reasoning_parts,
    thinking_blocks=reasoning_parts,
    extra_content=json_values,
)
logprobs = loosely(
    content=st.lists(
        token
        | loosely(["token", "logprob"], token=words, logprob=numbers, top_logprobs=st.lists(token))
    ),
    refusal=st.lists(token),
)
usage = loosely(
    ["prompt_tokens", "completion_tokens"],
    prompt_tokens=numbers,
    completion_tokens=numbers,
    total_tokens=numbers,
    prompt_tokens_details=loosely(cached_tokens=numbers, audio_tokens=numbers),
    completion_tokens_details=loosely(reasoning_tokens=numbers),
)
choice_fields = {"index": numbers, "finish_reason": words, "logprobs": logprobs}
choice = loosely(["message"], message=message, **choice_fields)
chunk_choice = loosely(["delta"], delta=message, **choice_fields)
head_fields = {
    "id": words,
    "created": numbers,
    "model": words,
    "object": words,
    "service_tier": words,
    "system_fingerprint": words,
    "usage": usage,
}
bodies = loosely(["choices"], choices=st.lists(choice, max_size=3), **head_fields)
vendor_chunks = loosely(["choices"], choices=st.lists(chunk_choice, max_size=3), **head_fields)


names = st.text("abc_", min_size=1, max_size=8)
said = st.text(min_size=1)


def present(**fields):
    """Return a strategy for dicts that leave out some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def whole_calls(draw, min_size=0):
    """Draw tool calls with an id each, as OpenAI numbers them."""
    called = draw(st.lists(st.tuples(names, said), min_size=min_size, max_size=3))
    return [
        {"id": f"call-{at}", "type": "function", "function": {"name": name, "arguments": text}}
        for at, (name, text) in enumerate(called)
    ]


@st.composite
def whole_messages(draw):
    """Draw a message with everything that an answer may have, in OpenAI's own shape."""
    made = draw(
        present(
            refusal=said,
            reasoning_content=said,
            annotations=st.lists(
                st.builds(
                    lambda url, title: {
                        "type": "url_citation",
                        "url_citation": {
                            "url": url, "title": title, "start_index": 0, "end_index": 1,
                        },
                    },
                    names,
                    names,
                ),
                min_size=1,
                max_size=3,
            ),
            audio=st.builds(
                lambda data, transcript: {
                    "id": "audio-1",
                    "data": base64.b64encode(data).decode(),
                    "expires_at": 1,
                    "transcript": transcript,
                },
                st.binary(min_size=1),
                said,
            ),
            thinking_blocks=st.lists(
                st.builds(
                    lambda text, sign: {"type": "thinking", "thinking": text, "signature": sign},
                    said,
                    names,
                ),
                min_size=1,
                max_size=3,
            ),
            extra_content=st.just({"google": {"thought_signature": "s"}}),
        )
    )  # fmt: skip
    calls = draw(whole_calls())
    if calls:
        made["tool_calls"] = calls
    text = draw(st.text())
    made["content"] = text or (None if calls or "refusal" in made else "")
    return {"role": "assistant", "refusal": None, **made}


tokens = st.lists(
    st.builds(
        lambda text: {"token": text, "logprob": -0.5, "bytes": None, "top_logprobs": []}, said
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def whole_answers(draw):
    """Draw a body with one to three choices, each of which ends as OpenAI's answers do."""
    choices = []
    for index in range(draw(st.integers(1, 3))):
        message = draw(whole_messages())
        ends = ["tool_calls", "length"] if "tool_calls" in message else ["stop", "length"]
        listed = {"content": draw(tokens), "refusal": None}
        choices.append({
            "index": index,
            "message": message,
            "finish_reason": draw(st.sampled_from(ends)),
            "logprobs": draw(st.none() | st.just(listed)),
        })  # fmt: skip
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": choices,
        "usage": draw(st.none() | st.just(usage)),
    }


@st.composite
def cut(draw, text):
    """Draw the pieces that a text or list falls into, none of them empty."""
    places = draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=3))
    inner = sorted(place for place in places if place < len(text))
    return [text[start:end] for start, end in pairwise([0, *inner, len(text)])]


@st.composite
def deltas(draw, message):
    """Draw the deltas of a stream that adds up to a message."""
    made = [{"role": "assistant", "content": message["content"] and ""}]
    for name in ("reasoning_content", "refusal", "content"):
        made += [{name: piece} for piece in draw(cut(message.get(name) or "")) if piece]
    for block in message.get("thinking_blocks", ()):
        *pieces, last = draw(cut(block["thinking"]))
        made += [{"thinking_blocks": [{"type": "thinking", "thinking": one}]} for one in pieces]
        made.append({"thinking_blocks": [{**block, "thinking": last}]})
    for piece in draw(cut(message.get("annotations", []))):
        made.append({"annotations": piece})
    if "audio" in message:
        made += draw(audio_deltas(message["audio"]))
    if "extra_content" in message:
        made.append({"extra_content": message["extra_content"]})
    return made + draw(tool_deltas(message.get("tool_calls", [])))


@st.composite
def audio_deltas(draw, audio):
    """Draw the deltas of a spoken answer, each piece of its data with padding of its own."""
    pieces = draw(cut(base64.b64decode(audio["data"])))
    made = [{"audio": {"id": audio["id"], "expires_at": audio["expires_at"]}}]
    made += [{"audio": {"data": base64.b64encode(piece).decode()}} for piece in pieces]
    return made + [{"audio": {"transcript": one}} for one in draw(cut(audio["transcript"]))]


@st.composite
def tool_deltas(draw, calls):
    """Draw the fragments of tool calls, those of parallel calls mixed as the indices allow."""
    queues = []
    for index, call in enumerate(calls):
        first, *rest = draw(cut(call["function"]["arguments"]))
        opening = {**call, "function": {**call["function"], "arguments": first}}
        queues.append([
            {"index": index, **opening},
            *({"index": index, "function": {"arguments": piece}} for piece in rest),
        ])  # fmt: skip
    made = [queue.pop(0) for queue in queues]
    while queues := [queue for queue in queues if queue]:
        made.append(draw(st.sampled_from(queues)).pop(0))
    return [{"tool_calls": [fragment]} for fragment in made]


@st.composite
def streamed(draw, answer):
    """Draw the chunks of a stream that adds up to an answer, its choices mixed."""
    head = {name: answer[name] for name in ("id", "created", "model")}
    queues = []
    for choice in answer["choices"]:
        made = [{"index": choice["index"], "delta": one} for one in draw(deltas(choice["message"]))]
        for at, piece in enumerate(draw(cut((choice["logprobs"] or {}).get("content", [])))):
            made[min(at, len(made) - 1)].setdefault("logprobs", {"content": []})
            made[min(at, len(made) - 1)]["logprobs"]["content"] += piece
        made.append({**made.pop(), "finish_reason": choice["finish_reason"]})
        queues.append(made)
    chunks = []
    while queues := [queue for queue in queues if queue]:
        chunks.append({**head, "choices": [draw(st.sampled_from(queues)).pop(0)]})
    if answer["usage"]:
        chunks.append({**head, "choices": [], "usage": answer["usage"]})
    return chunks
