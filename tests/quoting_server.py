"""A server that quotes all that it is told, as no vendor should and some do."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quoting(BaseHTTPRequestHandler):
    """Answers by the first part of the path: what it received is in every answer."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Read the request, and answer it."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = f"{self.path} {dict(self.headers)} {json.dumps(asked)}"
        how = self.path.split("/")[1]
        getattr(self, how)(told, stream=asked.get("stream", False))

    def say(self, status, body, kind="application/json", length=None):
        """Send an answer whose headers quote the request's as well."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(length or len(body)))
        for name, value in self.headers.items():
            self.send_header(f"x-quoted-{name}", value)
        self.send_header("x-quoted-path", self.path)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, told, *, stream, length=None, end=True):
        """A normal answer that quotes nothing in its text."""
        choice = {"index": 0, "finish_reason": None if stream else "stop"}
        part = {"role": "assistant", "content": "fine"}
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
        if not stream:
            self.say(200, {**whole, "choices": [{**choice, "message": part}]}, length=length)
            return
        whole["object"] += ".chunk"
        last = {"index": 0, "delta": {}, "finish_reason": "stop"}
        chunks = [{**whole, "choices": [{**choice, "delta": part}]}]
        chunks += [{**whole, "choices": [last]}] if end else []
        lines = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks]
        body = b"".join([*lines, *([b"data: [DONE]\n\n"] if end else [])])
        self.say(200, body, "text/event-stream", length=length)

    def quoted(self, told, *, stream):
        """A refusal of the key, and everything else, in full."""
        self.say(401, {"error": {"message": f"Incorrect API key: {told}", "code": told}})

    def crash(self, told, *, stream):
        """A success that no client can read."""
        # Where the shape is wrong, Pydantic itself would quote what it finds there.
        body = {"id": told, "model": told, "choices": [{"message": 5, "delta": [5]}], "usage": 5}
        events = b"data: " + json.dumps(body).encode() + b"\n\n"
        self.say(200, events if stream else body, "text/event-stream" if stream else "text/json")

    def cut(self, told, *, stream):
        """An answer that breaks off."""
        self.answer(told, stream=stream, length=100_000, end=False)
        self.close_connection = True

    def hang(self, told, *, stream):
        """No answer until the server ends."""
        self.server.ended.wait(20)
        self.close_connection = True

    def log_message(self, *parts):
        """Log nothing."""


class QuotingServer(ThreadingHTTPServer):
    """The server, in a thread, while its ``with`` block lasts."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Quoting)
        self.ended = threading.Event()

    def handle_error(self, request, client_address):
        """A client that left is what the tests are about."""

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *failure):
        self.ended.set()
        self.shutdown()
        self.thread.join()
        self.server_close()
