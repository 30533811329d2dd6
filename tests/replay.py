"""Real answers of providers, served on loopback to the real LiteLLM in four ways of calling.

``python tests/replay.py FILE`` prints what the classifier makes of what LiteLLM leaves.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from provider_errors import expected_reason, is_error, text_of

from llmgate.carriers.litellm_carrier import LiteLLMCarrier
from llmgate.causes.cause import cause_of
from llmgate.keys.secret import Secret
from llmgate.transport import CarrierError, Endpoint, Failure, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What LiteLLM sends to another host, or signs, or polls: the same answer comes over OpenAI's wire.
NATIVE = frozenset({
    "anthropic", "azure", "cohere_chat", "deepseek", "fireworks_ai", "gemini", "groq",
    "hosted_vllm", "mistral", "nvidia_nim", "ollama", "ollama_chat", "openai", "openrouter",
    "perplexity", "together_ai", "xai", "cerebras", "dashscope", "moonshot", "sambanova",
    "llamafile", "lm_studio", "novita", "nebius", "volcengine", "databricks", "huggingface",
    "deepinfra", "vercel_ai_gateway", "minimax", "zai", "siliconflow", "xinference", "codestral",
})  # fmt: skip


ROLE = {
    "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "replayed",
    "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}],
}  # fmt: skip
OPENING = f"data: {json.dumps(ROLE)}\n\n"

# How an error comes in a stream.
DELIVERIES: dict[str, Callable[[str], str]] = {
    "first event": lambda text: f"event: error\ndata: {text}\n\n",
    "after the role": lambda text: f"{OPENING}data: {text}\n\ndata: [DONE]\n\n",
    "bare body": lambda text: text,
}


class Handler(BaseHTTPRequestHandler):
    """Answers each request with the entry that its path begins with."""

    protocol_version = "HTTP/1.1"
    timeout = 20
    server: Replay

    def do_POST(self) -> None:
        """Serve the entry."""
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        number = int(self.path.split("/")[1])
        entry = self.server.entries[number]
        self.server.seen.add(number)
        event = entry["stream_event"] or (entry["status"] == 200 and b'"stream": true' in sent)
        text = text_of(entry)
        deliver = DELIVERIES[entry.get("delivery", "first event")]
        body = (deliver(text) if event else text).encode()
        self.send_response(entry["status"])
        for name, value in entry["headers"].items():
            if not name.startswith(":") and name.lower() != "content-type":
                self.send_header(name, value)
        plain = "text/plain" if isinstance(entry["body"], str) else "application/json"
        self.send_header("content-type", "text/event-stream" if event else plain)
        self.send_header("content-length", str(len(body)))
        # A kept connection may be closed by one end just as the other writes to it.
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815  (the base class's names)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


class Replay(ThreadingHTTPServer):
    """The entries on loopback, each under its number."""

    daemon_threads = True

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.entries = entries
        self.seen: set[int] = set()

    def handle_error(self, *_request: Any) -> None:
        """A client that hangs up early, as streams are closed, is no error."""

    def base(self, number: int) -> str:
        """The base URL of an entry."""
        return f"http://127.0.0.1:{self.server_port}/{number}"


@contextmanager
def replaying(entries: list[dict[str, Any]]) -> Iterator[Replay]:
    """Serve the entries."""
    with Replay(entries) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with loopback_only():
            yield server
        server.shutdown()
        thread.join()


@contextmanager
def loopback_only() -> Iterator[None]:
    """Let no name be looked up but the loopback's own."""
    real = socket.getaddrinfo

    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in {"127.0.0.1", "localhost", b"127.0.0.1", None}:
            message = f"{host} is not on loopback"
            raise socket.gaierror(message)
        return real(host, *args, **kwargs)

    socket.getaddrinfo = guarded
    try:
        yield
    finally:
        socket.getaddrinfo = real


