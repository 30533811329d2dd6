"""A large JSON object of objects, of which only those asked for are parsed."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.vendors.catalogue import CATALOGUE_FILE
from llmgate.vendors.litellm_files import content
from llmgate.vendors.members import USUAL, Members

# What is within a member may look as a member does, but never has the name of one.
INNER = [None, 1, "é", "}", '"', "a", [{"y": {}}], {"y": {"z": "{"}}]
VALUES = st.dictionaries(st.sampled_from(["x1", "x2"]), st.sampled_from(INNER))
OBJECTS = st.dictionaries(st.sampled_from(["a", "a/b", "é", "b.c-d"]), VALUES)


def test_the_installed_catalogue_is_read_member_by_member():
    """As it is read whole; a version of LiteLLM that lays it out otherwise is noticed here."""
    data = content(CATALOGUE_FILE)
    members, whole = Members(data), json.loads(data)
    assert {name: members.get(name) for name in whole} == whole


@given(OBJECTS, st.sampled_from([None, 0, 4]), st.sampled_from([(", ", ": "), (",", ":")]))
def test_members_are_those_of_the_whole(objects, indent, separators):
    """Whatever the layout."""
    data = json.dumps(objects, indent=indent, separators=separators, ensure_ascii=False).encode()
    members = Members(data)
    assert {name: members.get(name) for name in objects} == objects
    assert members.whole() == objects
    assert {name: members.get(name) for name in objects} == objects


@pytest.mark.parametrize("more", [0, USUAL, 3 * USUAL])
def test_a_long_member_is_read_to_its_end(more):
    """Also one whose text is cut in the middle of a character by the usual length."""
    objects = {"long": {"text": "é" * more + "x"}, "next": {"a": 1}}
    members = Members(json.dumps(objects, ensure_ascii=False).encode())
    assert (members.get("long"), members.get("next")) == (objects["long"], objects["next"])


def test_a_name_that_is_not_there():
    """It has no member."""
    assert Members(b'{"a": {"b": 1}}').get("c") is None
    assert Members(b'{"a": {"b": 1}}').get("\ud800") is None
    assert Members(b"{}").get("c") is None


def test_many_threads_read_one_object():
    """Some of them all of it."""
    objects = {f"m{number}": {"n": number} for number in range(500)}
    members = Members(json.dumps(objects).encode())

    def look(number):
        if number % 100 == 0:
            return members.whole()[f"m{number}"]
        return members.get(f"m{number}")

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(look, range(500))) == list(objects.values())
