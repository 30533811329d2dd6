"""What the fake vendors' answers and streams look like on the wire."""

import itertools

import httpx
import pytest
from vendor_wire import (
    TOOL,
    VENDORS,
    events,
    headers,
    opened,
    path,
    post,
    request,
    streamed,
    text_in,
    tools,
)

from llmgate.testing import FakeAnswer, FakeModel, FakeProviders, FakeToolCall

CALL = FakeToolCall("weather", {"city": "Oslo"}, id="call_1")


@pytest.fixture
def vendors():
    """Vendors whose models have room for 40 tokens of output."""
    with FakeProviders(default=FakeModel(window=1_000, max_output_tokens=500)) as vendors:
        yield vendors


def saying(*arguments, **options):
    """Vendors whose models always say the same."""
    return FakeProviders(answer=lambda _: FakeAnswer(*arguments, **options))


def calls_in(vendor, answer):
    """The tool calls of a whole answer, as pairs of a name and the arguments."""
    if vendor == "anthropic":
        blocks = [block for block in answer["content"] if block["type"] == "tool_use"]
        return [(block["name"], block["input"]) for block in blocks]
    if vendor == "gemini":
        parts = answer["candidates"][0]["content"]["parts"]
        calls = [part["functionCall"] for part in parts if "functionCall" in part]
        return [(call["name"], call["args"]) for call in calls]
    calls = answer["choices"][0]["message"].get("tool_calls") or []
    return [(call["function"]["name"], call["function"]["arguments"]) for call in calls]


def reason_in(vendor, answer):
    """The finish reason of a whole answer."""
    if vendor == "anthropic":
        return answer["stop_reason"]
    if vendor == "gemini":
        return answer["candidates"][0]["finishReason"]
    return answer["choices"][0]["finish_reason"]


def test_openai_answer(vendors):
    """An OpenAI answer has every field of a chat completion."""
    answer = post(vendors, "openai", "hi").json()
    created = answer.pop("created")
    zeros = {"audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}
    expected = {
        "id": "chatcmpl-fake00000000",
        "object": "chat.completion",
        "model": "m",
        "service_tier": "default",
        "system_fingerprint": "fp_fake",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "You said: hi", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 5,
            "completion_tokens": 3,
            "total_tokens": 8,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0} | zeros,
        },
    }
    assert (answer, created > 0) == (expected, True)


def test_anthropic_answer(vendors):
    """An Anthropic answer is a message."""
    expected = {
        "id": "msg_fake00000000000000000000",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": "You said: hi"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 5,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": 3,
            "service_tier": "standard",
        },
    }
    assert post(vendors, "anthropic", "hi").json() == expected


def test_gemini_answer(vendors):
    """A Gemini answer has candidates and usage metadata."""
    content = {"role": "model", "parts": [{"text": "You said: hi"}]}
    expected = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 5,
            "candidatesTokenCount": 3,
            "totalTokenCount": 8,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}],
        },
        "modelVersion": "m",
        "responseId": "fake00000000",
    }
    assert post(vendors, "gemini", "hi").json() == expected


def test_azure_answer_carries_the_content_filter(vendors):
    """An Azure answer is OpenAI's and says what the content filter thinks."""
    answer = post(vendors, "azure", "hi").json()
    verdict = answer["choices"][0]["content_filter_results"]["hate"]
    assert (text_in("azure", answer), verdict) == (
        "You said: hi",
        {"filtered": False, "severity": "safe"},
    )


def test_azure_serves_its_newer_address(vendors):
    """The address without a deployment takes the model from the body, and a bearer token."""
    answer = httpx.post(
        vendors.url("azure") + "/openai/v1/chat/completions",
        headers={"authorization": f"Bearer {vendors.key('azure')}"},
        json={"model": "gpt", "messages": [{"role": "user", "content": "hi"}]},
    )
    assert (answer.json()["model"], vendors.requests[0].model) == ("gpt", "gpt")


