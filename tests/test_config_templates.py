"""Variables of the environment in models.yaml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmgate.config import (
    MissingVariableError,
    Reference,
    SecretTemplate,
    Template,
    expand_retries,
    expand_seconds,
    expand_tokens,
    expanded,
    load_text,
    templates_in,
)
from llmgate.config.environment import TemplateError

ENVIRON = {"A": "1", "B": "two", "EMPTY": ""}


@pytest.mark.parametrize(
    "text,expected",
    [
        ("", ""),
        ("plain", "plain"),
        ("${A}", "1"),
        ("x${A}y${B}z", "x1ytwoz"),
        ("${NONE:-}", ""),
        ("${NONE:-a b:c$d\n}", "a b:c$d\n"),
        ("${EMPTY:-default}", "default"),
        ("${A:-default}", "1"),
        ("$${A}", "${A}"),
        ("$$${A}", "$${A}"),
        ("$A $$ {A} $", "$A $$ {A} $"),
        ("$${", "${"),
        ("a$${${B}", "a${two"),
    ],
)
def test_expansion(text, expected):
    """Variables are replaced, as in a shell, and everything else stays."""
    assert Template.parse(text).expand(ENVIRON) == expected


@pytest.mark.parametrize(
    "text,expected",
    [
        ("${A}${NONE}${EMPTY}${NONE}", ("NONE", "EMPTY")),
        ("${NONE:-x}${EMPTY:-}", ()),
        ("$${NONE}", ()),
    ],
)
def test_missing_variables(text, expected):
    """A variable is missing that is unset or empty and has no default."""
    assert Template.parse(text).missing(ENVIRON) == expected


def test_names_come_once():
    """A template tells its variables, each once, whether they have a default or not."""
    assert Template.parse("${B}${A:-x}${B}").names == ("B", "A")


def test_expansion_without_a_variable():
    """Expanding without a variable raises an error that names it."""
    with pytest.raises(MissingVariableError) as caught:
        Template.parse("${X}${Y}").expand({})
    assert (caught.value.names, str(caught.value)) == (
        ("X", "Y"),
        "the environment does not set X, Y",
    )


@pytest.mark.parametrize(
    "text", ["${", "${}", "${1X}", "${X", "${X:-", "${X-y}", "${X:?y}", "${ X}", "${É}", "${a.b}"]
)
def test_wrong_reference(text):
    """A ``${`` that starts no variable is told without a word of the text."""
    with pytest.raises(TemplateError) as caught:
        Template.parse("sk-secret" + text)
    assert str(caught.value) == (
        "this '${' does not start a variable; write ${NAME} or ${NAME:-default}, "
        "or $${ for the two characters themselves"
    )


def test_nested_default():
    """A default cannot hold another variable, which would end at the first brace."""
    with pytest.raises(TemplateError) as caught:
        Template.parse("${A:-${B}}")
    assert str(caught.value) == (
        "the default of a variable cannot hold another ${…}; set it in the environment"
    )


@pytest.mark.parametrize(
    "text,expected",
    [
        ("sk-123", "SecretTemplate(***)"),
        ("${KEY}", "SecretTemplate(${KEY})"),
        ("a${KEY:-sk-123}b", "SecretTemplate(***${KEY}***)"),
        ("", "SecretTemplate()"),
    ],
)
def test_secret_template_shows_names_alone(text, expected):
    """The repr of a secret template shows its variables, and neither text nor defaults."""
    assert repr(SecretTemplate.parse(text)) == expected


def test_reference_hides_its_default():
    """A default may be a key, too."""
    assert repr(Reference("KEY", "sk-123")) == "Reference(name='KEY')"


STRUCTURE = (
    load_text("""
models:
  w:
    route: a/b
    params: {stop: ["${A}", x], temperature: 0.5, metadata: {k: "${NONE}"}, seed: null}
""")
    .models["w"]
    .params
)


def test_structure():
    """Every text of a structure is expanded, and nothing else changes."""
    assert expanded(STRUCTURE, {**ENVIRON, "NONE": "n"}) == {
        "stop": ["1", "x"],
        "temperature": 0.5,
        "metadata": {"k": "n"},
        "seed": None,
    }


def test_structure_without_a_variable():
    """A structure names all variables that it lacks."""
    with pytest.raises(MissingVariableError) as caught:
        expanded(STRUCTURE, {})
    assert caught.value.names == ("A", "NONE")


def test_templates_of_a_structure():
    """Whoever looks for literal keys finds each template."""
    assert [each.text for each in templates_in(STRUCTURE)] == ["${A}", "x", "${NONE}"]


@pytest.mark.parametrize(
    "expand,value,expected",
    [
        (expand_seconds, 5, 5.0),
        (expand_seconds, Template.parse("${X}"), 7.0),
        (expand_seconds, Template.parse("${Y:-0.5}"), 0.5),
        (expand_tokens, Template.parse("${X}_000"), 7000),
        (expand_retries, Template.parse("${Y:-0}"), 0),
    ],
)
def test_numbers(expand, value, expected):
    """A number that is a template is read of the environment."""
    assert expand(value, {"X": " 7"}) == expected


@pytest.mark.parametrize("value", ["sixty", "-1", "0", "nan", ".inf", "1e9", "true"])
def test_variable_that_is_no_number(value):
    """A variable with a wrong number is named, and its value is not."""
    with pytest.raises(ValueError, match=r"^X must be") as caught:
        expand_seconds(Template.parse("${X}"), {"X": value})
    assert str(caught.value) == ("X must be a number of seconds above 0 and up to 86400, as in 60")


@given(
    st.text(st.characters(exclude_characters="$")), st.text(st.characters(exclude_characters="}$"))
)
def test_any_default(before, default):
    """A default may hold everything but its own end."""
    template = Template.parse(f"{before}${{X:-{default}}}")
    assert template.expand({}) == before + default


@given(st.text(), st.text())
def test_escape(before, after):
    """Doubling the dollar of each ``${`` keeps any text as it is."""
    text = f"{before}${{{after}"
    escaped = text.replace("${", "$${")
    assert Template.parse(escaped).expand({}) == text
