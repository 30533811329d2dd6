"""Mistral's chat completions."""
