"""``python -m llmgate``: the command line."""

from llmgate.cli import main

main()
