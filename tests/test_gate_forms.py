"""Every form in which an overflow comes, in the four ways of calling: it climbs."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import llmgate

SAID = "This model's maximum context length is 8192 tokens. However, you requested 9001 tokens."
HTML = (
    "<html><head><title>413 Request Entity Too Large</title></head>"
    "<body><center><h1>413 Request Entity Too Large</h1></center><hr>nginx</body></html>"
)


def chunk(delta, finish=None):
    """A chunk of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(head | {'choices': [choice]})}\n\n"


def answer(text, finish):
    """An answer that came to its end for a reason, plain and streamed."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    head = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    opening = chunk({"role": "assistant", "content": text})
    streamed = f"{opening}{chunk({}, finish)}data: [DONE]\n\n"
    return 200, json.dumps(head | {"choices": [choice]}), streamed


def error(status, body):
    """An error that is the same for a plain and a streamed call."""
    text = body if isinstance(body, str) else json.dumps(body)
    return status, text, text


def event(body, before=""):
    """An error in a success, as a body and as an event."""
    text = json.dumps(body)
    return 200, text, f"{before}data: {text}\n\ndata: [DONE]\n\n"


FORMS = {
    "400": error(400, {"error": {"message": SAID, "code": "context_length_exceeded"}}),
    "413 without a body": error(413, ""),
    "413 of a proxy": error(413, HTML),
    "422": error(422, {"detail": [{"loc": ["body", "messages"], "msg": SAID}]}),
    "424": error(424, {"ErrorCode": "CLIENT", "OriginalMessage": json.dumps({"error": SAID})}),
    "500 around it": error(500, {"error": {"message": f"400: {json.dumps({'msg': SAID})}"}}),
    "plain text": error(400, SAID),
    "success": event({"error": {"message": SAID}}),
    "success, own shape": event({"header": {"code": 10907, "message": SAID}}),
    "after the role": event({"error": {"message": SAID}}, chunk({"role": "assistant"})),
    "after the role, own shape": event({"detail": SAID}, chunk({"role": "assistant"})),
    "length without output": answer("", "length"),
    "window without output": answer("", "model_context_window_exceeded"),
    "model length": answer("", "model_length"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers a request of the small model in a form, and one of the large model well."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Serve the form that the path begins with."""
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        streamed = bool(sent.get("stream"))
        form = self.path.split("/")[1]
        status, plain, events = self.server.forms.get(form) or answer("fine", "stop")
        self.send_response(status)
        kind = "text/event-stream" if streamed and status == 200 else "application/json"
        self.send_header("content-type", kind)
        body = (events if streamed else plain).encode()
        self.send_header("content-length", str(len(body)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving(form, route="openai/any"):
    """A vendor whose small model answers in this form, and a gate to it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.forms = {"small": form}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        vendor = {"route": route, "api_key": "sk-of-a-test"}
        models = {
            "small": vendor
            | {"api_base": f"{base}/small", "fallbacks": {"context_window": ["large"]}},
            "large": vendor | {"api_base": f"{base}/large"},
        }
        yield llmgate.Gate.from_dict({"models": models}, environ={})
        server.shutdown()


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_overflow_climbs_in_every_form(form, ask):
    """The next rung answers, whatever status, body, event or finish reason says it."""
    with serving(form) as gate:
        reply = ask(gate, model="small", prompt="x")
    first = reply.attempts[0]
    assert (reply.text, reply.model_name) == ("fine", "large")
    assert (first.outcome, first.reason in {"context_window", "output_length"}) == ("failed", True)


def test_an_answer_that_litellm_trips_over_is_an_answer(ask_plain):
    """Groq's answer without a field that LiteLLM expects is handed on, its usage unknown."""
    with serving(answer("fine", "stop"), route="groq/any") as gate:
        reply = ask_plain(gate, model="small", prompt="x")
    assert (reply.text, reply.usage, reply.finish_reason) == ("fine", None, "stop")
