"""The review of a file: mistakes and warnings in one go, each at its place."""

import pytest
from wrong_files import MISTAKES, WARNINGS

from llmgate.review import review_bytes, review_file


def reviewed(text, **environ):
    """The mistakes and the warnings of a text, as they are shown."""
    review = review_bytes(text.encode(), environ)
    return [str(each) for each in review.mistakes], [str(each) for each in review.warnings]


@pytest.mark.parametrize("text,expected", WARNINGS.values(), ids=WARNINGS)
def test_doubtful_file_is_warned_of(text, expected):
    """A warning is told with its line, its column, its path and what to do, and is no mistake."""
    assert reviewed(text) == ([], expected)


@pytest.mark.parametrize("text,expected", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_those_of_the_loader(text, expected):
    """A review reports the loader's own mistakes, and no warning of a value that is wrong."""
    mistakes, warnings = reviewed(text)
    paths = {line.split(": ")[1] for line in mistakes}
    assert (mistakes, [line for line in warnings if line.split(": ")[1] in paths]) == (expected, [])


def test_warnings_of_a_file_with_mistakes():
    """What is worth a warning is told in the same go as the mistakes elsewhere in the file."""
    text = "models:\n  w: {route: opnai/x, retris: 1}\n"
    assert reviewed(text) == (
        ["2:23: models.w.retris: unknown key 'retris'; did you mean 'retries'?"],
        ["2:14: models.w.route: LiteLLM knows no provider 'opnai'; did you mean 'openai'?"],
    )


def test_variable_that_holds_no_number():
    """A number that is a variable is checked as this environment has it."""
    text = "models:\n  w: {route: openai/gpt-4o, timeout: '${SECONDS}'}\n"
    (mistake,), warnings = reviewed(text, SECONDS="soon")
    told = "2:38: models.w.timeout: SECONDS must be a number of seconds above 0"
    assert (mistake.startswith(told), warnings) == (True, [])


def test_variables_are_those_of_the_environment():
    """A route and a window that are variables are reviewed with the values that they have."""
    text = "models:\n  w: {route: '${ROUTE}', context_window: '${WINDOW:-9}'}\n"
    assert reviewed(text, ROUTE="opnai/x") == (
        [],
        ["2:14: models.w.route: LiteLLM knows no provider 'opnai'; did you mean 'openai'?"],
    )


def test_unreadable_file_is_a_mistake(tmp_path):
    """A file that cannot be read is a mistake as any other, with the file's name."""
    file = tmp_path / "models.yaml"
    (mistake,) = review_file(file, {}).mistakes
    assert str(mistake) == f"{file}: cannot be read: No such file or directory"
