"""Draw what a growing conversation pays: ``python -m benchmarks.drawing``, from climbing.json.

The same figures make the same file, byte for byte. Its text is text, dark on light ground, and
light where the reader's browser says that the ground is dark.
"""

from __future__ import annotations

import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.climbing import FIGURES

IMAGE = Path(__file__).parents[1] / "docs" / "img" / "ladder.svg"
INK, INK_ON_DARK, GRID = "#1f2328", "#e6edf3", "#8c959f"
# By Okabe and Ito: told apart by the colour-blind, and on either ground.
LINES = {
    "Router": ("LiteLLM's Router", "#d55e00"),
    "gate": ("llmgate, windows not known", "#0072b2"),
    "gate, windows known": ("llmgate, windows known", "#009e73"),
}
DARK = (
    "<style>@media (prefers-color-scheme: dark) {"
    f'[style*="fill: {INK}"] {{fill: {INK_ON_DARK} !important}}'
    f'[style*="stroke: {INK}"] {{stroke: {INK_ON_DARK} !important}}'
    "}</style>"
)
LOOK = {
    "svg.fonttype": "none",
    "svg.hashsalt": "llmgate",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), INK),
    **dict.fromkeys(("xtick.color", "ytick.color"), INK),
}


def main() -> None:
    """Draw, and write the image."""
    turns = json.loads(FIGURES.read_text("utf-8"))
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("svg")
    pyplot: Any = import_module("matplotlib.pyplot")
    with pyplot.rc_context(LOOK):
        figure, (calls, times) = pyplot.subplots(2, 1, figsize=(7.2, 5), sharex=True)
        for label, (name, colour) in LINES.items():
            numbers = range(1, len(turns[label]) + 1)
            look = {"color": colour, "linewidth": 1.8, "label": name}
            calls.step(numbers, [turn["sent"] for turn in turns[label]], where="mid", **look)
            times.plot(numbers, [turn["lost_ms"] for turn in turns[label]], **look)
        named(calls, "calls sent")
        named(times, "CPU ms until the\nright model has it")
        times.set_xlabel("turn of a conversation that outgrows three of its four models")
        times.legend(frameon=False, loc="upper left")
        figure.tight_layout()
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    head, mark, rest = written.getvalue().partition("<defs>")
    IMAGE.parent.mkdir(exist_ok=True)
    IMAGE.write_text(head + DARK + mark + rest, encoding="utf-8")


def named(axes: Any, name: str) -> None:
    """Name what is counted, which begins at nothing."""
    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=GRID, alpha=0.3)


if __name__ == "__main__":
    main()
