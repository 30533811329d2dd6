"""What models.yaml says, and its mistakes with their places.

Variables of the environment stay unresolved here: a `Template` is expanded by whoever knows
the environment.
"""

from llmgate.config.credentials import ApiKeyValue, CommandSource, FileSource, MintSource
from llmgate.config.environment import (
    MissingVariableError,
    Reference,
    SecretTemplate,
    Template,
    expanded,
    templates_in,
)
from llmgate.config.json_schema import json_schema
from llmgate.config.loader import (
    Config,
    Examined,
    examine_bytes,
    examine_file,
    load_dict,
    load_file,
    load_text,
)
from llmgate.config.numbers import expand_retries, expand_seconds, expand_tokens
from llmgate.config.overflow import OverflowRule
from llmgate.config.reasons import REASONS, Fallbacks, Reason
from llmgate.config.schema import Carrier, Defaults, Deployment, Model, OnLength
from llmgate.config.texts import route_problem

__all__ = [
    "REASONS",
    "ApiKeyValue",
    "Carrier",
    "CommandSource",
    "Config",
    "Defaults",
    "Deployment",
    "Examined",
    "Fallbacks",
    "FileSource",
    "MintSource",
    "MissingVariableError",
    "Model",
    "OnLength",
    "OverflowRule",
    "Reason",
    "Reference",
    "SecretTemplate",
    "Template",
    "examine_bytes",
    "examine_file",
    "expand_retries",
    "expand_seconds",
    "expand_tokens",
    "expanded",
    "json_schema",
    "load_dict",
    "load_file",
    "load_text",
    "route_problem",
    "templates_in",
]
