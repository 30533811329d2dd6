"""Where an API key comes from: the file, the environment, a command, or another file."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, ValidatorFunctionWrapHandler, WrapValidator

from llmgate.config.environment import SecretTemplate
from llmgate.config.problems import refuse
from llmgate.config.strict import Strict
from llmgate.config.texts import SecretText, Text, read_secret
from llmgate.names import nearest

SOURCES = ("command", "file")


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


def read_api_key(value: object, _handler: ValidatorFunctionWrapHandler) -> object:
    """Validate a key by the kind of its value; nothing of it is ever quoted."""
    if isinstance(value, dict):
        return read_source(value)
    if isinstance(value, list):
        return refuse("must be text; for a command write {command: [program, argument]}")
    return read_secret(value)


def read_source(value: dict[str, object]) -> CommandSource | FileSource:
    """Validate a key that stands elsewhere."""
    if "command" in value and "file" in value:
        return refuse("takes either `command` or `file`, not both")
    if "command" in value:
        return CommandSource.model_validate(value)
    if "file" in value:
        return FileSource.model_validate(value)
    near = next((found for key in value if (found := nearest(key, SOURCES))), None)
    hint = f"did you mean {near!r}? A key " if near else ""
    return refuse(f"{hint}must be text, {{command: [program, argument]}} or {{file: path}}")


ApiKey: TypeAlias = Annotated[SecretText | CommandSource | FileSource, WrapValidator(read_api_key)]
ApiKeyValue: TypeAlias = SecretTemplate | CommandSource | FileSource
"""What a validated key is."""
