"""models.yaml to the configuration of a LiteLLM proxy, which its Router runs."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from llmgate.config import load_file
from llmgate.config.environment import templates_in
from llmgate.litellm_config.exported_ladders import ladder_of, router_maps
from llmgate.litellm_config.exported_texts import TextWriter
from llmgate.litellm_config.importing import Translation
from llmgate.litellm_config.notes import Notes
from llmgate.litellm_config.texts import Variables
from llmgate.litellm_config.writing import proxy_yaml

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from llmgate.config import Config, Defaults, Deployment, Model

TO_PARAMS = {
    "api_key": "api_key",
    "api_base": "api_base",
    "api_version": "api_version",
    "headers": "extra_headers",
}
TO_INFO = {"context_window": "max_input_tokens", "max_output_tokens": "max_output_tokens"}
RETRIED = ("RateLimitErrorRetries", "TimeoutErrorRetries", "InternalServerErrorRetries")

DEFAULTS_LEFT_OUT = {
    "model": "every call to the proxy names its model",
    "deadline": "the Router sets no limit to a call, only to an attempt",
    "on_length": "the Router hands a cut answer over",
    "carrier": "LiteLLM carries everything there",
    "sticky": "the Router knows no conversations",
}
MODEL_LEFT_OUT = {
    **{key: DEFAULTS_LEFT_OUT[key] for key in ("on_length", "carrier", "sticky")},
    "overflow": "LiteLLM knows overflows by words of its own",
}
TIMEOUT = "none is given: the gate's is 60 s, and LiteLLM's is 6,000 s"


def export_file(path: str | os.PathLike[str]) -> Translation:
    """Return the LiteLLM proxy configuration for a models.yaml.

    Variables stay references and no key is written out. Raises `ConfigError` for a file with
    mistakes.
    """
    config, notes = load_file(path), Notes()
    data = exported(config, notes)
    text = proxy_yaml(data, notes.all(), FilePath(path).name)
    return Translation(data, text, notes.all())


def exported(config: Config, notes: Notes) -> dict[str, Any]:
    """Return the data of a proxy's configuration."""
    writer = TextWriter(notes, Variables(variables_of(config)))
    entries = [
        entry
        for name, model in config.models.items()
        for entry in entries_of(name, model, config.defaults, writer)
    ]
    left_out(config, notes)
    router = {**router_defaults(config.defaults, writer, notes), **names_of(config, notes)}
    policies = dict(retry_policies(config, writer))
    if policies:
        router["model_group_retry_policy"] = policies
    return {"model_list": entries, **({"router_settings": router} if router else {})}


def variables_of(config: Config) -> set[str]:
    """Return the names of all variables of a configuration."""
    models = [dict(model) for model in config.models.values()]
    parts = [
        dict(config.defaults),
        *models,
        *(dict(each) for model in config.models.values() for each in model.deployments),
    ]
    return {name for part in parts for each in templates_in(part) for name in each.names}


def entries_of(
    name: str, model: Model, defaults: Defaults, writer: TextWriter
) -> Iterator[dict[str, Any]]:
    """Yield an entry of the model list for each deployment."""
    info = written(model, TO_INFO, ("models", name), name, writer)
    for index, deployment in enumerate(model.effective_deployments()):
        path = ("models", name, *(("deployments", index) if model.deployments else ()))
        params = params_of(deployment, path, name, writer)
        times = {key: key for key in ("timeout", "stream_timeout")}
        params |= written(model, times, ("models", name), name, writer)
        request = {**defaults.params, **model.params}
        params |= writer.write(request, ("models", name, "params"), name)
        yield {
            "model_name": name,
            "litellm_params": params,
            **({"model_info": dict(info)} if info else {}),
        }


def params_of(
    deployment: Deployment, path: tuple[str | int, ...], name: str, writer: TextWriter
) -> dict[str, Any]:
    """Return where an entry's requests go, and with whose credentials."""
    route = writer.write(deployment.route, (*path, "route"), name)
    params = {"model": route, **written(deployment, TO_PARAMS, path, name, writer)}
    keywords: dict[str, Any] = writer.write(dict(deployment.litellm), (*path, "litellm"), name)
    return params | keywords


def written(
    source: object, keys: dict[str, str], path: tuple[str | int, ...], name: str, writer: TextWriter
) -> dict[str, Any]:
    """Return the keys that a model or deployment gives, under LiteLLM's names."""
    given = {key: getattr(source, key) for key in keys}
    return {
        keys[key]: writer.write(value, (*path, key), name)
        for key, value in given.items()
        if value is not None and value != {}
    }


def left_out(config: Config, notes: Notes) -> None:
    """Note the keys of the file that have no counterpart."""
    for key, reason in DEFAULTS_LEFT_OUT.items():
        if key in config.defaults.model_fields_set:
            notes.left_out(("defaults", key), reason)
    for name, model in config.models.items():
        for key, reason in MODEL_LEFT_OUT.items():
            if key in model.model_fields_set:
                notes.left_out(("models", name, key), reason, name)


def router_defaults(defaults: Defaults, writer: TextWriter, notes: Notes) -> dict[str, Any]:
    """Return the Router's settings for what holds for every model."""
    keys = {"timeout": "timeout", "stream_timeout": "stream_timeout", "retries": "num_retries"}
    given = defaults.model_fields_set
    if "timeout" not in given:
        notes.changed(("defaults", "timeout"), TIMEOUT)
    kept = {key: ours for key, ours in keys.items() if key in given}
    return written(defaults, kept, ("defaults",), "llmgate", writer)


def names_of(config: Config, notes: Notes) -> dict[str, Any]:
    """Return the Router's aliases and fallbacks."""
    aliases = {alias: name for name, model in config.models.items() for alias in model.aliases}
    names = {**aliases, **{name: name for name in config.models}}
    ladders = {name: ladder_of(name, model, names, notes) for name, model in config.models.items()}
    return router_maps(ladders, aliases)


def retry_policies(config: Config, writer: TextWriter) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the models with retries of their own, and the Router's way to say so."""
    for name, model in config.models.items():
        if model.retries is not None:
            retries = writer.write(model.retries, ("models", name, "retries"), name)
            yield name, dict.fromkeys(RETRIED, retries)
