"""Azure OpenAI's chat completions."""
