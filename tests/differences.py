"""Where the direct carrier differs from LiteLLM on purpose: all of it, each with its reason.

Names are patterns as of a shell. A case's name says what is looked at (``request: ``,
``answer: ``, ``stream: ``) and which entry of the corpus it is; a part is the place of a value
in what arrived or came back. The way is any, unless it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from differential import Mismatch

OPENAI = "openai/gpt-4o-mini"
AZURE = "azure/gpt-4o-mini"


@dataclass(frozen=True, slots=True)
class Difference:
    """One of them. ``example`` is a route and a case that show it."""

    why: str
    cases: tuple[str, ...]
    parts: tuple[str, ...]
    routes: tuple[str, ...] = ("*",)
    example: tuple[str, str] = (OPENAI, "")

    def covers(self, mismatch: Mismatch) -> bool:
        """Whether this is the reason of a mismatch."""
        return (
            fits(mismatch.case, self.cases)
            and fits(mismatch.part, self.parts)
            and fits(mismatch.route, self.routes)
        )


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name fits one of some patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


FIREWORKS = "fireworks_ai/accounts/fireworks/models/llama-v3p3-70b-instruct"
GROQ = "groq/llama-3.3-70b-versatile"
MISTRAL = "mistral/mistral-large-latest"
OPENROUTER = "openrouter/openai/gpt-4o"

LITELLM_S_NAME = ("http-referer", "x-title", "x-novita-source", "x-pplx-integration")
REFUSALS = ("answer: [0-9]*", "stream: [0-9]*")
UNREADABLE = (
    "answer: a list", "answer: null", "answer: * of a success", "answer: cut JSON",
    "answer: empty success", "answer: choices are *", "stream: * JSON", "stream: a list *",
    "stream: nothing", "stream: comments alone", "stream: error *", "stream: overflow *",
    "stream: words *", "stream: * in place of a stream",
)  # fmt: skip
BROKEN_OFF = ("answer: connection *", "stream: cut *")

DIFFERENCES = (
    # What arrives at the vendor.
    Difference(
        "LiteLLM tells these vendors that LiteLLM is the caller",
        cases=("request: *",),
        parts=tuple(f"arrived.0.headers.{name}" for name in LITELLM_S_NAME),
        routes=("openrouter/*", "perplexity/*", "novita/*", "vercel_ai_gateway/*"),
        example=(OPENROUTER, "request: nothing more"),
    ),
    Difference(
        "what a stream is to have says nothing in a plain call; LiteLLM sends it to some",
        cases=("request: stream_options*",),
        parts=("arrived.0.body.stream_options.include_usage",),
        example=("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "request: stream_options"),
    ),
    Difference(
        "half a surrogate pair is sent as JSON spells it; the SDK beneath LiteLLM cannot send it",
        cases=("request: a lone surrogate",),
        parts=("became",),
        example=(OPENAI, "request: a lone surrogate"),
    ),
    Difference(
        "a base that names Azure's interface without versions is asked there, with the key where "
        "OpenAI has it; LiteLLM appends a deployment and a version, which lead nowhere",
        cases=("place: Azure's base with v1*",),
        parts=(
            "arrived.0.path",
            "arrived.0.query*",
            "arrived.0.headers.api-key",
            "arrived.0.headers.authorization",
        ),
        example=(AZURE, "place: Azure's base with v1"),
    ),
    Difference(
        "a base that holds the whole path of chat completions is used as it is",
        cases=("place: a base with the whole path",),
        parts=("arrived.0.path",),
        example=(OPENAI, "place: a base with the whole path"),
    ),
    Difference(
        "LiteLLM cannot send a key that is not ASCII; as UTF-8 the vendor at least refuses it",
        cases=("place: a key of odd characters",),
        parts=("became",),
        example=(OPENAI, "place: a key of odd characters"),
    ),
    # What comes back of an answer.
    Difference(
        "LiteLLM loses what a model says in place of an answer",
        cases=("*: refusal",),
        parts=("reply.choices.0.message.refusal",),
        example=(OPENAI, "answer: refusal"),
    ),
    Difference(
        "LiteLLM loses reasoning details, which a later turn must send back",
        cases=("answer: reasoning_details",),
        parts=("reply.choices.0.message.reasoning_details.*",),
        example=(OPENAI, "answer: reasoning_details"),
    ),
    Difference(
        "LiteLLM takes thoughts out of a text by their tags, in whole answers alone; here the "
        "text is the vendor's, streamed or not",
        cases=("answer: think tags",),
        parts=("reply.choices.0.message.content", "reply.choices.0.message.reasoning_content"),
        example=(OPENAI, "answer: think tags"),
    ),
    Difference(
        "LiteLLM takes DeepSeek's count of cached tokens for OpenAI's, whoever states it",
        cases=("answer: cache hits as DeepSeek counts them",),
        parts=("cost", "reply.usage.prompt_tokens_details.cached_tokens"),
        example=(OPENAI, "answer: cache hits as DeepSeek counts them"),
    ),
    Difference(
        "LiteLLM writes the provider before the name of the model that answered",
        cases=("answer: *",),
        parts=("reply.model",),
        example=("cerebras/llama-3.3-70b", "answer: all fields"),
    ),
    Difference(
        "LiteLLM needs fields of OpenRouter's that OpenAI's wire does not",
        cases=("answer: no role", "stream: no id"),
        parts=("became",),
        routes=("openrouter/*",),
        example=(OPENROUTER, "stream: no id"),
    ),
    Difference(
        "LiteLLM's own reader of streams, which some providers have, passes over what is no "
        "chunk; what was lost there may be the answer",
        cases=("stream: broken JSON", "stream: words *", "stream: a list *"),
        parts=("became",),
        example=(MISTRAL, "stream: broken JSON"),
    ),
    Difference(
        "LiteLLM's own reader of streams cannot read these chunks, which others send",
        cases=("stream: null delta", "stream: data in two lines", "stream: whole answer *"),
        parts=("became", "reply.choices.0.message.content", "reply.id"),
        example=("xai/grok-3", "stream: data in two lines"),
    ),
    Difference(
        "LiteLLM's own reader of streams loses the fingerprint",
        cases=("stream: fingerprint and tier",),
        parts=("reply.system_fingerprint", "reply.service_tier"),
        example=(
            "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",
            "stream: fingerprint and tier",
        ),
    ),
    Difference(
        "LiteLLM looks up the price of an answer by the name that Fireworks gives it, which "
        "its catalogue may not know; here it is by the route",
        cases=("answer: *", "stream: *"),
        parts=("cost",),
        routes=("fireworks_ai/*",),
        example=(FIREWORKS, "answer: plain"),
    ),
    Difference(
        "LiteLLM takes an error in place of an answer for an empty answer of Fireworks's",
        cases=("answer: error of a success",),
        parts=("became",),
        routes=("fireworks_ai/*",),
        example=(FIREWORKS, "answer: error of a success"),
    ),
    Difference(
        "LiteLLM numbers choices as they come, and ends a stream with the first that ends",
        cases=("*: two choices",),
        parts=("reply.choices.*", "became"),
        example=(OPENAI, "stream: two choices"),
    ),
    Difference(
        "LiteLLM cannot read thinking in parts of a stream, nor, where it takes an answer apart "
        "itself, of an answer",
        cases=("*: thinking in parts",),
        parts=("became",),
        example=(OPENAI, "stream: thinking in parts"),
    ),
    Difference(
        "LiteLLM trips over an answer in parts and prices none; it is read from what it heard",
        cases=("answer: content in parts", "answer: thinking in parts"),
        parts=("cost",),
        example=(OPENAI, "answer: content in parts"),
    ),
    Difference(
        "LiteLLM adds the price of a web search where an answer cites a page",
        cases=("answer: annotations",),
        parts=("cost",),
        example=(OPENAI, "answer: annotations"),
    ),
    Difference(
        "a proxy's models have names and prices of its own; LiteLLM takes the catalogue's",
        cases=("answer: *", "stream: *"),
        parts=("cost",),
        routes=("litellm_proxy/*",),
        example=("litellm_proxy/gpt-4o", "answer: tool call"),
    ),
    Difference(
        "Perplexity charges for each request too, by how much it searched: no price is better "
        "than LiteLLM's, which is short of that",
        cases=("answer: *", "stream: *"),
        parts=("cost",),
        routes=("perplexity/*",),
        example=("perplexity/sonar", "answer: plain"),
    ),
    Difference(
        "LiteLLM stamps the chunks of a stream with a time and a model's name of its own; the "
        "vendor's are handed on",
        cases=("stream: *",),
        parts=("reply.created", "reply.model"),
        example=(OPENAI, "stream: plain"),
    ),
    Difference(
        "LiteLLM makes up a count of no reasoning tokens",
        cases=("stream: *",),
        parts=("reply.usage.completion_tokens_details.reasoning_tokens",),
        example=(OPENAI, "stream: plain"),
    ),
    Difference(
        "a last event without its empty line is whole nevertheless; LiteLLM drops it",
        cases=("stream: no blank line at the end",),
        parts=("became",),
        example=(OPENAI, "stream: no blank line at the end"),
    ),
    Difference(
        "a vendor that answers in one piece where a stream was asked for has answered; to "
        "LiteLLM the stream is empty",
        cases=("stream: whole answer in place of a stream",),
        parts=("became",),
        example=(OPENAI, "stream: whole answer in place of a stream"),
    ),
    # What comes back of a failure.
    Difference(
        "LiteLLM's own sentence in place of an error's, whose words are read as the vendor's",
        cases=("*: finish error", "answer: error text of a success"),
        parts=("became", "told"),
        example=(OPENAI, "stream: finish error"),
    ),
    Difference(
        "the vendor's own words in place of an empty answer or none",
        cases=(*UNREADABLE, "answer: no choices"),
        parts=("told",),
        example=(OPENAI, "answer: no choices"),
    ),
    Difference(
        "LiteLLM makes a status of its own of what came with a 200, and a class by it",
        cases=UNREADABLE,
        parts=("kind", "status", "code", "type"),
        example=(OPENAI, "answer: error of a success"),
    ),
    Difference(
        "LiteLLM's or its JSON reader's words about what came with a 200; here, what came",
        cases=UNREADABLE,
        parts=("message",),
        example=(OPENAI, "answer: text of a success"),
    ),
    Difference(
        "where a connection broke off there is no status; LiteLLM states a 500",
        cases=BROKEN_OFF,
        parts=("kind", "status", "code", "type", "message"),
        example=(OPENAI, "answer: connection closed"),
    ),
    Difference(
        "the class by the status, where LiteLLM has none for it and takes BadRequestError or "
        "APIError; the gate goes by the cause, which is the same",
        cases=REFUSALS,
        parts=("kind",),
        example=(OPENAI, "answer: 403"),
    ),
    Difference(
        "LiteLLM adds a code or type that the vendor did not state, or loses one that it did",
        cases=REFUSALS,
        parts=("code", "type"),
        example=(OPENAI, "answer: 429 empty"),
    ),
    Difference(
        "the SDK prints the vendor's JSON as Python's; here it is the vendor's sentence, or "
        "its JSON as it came",
        cases=REFUSALS,
        parts=("message",),
        example=(OPENAI, "answer: 422 detail"),
    ),
)