def test_gemini_takes_its_key_from_the_query(vendors):
    """A key in the address counts like one in a header."""
    url = f"{vendors.url('gemini')}/models/m:generateContent?key={vendors.key('gemini')}"
    answer = httpx.post(url, json={"contents": [{"parts": [{"text": "hi"}]}]})
    assert answer.status_code == 200


def test_openai_stream():
    """An OpenAI stream opens with the role, ends with the reason, and is closed by [DONE]."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "openai") as response:
        body = response.read().decode()
    lines = [line for line in body.split("\n\n") if line]
    deltas = [c["choices"][0] for c in events(httpx.Response(200, text=body))]
    assert [(c["delta"], c["finish_reason"]) for c in deltas] == [
        ({"role": "assistant", "content": "", "refusal": None}, None),
        ({"content": "Hello "}, None),
        ({"content": "there!"}, None),
        ({}, "stop"),
    ]
    assert (lines[-1], response.headers["content-type"]) == (
        "data: [DONE]",
        "text/event-stream; charset=utf-8",
    )


def test_openai_stream_has_usage_on_request(vendors):
    """The usage comes in a last chunk without a choice, and every other chunk says null."""
    more = {"stream_options": {"include_usage": True}}
    *others, last = streamed(vendors, "openai", "hi", more=more)
    assert ({str(c["usage"]) for c in others}, last["choices"]) == ({"None"}, [])
    assert last["usage"]["total_tokens"] == 8


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_openai_stream_has_no_usage_unasked(vendors, name):
    """Without the option no chunk has a usage."""
    assert [c for c in streamed(vendors, name) if "usage" in c] == []


def test_azure_stream_opens_with_the_content_filter(vendors):
    """The first event of Azure has no choice and the verdict on the prompt."""
    first = streamed(vendors, "azure")[0]
    assert (first["choices"], list(first["prompt_filter_results"][0])) == (
        [],
        ["prompt_index", "content_filter_results"],
    )


def test_anthropic_stream():
    """An Anthropic stream names its events, pings, and gives its usage in two places."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "anthropic") as response:
        body = response.read().decode()
    names = [line[7:] for line in body.split("\n") if line.startswith("event: ")]
    parsed = events(httpx.Response(200, text=body))
    assert names == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert (
        names == [event["type"] for event in parsed],
        parsed[0]["message"]["usage"]["input_tokens"],
        parsed[-2]["delta"]["stop_reason"],
        parsed[-2]["usage"],
    ) == (True, 6, "end_turn", {"output_tokens": 3})


def test_gemini_stream():
    """A Gemini stream carries the usage throughout and the reason in its last event."""
    with saying("Hello there!", chunks=2) as vendors, opened(vendors, "gemini") as response:
        body = response.read().decode()
    parsed = events(httpx.Response(200, text=body))
    assert [text_in("gemini", event) for event in parsed] == ["Hello ", "there!", ""]
    assert [event["candidates"][0].get("finishReason") for event in parsed] == [None, None, "STOP"]
    assert {event["usageMetadata"]["totalTokenCount"] for event in parsed} == {9}
    assert body.count("\r\n\r\n") == 3


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("chunks", [1, 7, 200])
def test_chunks_are_counted(name, chunks):
    """A stream has exactly as many pieces of text as are asked for."""
    text = "".join(map(str, range(200)))
    with saying(text, chunks=chunks) as vendors:
        pieces = [text_in(name, e) for e in streamed(vendors, name, max_tokens=200)]
    pieces = [piece for piece in pieces if piece]
    assert (len(pieces), "".join(pieces)) == (chunks, text)


@pytest.mark.parametrize("name", VENDORS)
def test_tools_are_called(vendors, name):
    """A request that offers a tool gets a call of it whose arguments fit the schema."""
    answer = post(vendors, name, "Oslo?", more={"tools": tools(name)}).json()
    arguments = '{"city": "Oslo?"}' if name in {"openai", "azure"} else {"city": "Oslo?"}
    reasons = {"anthropic": "tool_use", "gemini": "STOP"}
    assert calls_in(name, answer) == [("weather", arguments)]
    assert reason_in(name, answer) == reasons.get(name, "tool_calls")


