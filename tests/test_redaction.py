"""Secrets are taken out of vendors' words, in whatever form these quote them."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.keys.log_redaction import redact_logs
from llmgate.keys.redaction import redacted, redacted_headers, secrets_in_address
from llmgate.keys.secret import SHORTEST_REDACTED, Secret

KEY = "sk-very-secret-key"
printable = st.text(st.characters(codec="utf-8"), min_size=SHORTEST_REDACTED, max_size=40)
FORMS = {
    "plain": str,
    "in an address": lambda key: quote(key, safe=""),
    "in a path": quote,
    "in a form": quote_plus,
    "in JSON": lambda key: json.dumps(key)[1:-1],
    "in readable JSON": lambda key: json.dumps(key, ensure_ascii=False)[1:-1],
    "in Python": lambda key: repr(key)[1:-1],
}


@pytest.mark.parametrize(
    "text, secrets, shown",
    [
        (f"Incorrect API key provided: {KEY}.", [KEY], "Incorrect API key provided: ***."),
        (f"{KEY} {KEY}", [KEY], "*** ***"),
        ("no secret in it", [KEY], "no secret in it"),
        (f"{KEY}-and-more", [KEY, f"{KEY}-and-more"], "***"),
        ("Bearer tok-1234 is wrong", ["Bearer tok-1234"], "*** is wrong"),
        ("the token tok-1234 is wrong", ["Bearer tok-1234"], "the token *** is wrong"),
        ("the team is ours", ["ours"], "the team is ours"),
        ("key=a%2Fb%3Dcdef&x=1", ["a/b=cdef"], "key=***&x=1"),
        ("key=a/b%3Dcdef&x=1", ["a/b=cdef"], "key=***&x=1"),
        ('{"key": "a\\"b\\\\cdef"}', ['a"b\\cdef'], '{"key": "***"}'),
        ("Basic dXNlcjpwYXNzLTEyMw==", ["user:pass-123"], "Basic ***"),
        ("user:pass-123, pass-123", ["Basic dXNlcjpwYXNzLTEyMw=="], "***, ***"),
        ("Basic is no scheme here", ["Basic no-base64!"], "Basic is no scheme here"),
        ("nothing", [""], "nothing"),
    ],
)
def test_secrets_are_taken_out_of_texts(text, secrets, shown):
    """A secret that a vendor quotes does not show, with its scheme or without."""
    assert redacted(text, [Secret(value) for value in secrets]) == shown


@fuzz
@given(
    st.text("ab*", max_size=8),
    st.lists(st.text("ab", min_size=SHORTEST_REDACTED, max_size=9), max_size=3),
)
def test_no_secret_is_left_in_a_text(text, values):
    """However secrets overlap, none of them is readable afterwards."""
    shown = redacted("".join([text, *values]), map(Secret, values))
    assert [value for value in values if value in shown] == []


def test_headers_are_redacted():
    """An answer's headers have lower-case names and no secret in their values."""
    headers = {"X-Request-Id": "r", "X-Echo": f"key={KEY}"}
    assert redacted_headers(headers, [Secret(KEY)]) == {"x-request-id": "r", "x-echo": "key=***"}


@fuzz
@given(st.text(max_size=9), printable, st.text(max_size=9), st.sampled_from(sorted(FORMS)))
def test_no_form_of_a_secret_is_left(before, key, after, form):
    """However a text writes a secret, it is not readable afterwards."""
    written = FORMS[form](key)
    assert written not in redacted(f"{before} {written} {after}", [Secret(key)])


@fuzz
@given(printable, printable)
def test_password_is_taken_out_in_base64(user, password):
    """The user and password of an address do not show as HTTP's basic authentication either."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    address = f"https://{quote(user, safe='')}:{quote(password, safe='')}@example.com/v1"
    secrets = secrets_in_address(address)
    shown = redacted(f"{address} Basic {pair} {password}", secrets)
    assert [part for part in (quote(password, safe=""), pair, password) if part in shown] == []


@pytest.mark.parametrize(
    "address, secrets",
    [
        (None, set()),
        ("https://example.com/v1?api-version=2024-10-21", set()),
        ("https://[broken", set()),
        ("https://example.com/v1?key=abc&x=1&access_token=d%2Fe", {"abc", "d/e"}),
        ("https://token-1@example.com", {"token-1", "token-1:"}),
        ("https://me:p%40ss@example.com", {"p%40ss", "p@ss", "me:p%40ss", "me:p@ss"}),
    ],
)
def test_secrets_in_an_address(address, secrets):
    """A user's password and what is called a key are secrets, a version is none."""
    assert {secret.reveal() for secret in secrets_in_address(address)} == secrets


@fuzz
@given(st.text())
def test_any_address_is_read(address):
    """Whatever stands for an address, looking for secrets in it raises nothing."""
    assert [secret for secret in secrets_in_address(address) if not secret.reveal()] == []


def logged(caplog, log):
    """What urllib3, for one, has logged; httpx's records LiteLLM rewrites once it is imported."""
    redact_logs()
    with caplog.at_level(logging.DEBUG, "urllib3"):
        log(logging.getLogger("urllib3"))
    return caplog.text


def test_log_of_another_package_is_redacted(caplog):
    """What another package logs of a request is written without the key in it."""
    held = Secret(KEY)
    text = logged(caplog, lambda logger: logger.info("POST ?key=%s %d", held.reveal(), 200))
    assert (KEY in text, "POST ?key=*** 200" in text) == (False, True)


def test_traceback_in_a_log_is_redacted(caplog):
    """A traceback that quotes a key is written without it."""
    held = Secret(KEY)

    def log(logger):
        try:
            int(held.reveal())
        except ValueError:
            logger.exception("it broke")

    text = logged(caplog, log)
    assert (KEY in text, "base 10: '***'" in text) == (False, True)


def test_other_records_are_as_they_were(caplog):
    """A record without a secret keeps its template and its arguments."""
    logged(caplog, lambda logger: logger.info("%s of %d", "part", 3))
    assert (caplog.records[0].msg, caplog.records[0].args) == ("%s of %d", ("part", 3))


def test_record_that_cannot_be_written(caplog):
    """A record whose arguments do not fit its template raises nothing, and shows no key."""
    held = Secret(KEY)
    text = logged(caplog, lambda logger: logger.info("%d", held.reveal()))
    assert (KEY in text, "***" in text) == (False, True)
