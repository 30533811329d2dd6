"""The installed packages against the versions that llmgate is tested with."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

CARRIER = "litellm"

# LiteLLM asks for these when the first model of such a vendor is called.
VENDOR_PACKAGES = {"vertex_ai": "google-auth", "vertex_ai_beta": "google-auth"}


@dataclass(frozen=True, slots=True)
class Package:
    """One package: its version, None if it is not installed, and the ``tested`` ones.

    ``extra`` is that of llmgate which brings it, None for what is always needed. ``wrong``
    says what to do about it.
    """

    name: str
    version: str | None
    tested: str
    extra: str | None = None
    wrong: str = ""


def packages() -> list[Package]:
    """Return LiteLLM and the optional packages."""
    carrier, *others = [*of_llmgate()] or [Package(CARRIER, installed(CARRIER), "")]
    return [carrier, *others]


def of_llmgate() -> Iterator[Package]:
    """Yield what llmgate's own metadata asks for; nothing where it is not installed."""
    # Comes with LiteLLM.
    from packaging.requirements import Requirement  # noqa: PLC0415

    try:
        texts = requires("llmgate") or []
    except PackageNotFoundError:
        return
    wanted = [Requirement(text) for text in texts]
    yield from (looked_at(each) for each in wanted if each.name == CARRIER)
    yield from (looked_at(each) for each in wanted if each.marker)


def looked_at(wanted: Requirement) -> Package:
    """Return a package that llmgate asks for, as it is installed."""
    found = installed(wanted.name)
    extra = str(wanted.marker).partition('"')[2].rstrip('"') if wanted.marker else None
    limits = sorted(str(each) for each in wanted.specifier if each.operator != "!=")
    tested = ",".join(reversed(limits))
    return Package(wanted.name, found, tested, extra, wrong_with(wanted, found, extra))


def wrong_with(wanted: Requirement, found: str | None, extra: str | None) -> str:
    """Say what is wrong with a version; an optional package may be absent."""
    install = (
        f"pip install '{f'llmgate[{extra}]' if extra else f'{wanted.name}{wanted.specifier}'}'"
    )
    if found is None:
        return "" if extra else f"it is not installed: {install}"
    if any(each.operator == "!=" and each.version == found for each in wanted.specifier):
        return f"this release is known to be malicious; remove it at once, and {install}"
    if not wanted.specifier.contains(found, prereleases=True):
        return f"this version is not among those that llmgate is tested with: {install}"
    return ""


def installed(name: str) -> str | None:
    """Return the version of a package, None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def missing_for(provider: str) -> str | None:
    """Say which package LiteLLM lacks for a vendor, None if it lacks none."""
    name = VENDOR_PACKAGES.get(provider)
    if name is None or installed(name):
        return None
    return f"LiteLLM needs {name} for {provider}: pip install {name}"
