"""The command line, ``llmgate``: one module a command, each imported when it is called.

Data goes to standard output, talk to standard error. The exit status is 0, 1 where what was
looked at is wrong, 2 for wrong usage, and as a shell has it for Ctrl-C and a closed pipe.
"""

from __future__ import annotations

import gc
import os
import sys

# Objects between two looks for garbage, in place of 700: a tenth of a short command's time
# went into looking through modules that had just been imported.
SELDOM = 100_000

WITHOUT_EXTRA = "llmgate: the command line needs two more packages: pip install 'llmgate[cli]'"
EXTRA = frozenset({"click", "rich"})
USAGE = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command line with the arguments of the process, and exit."""
    gc.set_threshold(SELDOM)
    # Pydantic would look through every installed package for plugins: time, and none is wanted.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from llmgate.cli.app import run  # noqa: PLC0415  (the extra may not be installed)

        status = run(sys.argv[1:])
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        sys.stderr.write(f"{WITHOUT_EXTRA}\n")
        status = USAGE
    except KeyboardInterrupt:  # while the command was still being imported
        status = INTERRUPTED
    sys.exit(status)
