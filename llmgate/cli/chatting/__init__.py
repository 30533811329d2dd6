"""A conversation in the terminal: what ``llmgate chat`` is made of."""
