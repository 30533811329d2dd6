"""Tokens are made of an id and a secret as the vendor's documentation says."""

from __future__ import annotations

import sys
import warnings
from typing import get_args

import jwt
import pytest
from conftest import VENDORS

import llmgate
from llmgate.config.credentials import Vendor
from llmgate.keys.credentials import MissingCredentialError
from llmgate.keys.key_sources import key_minted
from llmgate.keys.minting import LASTS, RECIPES, minted
from llmgate.keys.secret import Secret

NOW = 1_800_000_000.25
SOURCE = Secret("0123456789abcdef.s3cret-half-0123")


def read(token):
    """Return the headers and the claims of a token that the secret has signed."""
    options = {"verify_exp": False, "verify_nbf": False}
    claims = jwt.decode(token, "s3cret-half-0123".ljust(32, "\0"), ["HS256"], options=options)
    return jwt.get_unverified_header(token), claims


def test_zhipu():
    """Zhipu counts in milliseconds, and says in a header how it is signed."""
    assert read(minted(RECIPES["zhipu"], SOURCE, NOW)) == (
        {"alg": "HS256", "sign_type": "SIGN", "typ": "JWT"},
        {
            "api_key": "0123456789abcdef",
            "exp": 1_800_003_600_250,
            "timestamp": 1_800_000_000_250,
        },
    )


def test_sensenova():
    """SenseNova wants the access key as the issuer, and a token that is valid already."""
    assert read(minted(RECIPES["sensenova"], SOURCE, NOW)) == (
        {"alg": "HS256", "typ": "JWT"},
        {"iss": "0123456789abcdef", "exp": 1_800_003_600, "nbf": 1_799_999_995},
    )


def test_signature_is_that_of_the_secret_itself():
    """The zeros that keep PyJWT from warning of a short secret change no signature."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer releases warn, older ones do not
        plain = jwt.encode({"a": 1}, "short-secret", "HS256")
    assert plain == jwt.encode({"a": 1}, b"short-secret".ljust(32, b"\0"), "HS256")


@pytest.mark.parametrize("vendor", RECIPES)
def test_token_is_kept_and_renewed(vendor):
    """A minted token is used for most of its hour, and then made anew."""
    times = [NOW]
    key = key_minted(vendor, SOURCE, clock=lambda: times[-1])
    tokens = []
    for later in (0, LASTS - 400, LASTS - 30, 2 * LASTS):
        times.append(NOW + later)
        tokens.append(key.get())
    assert [tokens[0] == token for token in tokens] == [True, True, False, False]


@pytest.mark.parametrize("text", ["no-dot-in-it-s3cret", ".s3cret", "identity."])
def test_key_of_another_form(text):
    """What is no id.secret is told without quoting it."""
    with pytest.raises(MissingCredentialError) as caught:
        key_minted("zhipu", Secret(text)).get()
    assert str(caught.value) == "the key to mint a token from is not of the form id.secret"


def test_without_pyjwt(monkeypatch):
    """Where PyJWT is missing, the error says how to install it."""
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(MissingCredentialError) as caught:
        key_minted("zhipu", SOURCE).get()
    assert str(caught.value) == "minting a token takes PyJWT: pip install 'llmgate[jwt]'"


def test_file_names_every_recipe():
    """The words that models.yaml takes are the recipes that there are."""
    assert set(get_args(Vendor)) == set(RECIPES)


def test_minted_token_is_sent(ask, providers):
    """The vendor receives a token with the id in it, and never the secret."""
    model = {**VENDORS["openai"], "api_key": {"mint": "zhipu", "from": "${ZHIPU_API_KEY}"}}
    environ = {**providers.environ(), "ZHIPU_API_KEY": SOURCE.reveal()}
    gate = llmgate.Gate.from_dict({"models": {"writer": model}}, environ=environ)
    with pytest.raises(llmgate.ApiError):
        ask(gate, model="writer", prompt="x")
    sent = providers.requests[-1].headers["authorization"].removeprefix("Bearer ")
    assert read(sent)[1]["api_key"] == "0123456789abcdef"


def test_missing_variable_of_a_minted_key(ask, providers):
    """A missing id and secret are a missing variable like any other."""
    model = {**VENDORS["openai"], "api_key": {"mint": "zhipu", "from": "${NO_SUCH_KEY}"}}
    gate = llmgate.Gate.from_dict({"models": {"writer": model}}, environ=providers.environ())
    with pytest.raises(llmgate.ApiError, match="NO_SUCH_KEY"):
        ask(gate, model="writer", prompt="x")
