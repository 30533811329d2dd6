"""Everything about a failure that speaks, wherever it hides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from llmgate.causes.embedded import split
from llmgate.causes.model_names import without_model_names
from llmgate.causes.quotes import vendors_words
from llmgate.causes.wording import clipped, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmgate.transport import Failure

# Of what an answer holds: more is no error message any more.
MOST_NODES = 300
MOST_TEXTS = 24
DEEPEST = 8
LONGEST_NAME = 80
HTML_BEGINS = 200

# Names of fields, in lower case and without separators.
SAYING = frozenset({
    "message", "msg", "error", "errors", "detail", "details", "errormessage", "errormsg",
    "errmsg", "description", "cause", "title", "raw", "exception", "faultstring", "failure",
    "statusmessage", "hint", "info", "desc", "messages", "errordescription", "reasonphrase",
    "blockreason", "errorinfo", "body", "response", "upstream", "failurereason",
})  # fmt: skip
# A name of a vendor's own making: "originalMessage", "errorDetail", "modelErrorText".
SPEAKING_NAME = re.compile(
    r"(?<!user)(?<!last)(?<!system)(?<!assistant)message$"
    r"|^error|error(?:text|string|body)?$|detail|reason|exception"
)
NAMING = frozenset({
    "code", "type", "status", "errorcode", "errortype", "reason", "errorname", "statuscode",
    "httpstatus", "grpcstatus", "subtype", "errcode", "exceptiontype", "error", "name", "kind",
    "blockreason", "bizcode", "innercode", "quotaid",
})  # fmt: skip
ECHOING = frozenset({
    "input", "inputs", "inputvalue", "prompt", "content", "contents", "failedgeneration",
    "request", "requestbody", "value", "received", "given", "query", "document", "documents",
    "choices", "candidates", "output", "delta", "arguments", "ctx", "url", "param", "userid",
    "requestid", "usage", "model", "id", "instances", "payload", "data64", "toolcalls",
})  # fmt: skip
STATUSES = frozenset({
    "code", "status", "statuscode", "httpcode", "httpstatuscode", "httpstatus",
    "originalstatuscode", "rawstatuscode", "errorcode", "upstreamstatus", "upstreamstatuscode",
})  # fmt: skip

# Google's: a stated wait is one that ends.
WAIT = "retrydelay"

SEPARATORS = re.compile(r"[\s_\-.@:]+")
ONE_WORD = re.compile(r"[\w.:/#\-]{1,80}")
STATED_STATUS = re.compile(
    r"(?:status(?:[ _]code)?|error code|http(?:/[\d.]+)?|client error|server error)"
    r"[\s:=(]{1,4}([45]\d\d)\b",
    re.IGNORECASE,
)
ERROR_HEADERS = ("x-amzn-errortype", ":exception-type", "x-error-code", "x-error-type")
HTML = re.compile(r"^\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(slots=True)
class Evidence:
    """``said`` are the vendor's texts, ``named`` its codes, types and status words.

    ``statuses`` are HTTP statuses, the outermost first; ``fields`` are whole numbers by
    the names that the vendor gave them. ``model`` is the name that the request gave the
    model, which is no word of the vendor's.
    """

    said: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    model: str = ""

    def say(self, text: str) -> None:
        """Take a text without its quotations, once."""
        said = without_model_names(plain(clipped(text)), self.model)
        words = vendors_words(said).strip()
        if words and words not in self.said and len(self.said) < MOST_TEXTS:
            self.said.append(words)

    def name(self, word: str) -> None:
        """Take a code, once."""
        if word and word not in self.named and len(self.named) < MOST_TEXTS:
            self.named.append(plain(word))


@dataclass(slots=True)
class Reader:
    """Walks through what is left of an answer; ``other`` are texts of fields not known."""

    evidence: Evidence = field(default_factory=Evidence)
    other: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    nodes: int = 0

    def value(self, value: Any, depth: int = 0) -> None:
        """Read any JSON value."""
        if self.nodes >= MOST_NODES or depth > DEEPEST:
            return
        self.nodes += 1
        if isinstance(value, dict):
            self.mapping(value, depth)
        elif isinstance(value, list):
            for item in value[:MOST_TEXTS]:
                self.value(item, depth + 1)
        elif isinstance(value, str):
            self.text(value, depth)

    def mapping(self, value: Mapping[Any, Any], depth: int) -> None:
        """Read an object, the fields that validation errors are made of as one text."""
        if isinstance(value.get("msg"), str) and isinstance(value.get("loc"), list):
            place = " ".join(str(part) for part in value["loc"] if part != "body")
            self.evidence.say(f"{place}: {value['msg']}")
            return
        for name, item in islice(value.items(), MOST_NODES):
            self.entry(plain_name(str(name)[:LONGEST_NAME]), str(name), item, depth)

    def entry(self, key: str, name: str, item: Any, depth: int) -> None:
        """Read one field of an object."""
        if isinstance(item, dict | list):
            # A schema library shows what it could not parse: another server's error.
            if key not in ECHOING or (key == "value" and tells_of_error(item)):
                self.value(item, depth + 1)
        elif isinstance(item, str):
            self.string(key, item, depth)
        elif isinstance(item, int) and not isinstance(item, bool):
            self.number(key, name, item)

    def string(self, key: str, item: str, depth: int) -> None:
        """Read a field whose value is a text."""
        if key in STATUSES and item.isdecimal() and item.isascii():
            self.number(key, key, int(item[:9]))
        elif key == WAIT:
            self.evidence.name(f"retry in {item}")
        elif key in NAMING and ONE_WORD.fullmatch(item):
            self.evidence.name(item)
        elif key in SAYING or key in NAMING or SPEAKING_NAME.search(key):
            self.text(item, depth)
        elif key not in ECHOING:
            self.other.append(item)

    def number(self, key: str, name: str, item: int) -> None:
        """Read a field whose value is a whole number."""
        if key in STATUSES and is_status(item):
            self.evidence.statuses.append(item)
        elif key not in STATUSES:
            self.evidence.fields.setdefault(name, item)

    def text(self, text: str, depth: int) -> None:
        """Read a text, and the JSON in it, once."""
        if text in self.read:
            return
        self.read.add(text)
        if HTML.match(text[:HTML_BEGINS]):
            text = TAG.sub(" ", text[:4000])
        around, values = split(text)
        # What a text quotes is deeper than the text, so its status comes after.
        for found in STATED_STATUS.findall(clipped(around))[:MOST_TEXTS]:
            self.evidence.statuses.append(int(found))
        self.evidence.say(around)
        for value in values:
            self.value(value, depth + 1)


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """A field's name in lower case and without separators."""
    return SEPARATORS.sub("", name).lower()


def tells_of_error(value: Any) -> bool:
    """Whether one of an object's own fields is named after an error."""
    return isinstance(value, dict) and any("error" in str(name).lower() for name in value)


def is_status(number: int) -> bool:
    """Whether a number is the HTTP status of an error."""
    return 400 <= number <= 599  # noqa: PLR2004  (HTTP's classes of errors)


def evidence_of(failure: Failure, model: str = "") -> Evidence:
    """All that a failure holds of a request to a model; its own status stands first."""
    evidence = Evidence(model=model)
    reader = Reader(evidence)
    if failure.status is not None and is_status(failure.status):
        evidence.statuses.append(failure.status)
    for name in (failure.code, failure.type):
        if name is not None:
            reader.string("code", name, 0)
    for header in ERROR_HEADERS:
        if header in failure.headers:
            evidence.name(failure.headers[header].partition(":http")[0])
    if failure.body is not None:
        reader.value(failure.body)
    reader.text(failure.message, 0)
    if not evidence.said and not evidence.named:
        for text in reader.other[:MOST_TEXTS]:
            reader.text(text, DEEPEST)
    return evidence
