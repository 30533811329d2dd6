"""Where the credentials of a deployment come from, and whether they are there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from llmgate.cli.diagnosis.vendor_variables import variables_of
from llmgate.config import CommandSource, FileSource, MintSource, Reference, templates_in
from llmgate.keys.credentials import FetchedKey, MissingCredentialError
from llmgate.keys.key_sources import key_from_file, key_minted
from llmgate.keys.redaction import TELLING
from llmgate.keys.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmgate.config import Deployment, SecretTemplate, Template
    from llmgate.config.credentials import Source as KeySource

Origin: TypeAlias = Literal["environment", "models.yaml", "file", "command", "mint", "none"]

# These have other ways, as a machine's own role, of which no variable tells.
MANY_WAYS = frozenset({"bedrock", "sagemaker", "sagemaker_chat", "vertex_ai", "vertex_ai_beta"})


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential: the ``keyword`` that it is for, and where it comes from.

    ``where`` names the variables, the path or the program. ``there`` is None where only a
    call would show it; ``why`` says what is wrong, or worth knowing.
    """

    keyword: str
    origin: Origin
    where: str
    there: bool | None
    why: str = ""


def credentials_of(
    source: Deployment, provider: str, environ: Mapping[str, str]
) -> tuple[Credential, ...]:
    """Return the credentials that a deployment would use."""
    others = tuple(beside_the_key(source, environ))
    if source.api_key is None:
        return (litellm_s(provider, environ, needed=not others), *others)
    if isinstance(source.api_key, CommandSource | FileSource | MintSource):
        return (fetched(source.api_key, environ), *others)
    return (written("api_key", source.api_key, environ), *others)


def beside_the_key(source: Deployment, environ: Mapping[str, str]) -> Iterator[Credential]:
    """Yield the headers and keywords that hold a variable, or that are named as a secret is."""
    given: dict[str, object] = {f"headers.{name}": value for name, value in source.headers.items()}
    given |= {f"litellm.{name}": value for name, value in source.litellm.items()}
    for keyword, value in given.items():
        templates = templates_in(value)
        telling = [each for each in templates if each.names] or list(templates[:1])
        if any(each.names for each in telling) or (telling and TELLING.search(keyword)):
            yield written(keyword, telling[0], environ)


def written(
    keyword: str, template: SecretTemplate | Template, environ: Mapping[str, str]
) -> Credential:
    """Say where a text of the file comes from."""
    if not template.names:
        return Credential(keyword, "models.yaml", "", there=True, why="it is written out there")
    where = ", ".join(template.names)
    if missing := template.missing(environ):
        why = f"the environment does not set {', '.join(missing)}"
        return Credential(keyword, "environment", where, there=False, why=why)
    references = [part for part in template.parts if isinstance(part, Reference)]
    if any(environ.get(each.name) for each in references):
        return Credential(keyword, "environment", where, there=True)
    if template.expand(environ):
        return Credential(keyword, "models.yaml", "", there=True, why=f"{where} is not set")
    return Credential(keyword, "none", where, there=None, why="it is not set, and left out")


def fetched(source: KeySource, environ: Mapping[str, str]) -> Credential:
    """Say where a key comes from that is fetched; no command is run."""
    names = {
        name: None for each in templates_in(texts_of(source)) for name in each.missing(environ)
    }
    if names:
        why = f"the environment does not set {', '.join(names)}"
        return Credential("api_key", origin_of(source), place_of(source), there=False, why=why)
    if isinstance(source, CommandSource):
        return from_command(source.command[0].expand(environ))
    if isinstance(source, FileSource):
        path = source.file.expand(environ)
        return tried("file", path, key_from_file(path))
    key = key_minted(source.mint, Secret(source.source.expand(environ)))
    return tried("mint", place_of(source), key)


def texts_of(source: KeySource) -> list[object]:
    """Return the texts of the file that say where a key comes from."""
    if isinstance(source, CommandSource):
        return list(source.command)
    return [source.file if isinstance(source, FileSource) else source.source]


def origin_of(source: KeySource) -> Origin:
    """Return the kind of place that a key comes from."""
    kinds: dict[type[KeySource], Origin] = {CommandSource: "command", FileSource: "file"}
    return kinds.get(type(source), "mint")


def place_of(source: KeySource) -> str:
    """Return the place that a key comes from, as the file spells it; of a command the program."""
    if isinstance(source, CommandSource):
        program = source.command[0]
        return program.text if not program.names else ", ".join(program.names)
    if isinstance(source, FileSource):
        return source.file.text
    names = ", ".join(source.source.names) or "what models.yaml holds"
    return f"{source.mint}, from {names}"


def from_command(program: str) -> Credential:
    """Say whether the program is there; what it prints shows at a call."""
    if shutil.which(program) is None:
        why = f"there is no program {program}"
        return Credential("api_key", "command", program, there=False, why=why)
    return Credential("api_key", "command", program, there=None, why="it is run at a call")


def tried(origin: Origin, where: str, key: FetchedKey) -> Credential:
    """Say whether a key is to be had from this machine itself, by having it."""
    try:
        key.get()
    except MissingCredentialError as error:
        return Credential("api_key", origin, where, there=False, why=str(error))
    return Credential("api_key", origin, where, there=True)


def litellm_s(provider: str, environ: Mapping[str, str], *, needed: bool) -> Credential:
    """Say which variable LiteLLM itself takes for a model without a key in the file."""
    looked = variables_of(provider)
    names, needed = looked.keys, needed and looked.needed
    if found := next((name for name in names if environ.get(name)), None):
        return Credential("api_key", "environment", found, there=True, why="LiteLLM looks it up")
    if not names or not needed or provider in MANY_WAYS:
        why = "models.yaml names none; the vendor may need none, or take another way"
        return Credential("api_key", "none", "", there=None, why=why)
    why = f"write `api_key` in models.yaml, or set {' or '.join(names)}"
    return Credential("api_key", "none", ", ".join(names), there=False, why=why)
