"""Secrets show nowhere, and leave the process nowhere."""

from __future__ import annotations

import copy
import gc
import pickle
import traceback
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vendor_answers import fuzz

from llmgate.keys.secret import (
    HIDDEN,
    Secret,
    concealed,
    known_secrets,
    revealed,
    secrets_in,
)

KEY = "sk-very-secret-key"
structures = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("form", ["{}", "{!s}", "{!r}", "{0}"])
def test_secret_does_not_show(form):
    """However a secret is turned into a text, alone or in a list, its value is not in it."""
    assert form.format(Secret(KEY)) == form.format([Secret(KEY)]).strip("[]") == HIDDEN


def test_secret_has_no_attributes_to_look_at():
    """A debugger or logger that prints an object's fields finds none."""
    assert hasattr(Secret(KEY), "__dict__") is False


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_secret_is_not_copied(copied):
    """A secret does not leave the process, and is not multiplied in it."""
    with pytest.raises(TypeError) as caught:
        copied(Secret(KEY))
    shown = "".join(traceback.format_exception(caught.value))
    assert (KEY in shown, str(caught.value)) == (
        False,
        "a secret cannot be pickled or copied to another process",
    )


def test_secret_reveals_itself():
    """Where a secret is handed to the vendor it is what it was."""
    assert Secret(KEY).reveal() == KEY


def test_equal_secrets():
    """Secrets of one text are equal and count as one; a text is no secret."""
    assert (Secret(KEY) == Secret(KEY), Secret(KEY) == Secret("other"), Secret(KEY) == KEY) == (
        True,
        False,
        False,
    )
    assert len({Secret(KEY), Secret(KEY)}) == 1


@fuzz
@given(structures)
def test_concealed_and_revealed(structure):
    """What was concealed is revealed as it was, and was left alone in between."""
    before = copy.deepcopy(structure)
    hidden = concealed(structure)
    assert (revealed(hidden), structure) == (before, before)


@fuzz
@given(structures)
def test_every_text_is_a_secret(structure):
    """No text of a concealed structure is left, save the keys of its dicts."""

    def values(value):
        if isinstance(value, list | dict):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from values(inner)
        else:
            yield value

    texts = [value for value in values(structure) if isinstance(value, str)]
    hidden = concealed(structure)
    left = [value for value in values(hidden) if isinstance(value, str)]
    assert ([secret.reveal() for secret in secrets_in(hidden)], left) == (texts, [])


def test_tuple_is_concealed_as_a_list():
    """A tuple's texts are concealed as well."""
    assert revealed(concealed((KEY, 5))) == [KEY, 5]


@pytest.mark.parametrize("value", [None, 5, True, b"bytes", KEY.upper])
def test_other_values_stay(value):
    """What is no text stays as it is: a flag, a client, a function that gives a token."""
    assert concealed(value) is value


def test_lone_surrogates_are_compared():
    """A text that has no bytes of its own is compared all the same, and quoted by no error."""
    assert (Secret("\ud800-key") == Secret("\ud800-key"), Secret("\ud800") == Secret("x")) == (
        True,
        False,
    )


def test_secrets_in_use_are_known():
    """Equal secrets are known as long as one of them is in use."""
    first, second = Secret("one-of-two-equal-secrets"), Secret("one-of-two-equal-secrets")
    known = [secret is first or secret is second for secret in known_secrets()]
    assert known.count(True) == 1


def test_secret_is_forgotten():
    """A secret that is no longer used is forgotten after some others."""
    gone = weakref.ref(Secret("a-secret-that-goes"))
    others = [Secret(str(number)) for number in range(300)]
    gc.collect()
    assert (gone(), others[0] in known_secrets()) == (None, True)
