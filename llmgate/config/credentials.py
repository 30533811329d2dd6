"""Where an API key comes from: the environment, a file, a command, or a recipe."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator

from llmgate.config.environment import SecretTemplate
from llmgate.config.problems import problems, refuse
from llmgate.config.strict import Strict
from llmgate.config.texts import SecretText, Text, read_secret
from llmgate.names import nearest

SOURCES = ("command", "file", "mint")
Vendor: TypeAlias = Literal["sensenova", "zhipu"]
FORMS = "must be text, {command: [program, argument]}, {file: path} or {mint: vendor, from: key}"


class CommandSource(Strict):
    """A key that a command prints."""

    command: tuple[SecretText, ...] = Field(
        strict=False,
        repr=False,
        min_length=1,
        description="The program and its arguments, run without a shell; it prints the token.",
    )


class FileSource(Strict):
    """A key that stands in a file of its own."""

    file: Text = Field(description="Path of the file that holds the token and nothing else.")


def read_vendor(value: object) -> object:
    """Validate whose tokens are made; another word is not quoted, for it may be the key."""
    known = get_args(Vendor)
    if value in known:
        return value
    near = nearest(value, known) if isinstance(value, str) else None
    hint = f"; did you mean {near!r}?" if near else ""
    return refuse(f"must be one of {', '.join(known)}{hint}")


class MintSource(Strict):
    """A token that is made from the id and the secret that a vendor gives out as its key."""

    mint: Annotated[Vendor, BeforeValidator(read_vendor)] = Field(
        description="Whose tokens: zhipu (open.bigmodel.cn, z.ai) or sensenova; takes PyJWT."
    )
    source: SecretText = Field(
        alias="from",
        repr=False,
        description="The vendor's key, id.secret; for sensenova ${ACCESS_KEY}.${SECRET_KEY}.",
    )


def read_api_key(value: object, _handler: ValidatorFunctionWrapHandler) -> object:
    """Validate a key by the kind of its value; nothing of it is ever quoted."""
    if isinstance(value, dict):
        return read_source(value)
    if isinstance(value, list):
        return refuse("must be text; for a command write {command: [program, argument]}")
    return read_secret(value)


def read_source(value: dict[str, object]) -> Source:
    """Validate a key that stands elsewhere."""
    given = [name for name in SOURCES if name in value]
    if len(given) > 1:
        return refuse(f"takes either `{given[0]}` or `{given[1]}`, not both")
    if given:
        return RECORDS[given[0]].model_validate(value)
    for key in value:
        if near := nearest(key, SOURCES):
            raise problems([((key,), f"unknown key; did you mean {near!r}?", True)])
    return refuse(FORMS)


Source: TypeAlias = CommandSource | FileSource | MintSource
RECORDS: dict[str, type[Source]] = {
    "command": CommandSource,
    "file": FileSource,
    "mint": MintSource,
}
ApiKey: TypeAlias = Annotated[SecretText | Source, WrapValidator(read_api_key)]
ApiKeyValue: TypeAlias = SecretTemplate | Source
"""What a validated key is."""
