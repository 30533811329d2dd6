"""OpenAI's chat completions, which many vendors speak."""
