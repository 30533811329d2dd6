"""Names and aliases to models, with the environment's values in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from llmgate.config.environment import MissingVariableError
from llmgate.config.numbers import expand_retries, expand_seconds, expand_tokens
from llmgate.errors import ConfigError, Mistake, UnknownModelError
from llmgate.models.deployment import Deployment
from llmgate.models.model import Model
from llmgate.names import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from llmgate.config import Config
    from llmgate.config.environment import Template

# For a file whose variable for one of these is not set: in seconds, and a number of attempts.
DEFAULT_TIMEOUT = 60.0
DEFAULT_DEADLINE = 300.0
DEFAULT_RETRIES = 2

Number = TypeVar("Number", int, float)


class Registry:
    """Every model of a configuration.

    Raises `ConfigError` where a variable that stands for a number holds none.
    """

    def __init__(self, config: Config, environ: Mapping[str, str]) -> None:
        builder = Builder(config, environ)
        models = {name: builder.model(name) for name in config.models}
        builder.check()
        self._models = dict(models)
        for name, source in config.models.items():
            self._models.update(dict.fromkeys(source.aliases, models[name]))
        only = next(iter(models)) if len(models) == 1 else None
        self._default = config.defaults.model or only

    def model(self, name: str | None) -> Model:
        """The model of a name or alias, the default one for None. Raises `UnknownModelError`."""
        model = self._models.get(name or self._default or "")
        if model is None:
            raise UnknownModelError(name, nearest(name, self._models) if name else None)
        return model


class Builder:
    """Turns what the file says into models, and gathers what only the values show."""

    def __init__(self, config: Config, environ: Mapping[str, str]) -> None:
        self._config = config
        self._environ = environ
        self._mistakes: list[Mistake] = []

    def model(self, name: str) -> Model:
        """The model of a name."""
        source, defaults = self._config.models[name], self._config.defaults
        place = ("models", name)
        window = self._number(source.context_window, expand_tokens, (*place, "context_window"))
        cap = self._number(source.max_output_tokens, expand_tokens, (*place, "max_output_tokens"))
        timeout = self._setting(name, "timeout", expand_seconds)
        timeout = DEFAULT_TIMEOUT if timeout is None else timeout
        silence = self._setting(name, "stream_timeout", expand_seconds)
        retries = self._setting(name, "retries", expand_retries)
        deadline = self._number(defaults.deadline, expand_seconds, ("defaults", "deadline"))
        deployments = tuple(
            Deployment(
                at,
                each,
                self._environ,
                context_window=window,
                max_output_tokens=cap,
                carrier=source.carrier or defaults.carrier,
            )
            for at, each in enumerate(source.effective_deployments())
        )
        return Model(
            name=name,
            deployments=deployments,
            fallbacks=source.fallbacks,
            timeout=timeout,
            stream_timeout=timeout if silence is None else silence,
            deadline=DEFAULT_DEADLINE if deadline is None else deadline,
            retries=DEFAULT_RETRIES if retries is None else retries,
            on_length=source.on_length or defaults.on_length,
            sticky=defaults.sticky if source.sticky is None else source.sticky,
            overflow=source.overflow,
            defaults={**defaults.params, **source.params},
            environ=self._environ,
        )

    def _setting(
        self,
        name: str,
        key: str,
        expand: Callable[[Number | Template, Mapping[str, str]], Number],
    ) -> Number | None:
        """A number of a model's, else of the file's defaults."""
        own = getattr(self._config.models[name], key)
        number = self._number(own, expand, ("models", name, key))
        if number is None:
            shared = getattr(self._config.defaults, key)
            number = self._number(shared, expand, ("defaults", key))
        return number

    def _number(
        self,
        value: Number | Template | None,
        expand: Callable[[Number | Template, Mapping[str, str]], Number],
        path: tuple[str, ...],
    ) -> Number | None:
        """A number of the file; None where it, or the variable that holds it, is not set."""
        if value is None:
            return None
        try:
            return expand(value, self._environ)
        except MissingVariableError:
            return None
        except ValueError as error:
            line, column = self._config.place_of(path) or (None, None)
            file = self._config.file
            self._mistakes.append(Mistake(str(error), ".".join(path), line, column, file))
            return None

    def check(self) -> None:
        """Raise what was gathered."""
        if self._mistakes:
            raise ConfigError(dict.fromkeys(self._mistakes))
