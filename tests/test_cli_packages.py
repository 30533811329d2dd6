"""The doctor's look at the installed packages."""

import json
from importlib.metadata import version

import pytest
from command_line import piped
from packaging.requirements import Requirement

from llmgate.cli.diagnosis.packages import installed, missing_for, packages, wrong_with

LITELLM = Requirement("litellm>=1.105.3,<1.110,!=1.82.7,!=1.82.8")
JWT = Requirement("pyjwt>=2.10; extra == 'jwt'")


@pytest.mark.parametrize(
    "wanted,found,extra,words",
    [
        (LITELLM, "1.106.2", None, ""),
        (LITELLM, "1.82.7", None, "this release is known to be malicious; remove it at once"),
        (LITELLM, "1.110.0", None, "this version is not among those that llmgate is tested with"),
        (LITELLM, "1.90.0", None, "this version is not among those that llmgate is tested with"),
        (LITELLM, None, None, "it is not installed: pip install 'litellm"),
        (JWT, None, "jwt", ""),
        (JWT, "2.1", "jwt", "this version is not among those"),
    ],
)
def test_version_is_judged(wanted, found, extra, words):
    """A version is tested, untested, known to be bad, or missing where it is needed."""
    said = wrong_with(wanted, found, extra)
    assert said[: len(words)] == words
    assert bool(said) == bool(words)


def test_litellm_comes_first_and_is_right():
    """The installed LiteLLM is among those that llmgate is tested with, and so says the doctor."""
    first = packages()[0]
    assert (first.name, first.version, first.wrong) == ("litellm", version("litellm"), "")


def test_optional_packages_are_told_with_their_extras():
    """Each optional package is told with the extra that brings it."""
    extras = {package.name: package.extra for package in packages()}
    assert {name: extras[name] for name in ("rich", "pyjwt", "pytest")} == {
        "rich": "cli",
        "pyjwt": "jwt",
        "pytest": "testing",
    }


def test_package_of_a_vendor_is_told(tmp_path):
    """A model is wrong while the package that LiteLLM wants for its vendor is missing."""
    route = "models:\n  w: {route: vertex_ai/gemini-2.5-pro}\n"
    (tmp_path / "models.yaml").write_text(route, encoding="utf-8")
    wrong = json.loads(piped("doctor", "--json", cwd=tmp_path).out)["deployments"][0]["wrong"]
    missing = "LiteLLM needs google-auth for vertex_ai: pip install google-auth"
    assert wrong == ([] if installed("google-auth") else [missing])


def test_other_vendors_need_no_package():
    """Most vendors need nothing that LiteLLM does not bring."""
    assert missing_for("openai") is None
