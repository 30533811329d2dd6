"""The review of a file: its mistakes, those of the environment, and the warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmgate.config import Template, examine_bytes, examine_file
from llmgate.config.mistakes import mistakes
from llmgate.errors import ConfigError
from llmgate.review.literals import literal_keys
from llmgate.review.routes import unknown_routes
from llmgate.review.rungs import narrow_rungs
from llmgate.review.written import written_models

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from llmgate.config import Config, Examined
    from llmgate.config.strict import Strict
    from llmgate.config.tree import Finding
    from llmgate.errors import Mistake


NUMBERS = (
    "context_window", "deadline", "max_output_tokens", "retries", "stream_timeout", "timeout",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """The mistakes of a file, with which no gate is made of it, and the warnings.

    Both have their places and come in the file's order. ``models`` is how many there are.
    """

    file: str | None
    models: int
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]


def review_file(path: str | os.PathLike[str], environ: Mapping[str, str]) -> Review:
    """Review a models.yaml; variables in it are looked up in ``environ``."""
    return review(examine_file(path), environ)


def review_bytes(content: bytes, environ: Mapping[str, str], *, file: str | None = None) -> Review:
    """Review the content of a models.yaml; ``file`` is the name for its mistakes."""
    return review(examine_bytes(content, file=file), environ)


def review(examined: Examined, environ: Mapping[str, str]) -> Review:
    """Review what could be read of a file; a wrong value is a mistake and no warning."""
    config = examined.config
    wrong = numbers_of_variables(config, environ) if config else examined.mistakes
    warnings = mistakes(unwise(examined, environ), examined.tree, examined.file)
    told = {mistake.path for mistake in wrong}
    return Review(
        file=examined.file,
        models=len(written_models(examined.tree, environ)),
        mistakes=wrong,
        warnings=tuple(warning for warning in warnings if warning.path not in told),
    )


def numbers_of_variables(config: Config, environ: Mapping[str, str]) -> tuple[Mistake, ...]:
    """Return the mistakes in variables that stand for numbers; only their values show them."""
    if not any(map(has_variable_number, (config.defaults, *config.models.values()))):
        return ()
    from llmgate.models.registry import Registry  # noqa: PLC0415  (brings asyncio, for few files)

    try:
        Registry(config, environ)
    except ConfigError as error:
        return error.mistakes
    return ()


def has_variable_number(record: Strict) -> bool:
    """Say whether a number of a record is a variable."""
    return any(isinstance(getattr(record, name, None), Template) for name in NUMBERS)


def unwise(examined: Examined, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what is worth a warning."""
    models = written_models(examined.tree, environ)
    yield from literal_keys(examined.tree)
    yield from unknown_routes(models)
    yield from narrow_rungs(models)
