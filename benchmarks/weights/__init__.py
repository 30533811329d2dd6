"""Where the weights of `llmgate.tokens.weights` come from: counts of real texts, and their fit.

``collect.py`` made ``pieces.csv``: for each piece of text its kind, its traits, and what the
tokenizers make of it. ``fit.py`` makes the weights of it again.
"""