def route_of(entry: dict[str, Any]) -> str:
    """The route to replay an entry by."""
    route: str = entry["litellm_route"]
    provider, _, model = route.partition("/")
    if "codex" in model:
        # Of OpenAI's, these go by another API than chat completions.
        return "openai/replayed"
    return route if provider in NATIVE else f"openai/{model or provider}"


def request_for(route: str, base: str, *, stream: bool) -> Request:
    """A small request to this base."""
    endpoint = Endpoint(route, Secret("sk-replayed-0000"), base, api_version="2024-10-21")
    arguments = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 16}
    return Request(endpoint, arguments, timeout=20, stream=stream)


def plain(carrier: LiteLLMCarrier, request: Request) -> None:
    """Sync."""
    carrier.send(request)


def plain_async(carrier: LiteLLMCarrier, request: Request) -> None:
    """Async."""

    async def call() -> None:
        try:
            await carrier.asend(request)
        finally:
            await carrier.aclose()

    asyncio.run(call())


def streamed(carrier: LiteLLMCarrier, request: Request) -> None:
    """Sync, streamed to the end."""
    source = carrier.stream(request)
    try:
        for _ in source:
            pass
    finally:
        source.close()


def streamed_async(carrier: LiteLLMCarrier, request: Request) -> None:
    """Async, streamed to the end."""

    async def call() -> None:
        try:
            source = await carrier.astream(request)
            try:
                async for _ in source:
                    pass
            finally:
                await source.aclose()
        finally:
            await carrier.aclose()

    asyncio.run(call())


PLAIN: dict[str, Callable[[LiteLLMCarrier, Request], None]] = {"sync": plain, "async": plain_async}
STREAMED = {"sync stream": streamed, "async stream": streamed_async}


def ways_of(entry: dict[str, Any]) -> dict[str, Callable[[LiteLLMCarrier, Request], None]]:
    """The ways in which an entry can be met.

    AWS's event streams are binary: an exception in one has no like on OpenAI's wire.
    """
    if ":exception-type" in entry["headers"]:
        return {}
    return STREAMED if entry["stream_event"] else PLAIN | STREAMED


def replayed(server: Replay, number: int, way: str) -> Failure | None:
    """The failure that LiteLLM leaves of an entry; None if it leaves none."""
    call = (PLAIN | STREAMED)[way]
    entry = server.entries[number]
    carrier = LiteLLMCarrier()
    server.seen.discard(number)
    route = route_of(entry)
    base, stream = server.base(number), way in STREAMED
    failure = outcome(call, carrier, request_for(route, base, stream=stream))
    if number in server.seen:
        return failure
    # The route does not reach the loopback.
    return outcome(call, carrier, request_for("openai/replayed", base, stream=stream))


def outcome(
    call: Callable[[LiteLLMCarrier, Request], None], carrier: LiteLLMCarrier, request: Request
) -> Failure | None:
    """How one call ends."""
    try:
        call(carrier, request)
    except CarrierError as error:
        return error.failure
    return None


def main(file: str) -> None:
    """Print what differs, and how many are right in each way."""
    with open(file, encoding="utf-8") as lines:  # noqa: PTH123
        entries = [entry for line in lines if is_error(entry := json.loads(line))]
    right: Counter[tuple[str, str]] = Counter()
    with replaying(entries) as server:
        for number, entry in enumerate(entries):
            for way in ways_of(entry):
                failure = replayed(server, number, way)
                reason = cause_of(failure).reason if failure else "answered"
                wanted = expected_reason(entry)
                kind = "overflow" if entry["class"] == "overflow" else "other"
                kind += " (ambiguous)" if entry.get("ambiguous") else ""
                right[way, kind] += 1
                good = reason == wanted if wanted else reason != "context_window"
                right[way, f"{kind} right"] += good
                right[way, f"{kind} false"] += kind == "other" and reason == "context_window"
                if not good:
                    print(entry["id"], way, wanted, reason, route_of(entry), failure, flush=True)  # noqa: T201
    for (way, kind), count in sorted(right.items()):
        print(way, kind, count)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
