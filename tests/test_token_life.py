"""A token's life is read from its claims, and the clocks may differ."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz, json_values

from llmgate.keys.token_life import NEVER, Life, aged, end_of, life_of

NOW = 1_800_000_000.0
times = st.floats(-1e9, 1e10)
lives = st.floats(0.5, 1e8)


def token(claims):
    """Return a JSON Web Token with these claims, unsigned."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.signature"


@pytest.mark.parametrize(
    "text, end",
    [
        (token({"exp": NOW + 1000}), NOW + 1000),
        (token({"exp": str(NOW + 1000.5)}), NOW + 1000.5),
        (token({"exp": (NOW + 1000) * 1000}), NOW + 1000),
        (token({"sub": "me"}), NEVER),
        (token([]), NEVER),
        (token({"exp": None}), NEVER),
        (token({"exp": []}), NEVER),
        (token({"exp": float("nan")}), NEVER),
        (token({"exp": 10**400}), NEVER),
        ("a.b.c", NEVER),
        ("a.é.c", NEVER),
        ("sk-plain-key", NEVER),
        ("", NEVER),
        ("e30.W1tb.x", NEVER),
        ("e30." + "W1tb" * 50_000 + ".x", NEVER),
    ],
)
def test_end_of_a_token(text, end):
    """A token's ``exp``, in seconds or Zhipu's milliseconds, is when it ends; others last."""
    assert end_of(text, NOW) == end


@pytest.mark.parametrize("issued", ["iat", "nbf"])
@pytest.mark.parametrize(
    "iat, exp, lasts",
    [
        (0, 3600, 3600),  # the clocks agree
        (90, 3690, 3600),  # the issuer's is ahead
        (-90, 3510, 3510),  # the issuer's is behind, or the token is not new
        (-3600, 0, 10),  # as far behind as the token lasts
        (-7200, -3600, 10),
        (-35, -30, 5),
        (5, 4, 4),  # no token is issued after its end
    ],
)
def test_clocks_differ(issued, iat, exp, lasts):
    """A token ends by our clock, wherever the issuer's stands."""
    assert end_of(token({issued: NOW + iat, "exp": NOW + exp}), NOW) == NOW + lasts


@pytest.mark.parametrize(
    "lasts, renew, wait",
    [(3600, 3300, 3540), (600, 480, 540), (30, 24, 27), (2, 1.6, 1.8), (-50, 0.8, 0.9)],
)
def test_margins_grow_with_the_life(lasts, renew, wait):
    """A long token is renewed minutes before its end, a short one in its last fifth."""
    life = life_of(token({"exp": NOW + lasts}), NOW)
    assert (life.renew - NOW, life.wait - NOW, life.end - NOW) == pytest.approx(
        (renew, wait, max(lasts, 1))
    )


def test_plain_key_lasts():
    """A key that is no token is never renewed."""
    assert life_of("sk-plain-key", NOW) == Life(NEVER, NEVER, NEVER)


@fuzz
@given(times, times)
def test_life_is_in_order(end, now):
    """A key is used for a while, then renewed, then waited for, and then over."""
    life = aged(end, now)
    assert now < life.renew < life.wait < life.end
    assert life.renew - now >= 0.79 * (life.end - now)


@fuzz
@given(st.floats(1e9, 4e9), lives, st.floats(-1e6, 1e6))
def test_a_wrong_clock_costs_no_storm(now, lasts, skew):
    """However far off a clock is, a token is used for a second or most of its life."""
    issuer = now + skew
    life = life_of(token({"iat": issuer, "exp": issuer + lasts}), now)
    assert life.renew - now >= 0.79 * min(lasts, 1.0)


@fuzz
@given(st.floats(1e9, 4e9), lives, st.floats(0, 1e6))
def test_a_clock_behind_the_issuer_s_shortens_nothing_and_adds_nothing(now, lasts, ahead):
    """A token of an issuer ahead of us ends when the issuer says, not when our clock would."""
    issuer = now + ahead
    end = end_of(token({"iat": issuer, "exp": issuer + lasts}), now)
    assert end - now == pytest.approx(lasts, abs=1e-3)


@fuzz
@given(st.text() | json_values.map(token) | st.dictionaries(
    st.sampled_from(["exp", "iat", "nbf", "timestamp"]), json_values).map(token))  # fmt: skip
def test_any_text_has_a_life(text):
    """Whatever the key is, there are times to compare with a clock."""
    life = life_of(text, NOW)
    assert NOW < life.renew <= life.wait <= life.end
