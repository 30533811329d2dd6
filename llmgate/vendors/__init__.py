"""What LiteLLM's files say of vendors and their models, read without importing it."""