@pytest.mark.parametrize("name", VENDORS)
def test_tools_are_recorded(vendors, name):
    """The tools of a request are there to be asserted on."""
    post(vendors, name, more={"tools": tools(name)})
    (tool,) = vendors.requests[0].tools
    assert (tool.name, tool.parameters) == (TOOL["name"], TOOL["schema"])


@pytest.mark.parametrize(
    "name,choice",
    [
        ("openai", {"tool_choice": "none"}),
        ("anthropic", {"tool_choice": {"type": "none"}}),
        ("gemini", {"toolConfig": {"functionCallingConfig": {"mode": "NONE"}}}),
    ],
)
def test_tools_may_be_forbidden(vendors, name, choice):
    """A request that forbids its tools gets a text."""
    answer = post(vendors, name, "hi", more={"tools": tools(name)} | choice).json()
    assert text_in(name, answer) == "You said: hi"


@pytest.mark.parametrize(
    "name,choice",
    [
        ("openai", {"tool_choice": {"type": "function", "function": {"name": "weather"}}}),
        ("anthropic", {"tool_choice": {"type": "tool", "name": "weather"}}),
        ("gemini", {"toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["weather"]}}}),
    ],
)
def test_tools_may_be_insisted_on(vendors, name, choice):
    """A request that names one of its tools gets a call of that one."""
    other = {"name": "other"}
    offered = tools(name)
    if name == "gemini":
        offered[0]["functionDeclarations"].insert(0, other)
    else:
        offered.insert(0, {"type": "function", "function": other} if name == "openai" else other)
    answer = post(vendors, name, "hi", more={"tools": offered} | choice).json()
    assert [name for name, _ in calls_in(name, answer)] == ["weather"]


def tool_turn(vendor):
    """A request that carries a tool's result."""
    ask, result = "weather?", "sunny"
    if vendor == "anthropic":
        used = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {}}
        given = {"type": "tool_result", "tool_use_id": "call_1", "content": result}
        return [
            {"role": "user", "content": ask},
            {"role": "assistant", "content": [used]},
            {"role": "user", "content": [given]},
        ]
    if vendor == "gemini":
        used = {"functionCall": {"name": "weather", "args": {}}}
        given = {"functionResponse": {"name": "weather", "response": {"content": result}}}
        return [
            {"role": "user", "parts": [{"text": ask}]},
            {"role": "model", "parts": [used]},
            {"role": "user", "parts": [given]},
        ]
    function = {"name": "weather", "arguments": "{}"}
    used = {"id": "call_1", "type": "function", "function": function}
    return [
        {"role": "user", "content": ask},
        {"role": "assistant", "content": None, "tool_calls": [used]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]


@pytest.mark.parametrize("name", VENDORS)
def test_tool_results_are_understood(vendors, name):
    """After a tool's result the answer is a text, although the tools are still offered."""
    field = "contents" if name == "gemini" else "messages"
    more = {"tools": tools(name), field: tool_turn(name)}
    answer = post(vendors, name, more=more).json()
    seen = vendors.requests[0]
    assert text_in(name, answer) == "The tool said: sunny. You said: weather?"
    assert (seen.tool_results, seen.last_role) == (("sunny",), "tool")


def test_openai_stream_of_a_tool_call():
    """A streamed call opens with its name and id, and its arguments come in pieces."""
    with saying(tool_calls=(CALL,), chunk_size=8) as vendors:
        deltas = [c["choices"][0]["delta"] for c in streamed(vendors, "openai")[1:-1]]
    calls = [delta["tool_calls"][0] for delta in deltas]
    assert calls[0] == {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": "weather", "arguments": ""},
    }
    assert [call["function"]["arguments"] for call in calls[1:]] == ['{"city":', ' "Oslo"}']


def test_anthropic_stream_of_a_tool_call():
    """A streamed call is a block of its own, and its input comes as pieces of JSON."""
    with saying("Well.", tool_calls=(CALL,), chunk_size=8) as vendors:
        parsed = [event for event in streamed(vendors, "anthropic") if event.get("index") == 1]
    start, *deltas, stop = parsed
    block = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {}}
    assert (start["content_block"], stop["type"]) == (block, "content_block_stop")
    assert [e["delta"]["partial_json"] for e in deltas] == ['{"city":', ' "Oslo"}']


def test_legacy_functions_are_called(vendors):
    """A request in the older form of tools gets its answer in that form."""
    more = {"functions": [{"name": "weather", "parameters": TOOL["schema"]}]}
    (choice,) = post(vendors, "openai", "Oslo", more=more).json()["choices"]
    expected = {"name": "weather", "arguments": '{"city": "Oslo"}'}
    assert (choice["message"]["function_call"], choice["finish_reason"]) == (
        expected,
        "function_call",
    )


def test_reasoning_on_each_wire():
    """Reasoning stands where each vendor puts it, signed where the vendor signs."""
    with saying("42", reasoning="hmm") as vendors:
        openai = post(vendors, "openai").json()["choices"][0]["message"]
        anthropic = post(vendors, "anthropic").json()["content"][0]
        gemini = post(vendors, "gemini").json()["candidates"][0]["content"]["parts"]
    assert openai["reasoning_content"] == "hmm"
    assert (anthropic["type"], anthropic["thinking"]) == ("thinking", "hmm")
    assert (gemini[0], "thoughtSignature" in gemini[1]) == ({"text": "hmm", "thought": True}, True)


def test_streamed_thinking_is_signed():
    """Anthropic's thinking block ends with the very signature of the plain answer."""
    with saying("42", reasoning="let me see", chunk_size=5) as vendors:
        block = post(vendors, "anthropic").json()["content"][0]
        parsed = [event for event in streamed(vendors, "anthropic") if event.get("index") == 0]
    deltas = [event["delta"] for event in parsed[1:-1]]
    assert "".join(delta.get("thinking", "") for delta in deltas) == "let me see"
    assert deltas[-1] == {"type": "signature_delta", "signature": block["signature"]}


@pytest.mark.parametrize("name", VENDORS)
def test_signed_reasoning_can_be_sent_back(name):
    """A vendor takes back what it gave, signatures included."""
    with saying("42", reasoning="hmm") as vendors:
        first = post(vendors, name).json()
        sent = request(vendors, name)["json"]
        if name == "gemini":
            turn = first["candidates"][0]["content"]
        elif name == "anthropic":
            turn = {"role": "assistant", "content": first["content"]}
        else:
            turn = first["choices"][0]["message"]
        field = "contents" if name == "gemini" else "messages"
        more = {field: [*sent[field], turn, *sent[field]]}
        assert post(vendors, name, more=more).status_code == 200


@pytest.mark.parametrize("name", VENDORS)
def test_answers_may_have_no_usage(name):
    """An answer without usage has no such field, streamed or plain."""
    with saying("hi", usage=False) as vendors:
        answers = [post(vendors, name).json(), *streamed(vendors, name)]
    assert [a for a in answers if a.get("usage") or "usageMetadata" in a] == []


def test_usage_may_be_made_up():
    """A mapping is sent as the usage, as it is."""
    with saying("hi", usage={"prompt_tokens": 9}) as vendors:
        assert post(vendors, "openai").json()["usage"] == {"prompt_tokens": 9}


@pytest.mark.parametrize("name", VENDORS)
def test_images_cost_a_flat_figure(vendors, name):
    """An image costs 256 tokens, whatever its size."""
    if name == "gemini":
        image = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
        more = {"contents": [{"role": "user", "parts": [{"text": "what?"}, image]}]}
    else:
        source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
        url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        image = {"type": "image", "source": source} if name == "anthropic" else url
        content = [{"type": "text", "text": "what?"}, image]
        more = {"messages": [{"role": "user", "content": content}]}
    post(vendors, name, more=more)
    assert vendors.requests[0].prompt_tokens == 4 + 2 + 256


@pytest.mark.parametrize("name", VENDORS)
def test_system_prompts_cost_tokens(vendors, name):
    """A system prompt is a message like any other."""
    if name == "gemini":
        more = {"systemInstruction": {"parts": [{"text": "x" * 40}]}}
    elif name == "anthropic":
        more = {"system": "x" * 40}
    else:
        said = [{"role": "system", "content": "x" * 40}, {"role": "user", "content": "hello"}]
        more = {"messages": said}
    post(vendors, name, more=more)
    assert vendors.requests[0].prompt_tokens == 4 + 10 + 4 + 2


@pytest.mark.parametrize("name", VENDORS)
def test_counting_is_the_users_choice(name):
    """A function that is given counts the text of that vendor's prompts."""
    with FakeProviders(count_tokens={name: len}) as vendors:
        post(vendors, name, "12345678")
    assert vendors.requests[0].prompt_tokens == 4 + 8


@pytest.mark.parametrize(
    "name,reason",
    [
        ("openai", "length"),
        ("azure", "length"),
        ("anthropic", "max_tokens"),
        ("gemini", "MAX_TOKENS"),
    ],
)
def test_answers_are_cut_by_max_tokens(name, reason):
    """An answer that may not be longer ends there, and says so in the vendor's word."""
    with saying("0123456789" * 10) as vendors:
        answer = post(vendors, name, max_tokens=5).json()
    assert (text_in(name, answer), reason_in(name, answer)) == ("01234567890123456789", reason)


@pytest.mark.parametrize("name", VENDORS)
def test_answers_are_cut_by_the_models_cap(name):
    """Without a limit of the request's own, the model's cap cuts the answer."""
    model = FakeModel(max_output_tokens=100)
    with FakeProviders(default=model, answer=lambda _: "x" * 1_000) as vendors:
        assert len(text_in(name, post(vendors, name).json())) == 400


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_answers_are_cut_by_the_window(name):
    """Where the window holds prompt and output, what the prompt leaves cuts the answer."""
    model = FakeModel(window=20)
    with FakeProviders(default=model, answer=lambda _: "x" * 1_000) as vendors:
        answer = post(vendors, name, "x" * 40).json()
    assert (len(text_in(name, answer)), reason_in(name, answer)) == (24, "length")


def test_several_choices(vendors):
    """A request for several answers gets so many, and pays for each."""
    answer = post(vendors, "openai", "hi", more={"n": 3}).json()
    indexes = [choice["index"] for choice in answer["choices"]]
    assert (indexes, answer["usage"]["completion_tokens"]) == ([0, 1, 2], 9)


def test_streamed_choices_are_told_apart(vendors):
    """Each chunk of several streamed answers says whose it is."""
    chunks = streamed(vendors, "openai", "hi", more={"n": 2})
    grouped = itertools.groupby(c["choices"][0]["index"] for c in chunks if text_in("openai", c))
    assert [index for index, _ in grouped] == [0, 1]


def test_several_candidates(vendors):
    """Gemini has a name of its own for several answers."""
    more = {"generationConfig": {"candidateCount": 2}}
    assert len(post(vendors, "gemini", more=more).json()["candidates"]) == 2


@pytest.mark.parametrize("name", VENDORS)
def test_stop_reason_may_be_any_word(name):
    """A finish reason that is given stands there as it is."""
    with saying("", stop="whatever") as vendors:
        assert reason_in(name, post(vendors, name).json()) == "whatever"


def test_snake_case_is_gemini_too(vendors):
    """Gemini takes its fields in snake case as well."""
    answer = httpx.post(
        vendors.url("gemini") + path("gemini", "m", stream=False),
        headers=headers("gemini", vendors.key("gemini")),
        json={
            "system_instruction": {"parts": [{"text": "x" * 40}]},
            "contents": [{"parts": [{"text": "hi"}]}],
            "generation_config": {"max_output_tokens": 2},
        },
    )
    assert (text_in("gemini", answer.json()), vendors.requests[0].prompt_tokens) == ("You said", 19)
