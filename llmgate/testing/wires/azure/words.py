"""The refusals of Azure's gateway; behind it the model's own are OpenAI's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmgate.testing.faults import Refuse
from llmgate.testing.wires.openai.words import (
    failure,
    malformed,
    out_of_quota,
    overloaded,
    retry_headers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "blocked",
    "denied",
    "failure",
    "malformed",
    "no_such_resource",
    "out_of_quota",
    "overloaded",
    "rate_limited",
    "unknown_model",
]


def error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Refuse:
    """The gateway's envelope."""
    return Refuse(status, {"error": {"code": code, "message": message}}, headers or {})


def denied() -> Refuse:
    """The credential is missing or wrong: Azure says the same to both."""
    return error(
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
        "provide a valid key for an active subscription and use a correct regional API endpoint "
        "for your resource.",
    )


def no_such_resource() -> Refuse:
    """The address is incomplete, as without a version."""
    return error(404, "404", "Resource not found")


def unknown_model(_model: str) -> Refuse:
    """There is no such deployment."""
    return error(
        404,
        "DeploymentNotFound",
        "The API deployment for this resource does not exist. If you created the deployment "
        "within the last 5 minutes, please wait a moment and try again.",
    )


def rate_limited(_model: str, retry_after: float | None) -> Refuse:
    """Too many requests a minute."""
    again = f" Please retry after {retry_after:g} seconds." if retry_after is not None else ""
    headers = {} if retry_after is None else retry_headers(retry_after)
    return error(
        429,
        "429",
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version "
        "2024-10-21 have exceeded call rate limit of your current OpenAI S0 pricing tier."
        f"{again} Please go here: https://aka.ms/oai/quotaincrease if you would like to "
        "further increase the default rate limit.",
        headers,
    )


def blocked() -> Refuse:
    """The content filter refuses the prompt."""
    verdict = {"filtered": True, "severity": "high"}
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"hate": verdict}}
    told = {
        "message": "The response was filtered due to the prompt triggering Azure OpenAI's content "
        "management policy. Please modify your prompt and retry. To learn more about our content "
        "filtering policies please read our documentation: "
        "https://go.microsoft.com/fwlink/?linkid=2198766",
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
        "innererror": inner,
    }
    return Refuse(400, {"error": told})
