"""LiteLLM proxy configurations to models.yaml and back, without LiteLLM."""

from llmgate.litellm_config.exporting import export_file
from llmgate.litellm_config.importing import Translation, import_file
from llmgate.litellm_config.notes import Note

__all__ = ["Note", "Translation", "export_file", "import_file"]
