"""The arithmetic of the fake vendors: tokens, pieces, and values that fit a schema."""

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.testing import FakeAnswer, FakeToolCall
from llmgate.testing.echo import sample
from llmgate.testing.tokens import answer_tokens, quarter_bytes, within

CALLS = st.lists(
    st.builds(FakeToolCall, name=st.text(max_size=9), arguments=st.text(max_size=30)), max_size=3
)
ANSWERS = st.builds(
    FakeAnswer,
    text=st.text(max_size=99),
    reasoning=st.text(max_size=99),
    tool_calls=CALLS.map(tuple),
)


@pytest.mark.parametrize(
    "text,tokens",
    [
        ("", 0),
        ("a", 1),
        ("abcd", 1),
        ("abcde", 2),
        ("éé", 1),
        ("日本", 2),
        ("😀", 1),
        ("\ud800", 1),
    ],
)
def test_four_bytes_are_a_token(text, tokens):
    """A text costs a token for each four bytes of UTF-8 that it begins."""
    assert quarter_bytes(text) == tokens


@given(ANSWERS, st.integers(0, 60))
def test_cut_answers_keep_the_limit(answer, limit):
    """Whatever is left of an answer costs no more than it may."""
    assert answer_tokens(within(answer, limit, quarter_bytes), quarter_bytes) <= limit


@given(ANSWERS)
def test_short_answers_stay_whole(answer):
    """An answer that fits stays as it is."""
    kept = within(answer, answer_tokens(answer, quarter_bytes), quarter_bytes)
    texts = (kept.text, kept.reasoning, [call.name for call in kept.tool_calls if call.text])
    named = [call.name for call in answer.tool_calls if call.text]
    assert texts == (answer.text, answer.reasoning, named)


def test_answers_are_cut_as_late_as_possible():
    """One token more would be one too many."""
    assert within(FakeAnswer("x" * 99), 7, quarter_bytes).text == "x" * 28


def test_reasoning_is_paid_first():
    """An answer whose reasoning takes all there is has no text."""
    cut = within(FakeAnswer("text", reasoning="x" * 40), 5, quarter_bytes)
    assert (len(cut.reasoning), cut.text) == (20, "")


def test_cut_answers_have_fewer_chunks():
    """An answer that is cut to fewer characters than it had chunks still streams."""
    cut = within(FakeAnswer("x" * 40, chunks=40), 2, quarter_bytes)
    assert cut.text_pieces == ["x"] * 8


@given(st.text(min_size=1, max_size=200), st.data())
def test_chunks_are_even(text, data):
    """So many pieces make up the text again, and none is longer than another by two."""
    count = data.draw(st.integers(1, len(text)))
    pieces = FakeAnswer(text, chunks=count).text_pieces
    lengths = {len(piece) for piece in pieces}
    assert ("".join(pieces), len(pieces)) == (text, count)
    assert max(lengths) - min(lengths) <= 1


@given(st.text(max_size=200), st.integers(1, 50))
def test_pieces_have_a_size(text, size):
    """All pieces but the last have the size that was asked for."""
    pieces = FakeAnswer(text, chunk_size=size).text_pieces
    assert ("".join(pieces), {len(piece) for piece in pieces[:-1]} <= {size}) == (text, True)


@pytest.mark.parametrize("options", [{"chunks": 6}, {"chunks": 0}, {"chunk_size": 0}])
def test_impossible_pieces_are_refused(options):
    """A text of five characters cannot be in six pieces, or in none."""
    with pytest.raises(ValueError, match="character"):
        FakeAnswer("12345", **options)


@pytest.mark.parametrize(
    "arguments,value",
    [({"a": 1}, {"a": 1}), ('{"a": 1}', {"a": 1}), ('{"a": ', {}), ("[1]", {}), ("", {})],
)
def test_arguments_as_an_object(arguments, value):
    """Arguments that are no JSON object are an empty one, where the wire wants an object."""
    assert FakeToolCall("f", arguments).object == value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "integer"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "null"},
        {"type": ["integer", "null"]},
        {"enum": ["red", "green"]},
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "object"},
        {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"type": "integer"}}},
        {
            "$ref": "#/$defs/node",
            "$defs": {
                "node": {
                    "type": "object",
                    "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
                }
            },
        },
    ],
)
def test_samples_fit_their_schema(schema):
    """The arguments of a tool call that nobody has scripted are valid."""
    value = sample(schema, "text")
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(value)) == []


def test_samples_of_gemini():
    """Gemini writes its types in capitals."""
    assert sample({"type": "OBJECT", "properties": {"a": {"type": "INTEGER"}}}, "") == {"a": 1}
